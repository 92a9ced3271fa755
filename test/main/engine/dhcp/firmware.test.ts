import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readFirmware, type RecordedPacket } from '../../../fixtures/firmware/read'
import { bytesOf, packetOf, requestOf } from './messages'

/** Recorded from QEMU: see test/fixtures/firmware/README.md. What they are answered with: test/main/engine/field/replay.test.ts. */
const folder = new URL('../../../fixtures/firmware/', import.meta.url)
const names = readdirSync(folder).flatMap((file) => (file.endsWith('.hex') ? [file.slice(0, -'.hex'.length)] : []))

const isDhcp = ({ sourcePort, destinationPort }: RecordedPacket): boolean =>
  [67, 68, 4011].includes(destinationPort) && [67, 68, 4011].includes(sourcePort)
const withDhcp = names.map((name) => ({ name, packets: readFirmware(name).filter(isDhcp) }))

describe.each(withDhcp.filter(({ packets }) => packets.length > 0))('$name', ({ packets }) => {
  it('is read whole, and every option survives being written again', () => {
    for (const { payload } of packets) {
      const packet = packetOf(payload)
      expect(packetOf(bytesOf(packet))).toEqual(packet)
    }
  })
})

it('never answers what servers say', () => {
  const answers = withDhcp.filter(({ name }) => name.endsWith('.answers')).flatMap(({ packets }) => packets)
  expect(answers).not.toEqual([])
  for (const { payload } of answers) expect(() => requestOf(packetOf(payload))).toThrow('is no request')
})
