import type { StoryLine } from '../types'
import { OP as TFTP } from '../tftp/codes'
import { decodePacket } from '../tftp/packet'
import { HEADER_BYTES } from '../dhcp/packet'
import { ipv4Text, type KeptPacket } from './rings'
import { DataRuns, type Told } from './story-data'
import { dhcpLine } from './story-dhcp'

/** The port of a boot server, where it is not 4011. */
export interface StoryPorts {
  readonly pxe: number
}

/**
 * What one machine and we said to each other, in the order in which it was said. Facts, by code:
 *
 * - all of DHCP and PXE: `peer` (address and port), `bytes`; where the message has them `client` (option 60), `stage` (`firmware` or
 *   `ipxe`), `arch` (a ClientArch), `userClass`, `http` (1 or 0: what iPXE's option 175 says), `uuid` (option 97, as dmidecode prints it),
 *   `hostname`, `requested` (option 50), `current` (ciaddr), `server` (54), `address` (yiaddr, else option 50), `next` (siaddr), `file` (67 or the
 *   header's), `vendor` (option 43 in short), `lease` (s), `message` (56), `relay` (giaddr), `type` (53, for `dhcp-other`),
 *   `problem` (why a message could not be read)
 * - `tftp-rrq`: `file`, `mode`, `options` (`tsize 0, blksize 1468`), `peer`
 * - `tftp-oack`: `file`, `options`, `peer`
 * - `tftp-data`, a whole run of blocks: `file`, `peer`, `blocks` and `bytes` (as far as the last block that was kept), `size` (from the
 *   OACK), `acknowledged` (the last block that the machine confirmed), `repeats` (blocks sent again), `complete` (1: the last block was
 *   confirmed), `ms`
 * - `tftp-ack`: `block`, where none of the blocks is kept · `tftp-error`: `error`, `message`, `file` · `tftp-other`: `problem`, `bytes`
 * - `other`: `bytes`, `peer`
 *
 * Pure. Takes any bytes, cut ones too, and never throws.
 */
export function storyOf(packets: Iterable<KeptPacket>, ports: StoryPorts): StoryLine[] {
  const runs = new DataRuns()
  const told: Told[] = []
  for (const packet of packets) {
    const said = lineOf(packet, ports, runs)
    if (said !== undefined) told.push({ sequence: packet.sequence, line: said })
  }
  return [...told, ...runs.lines()].sort((a, b) => a.sequence - b.sequence).map(({ line }) => line)
}

function lineOf(packet: KeptPacket, ports: StoryPorts, runs: DataRuns): StoryLine | undefined {
  const { data } = packet
  if (isDhcp(data)) return dhcpLine(packet, packet.localPort === ports.pxe)
  if (data[0] === 0) return tftpLine(packet, runs)
  return line(packet, 'other', { bytes: packet.sizeBytes })
}

function isDhcp(data: Uint8Array): boolean {
  return (data[0] === 1 || data[0] === 2) && data.length >= HEADER_BYTES
}

function tftpLine(packet: KeptPacket, runs: DataRuns): StoryLine | undefined {
  const decoded = decodePacket(packet.data)
  if (!decoded.ok) return line(packet, 'tftp-other', { bytes: packet.sizeBytes, problem: decoded.reason })
  const tftp = decoded.packet
  switch (tftp.kind) {
    case 'rrq': {
      runs.asked(packet, tftp.file)
      return line(packet, 'tftp-rrq', { file: tftp.file, mode: tftp.mode, ...optionFacts(tftp.options) })
    }
    case 'wrq':
      return line(packet, 'tftp-other', { file: tftp.file, problem: 'the machine wants to write a file' })
    case 'oack':
      runs.granted(packet, tftp.options)
      return line(packet, 'tftp-oack', { ...runs.fileFact(packet), ...optionFacts(tftp.options) })
    case 'error':
      runs.ended(packet)
      return line(packet, 'tftp-error', { ...runs.fileFact(packet), error: tftp.code, message: tftp.message })
    case 'data':
    case 'ack':
      runs.add(packet, tftp.kind === 'data' ? TFTP.data : TFTP.ack, tftp.block)
      return undefined
  }
}

function optionFacts(options: ReadonlyMap<string, string>): StoryLine['facts'] {
  if (options.size === 0) return {}
  return { options: [...options].map(([name, value]) => `${name} ${value}`).join(', ') }
}

function line(packet: KeptPacket, code: StoryLine['code'], facts: StoryLine['facts']): StoryLine {
  const peer = `${ipv4Text(packet.peerAddress)}:${String(packet.peerPort)}`
  return { at: packet.at, direction: packet.direction, code, facts: { peer, ...facts } }
}
