import { describe, expect, test } from 'vitest'
import { clientEvent, transferEvent } from '../../../../main/engine/clients/events'
import { averageSpeed, measure, speedNow, startMeter } from '../../../../main/engine/clients/speed'
import { fileKey } from '../../../../main/engine/clients/transfers'
import * as seen from './support'
import { bench, IP, KERNEL, MAC, progress, start } from './support'

describe('the lines of --json', () => {
  test('client: every field, the phase as one word', () => {
    const machine = bench()
    machine.feed(...seen.TO_LOADER)
    machine.wait(60)
    expect(clientEvent(machine.client())).toEqual({
      ...{ mac: MAC, uuid: null, arch: 'uefi-x64', ip: IP, detail: 'GET snponly.efi' },
      ...{ phase: 'stalled', rung: 'loader', why: 'loader-sent-then-silence', boot: 1 },
      ...{ title: null, doing: null },
    })
  })

  test('client: what it boots, and where a choice holds it', () => {
    const machine = bench()
    machine.feed(...seen.TO_LOADER)
    const client = { ...machine.client(), title: 'Debian installer 12', doing: 'menu' } as const
    expect(clientEvent(client)).toMatchObject({ title: 'Debian installer 12', doing: 'menu' })
  })

  test('transfer: sizes in bytes, unknown is null', () => {
    const machine = bench()
    machine.feed(start('t', 'boot', KERNEL, { sizeBytes: undefined }), progress('t', 500))
    const [client] = machine.registry.clients()
    const [transfer] = client?.transfers ?? []
    if (client === undefined || transfer === undefined) throw new Error('there is none')
    expect(transferEvent(client, transfer)).toEqual({
      ...{ mac: null, ip: IP, protocol: 'http', file: KERNEL, role: 'boot', sent: 500, size: null },
      ...{ bytesPerSecond: 2_500, done: false, ok: true },
    })
  })
})

describe('speed', () => {
  test('is counted from the last sample before the window', () => {
    let meter = startMeter(0)
    meter = measure(meter, 1_000, 2_000)
    meter = measure(meter, 4_000, 11_000)
    expect(speedNow(meter, 4_000)).toBe(3_000)
  })

  test('of a first burst is not endless', () => {
    expect(speedNow(measure(startMeter(0), 0, 1_000), 0)).toBe(5_000)
    expect(averageSpeed(1_000, 0)).toBe(1_000_000)
  })

  test('needs a bounded number of samples', () => {
    let meter = startMeter(0)
    for (let at = 0; at < 2_000; at += 1) meter = measure(meter, at, at)
    expect(meter.samples.length).toBeLessThanOrEqual(32)
  })
})

describe('fileKey', () => {
  test.each([
    ['http://192.168.1.20:8067/ISO/abc//a.gz?x=/y', 'iso/abc/a.gz'],
    ['\\Boot\\BCD', 'boot/bcd'],
    ['snponly.efi', 'snponly.efi'],
    ['/', ''],
  ])('%s is %s', (name, key) => {
    expect(fileKey(name)).toBe(key)
  })
})
