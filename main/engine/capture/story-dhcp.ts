import { ARCH_OF, MESSAGE, OP, OPTION, PXE_VENDOR } from '../dhcp/codes'
import {
  architectures,
  ipv4Option,
  ipxeHasHttp,
  machineId,
  messageType,
  subOptions,
  textOption,
  userClasses,
  uuidText,
  type Options,
} from '../dhcp/options'
import { decode, HEADER_BYTES, type DhcpPacket } from '../dhcp/packet'
import type { StoryCode, StoryLine } from '../types'
import { ipv4Text, type KeptPacket } from './rings'

const NO_ADDRESS = '0.0.0.0'
const CODE_OF: ReadonlyMap<number, StoryCode> = new Map([
  [MESSAGE.discover, 'dhcp-discover'],
  [MESSAGE.offer, 'dhcp-offer'],
  [MESSAGE.request, 'dhcp-request'],
  [MESSAGE.ack, 'dhcp-ack'],
  [MESSAGE.nak, 'dhcp-nak'],
  [MESSAGE.inform, 'dhcp-inform'],
])

type Facts = Record<string, string | number>

/** One DHCP message, in words' raw material. @param bootServer it was said on port 4011 */
export function dhcpLine(packet: KeptPacket, bootServer: boolean): StoryLine {
  const { at, direction, sizeBytes, data } = packet
  const peer = `${ipv4Text(packet.peerAddress)}:${String(packet.peerPort)}`
  const decoded = decode(data)
  const read = 'packet' in decoded ? decoded : decode(untilCut(data))
  const problem = 'reason' in decoded ? { problem: decoded.reason } : {}
  if ('reason' in read) return { at, direction, code: 'dhcp-other', facts: { peer, bytes: sizeBytes, ...problem } }
  const message = read.packet
  const type = messageType(message.options)
  const code = codeOf(message, type, bootServer)
  const facts: Facts = { peer, bytes: sizeBytes, ...whoFacts(message.options), ...saidFacts(message), ...problem }
  if (code === 'dhcp-other' && type !== undefined) facts['type'] = type
  return { at, direction, code, facts }
}

function codeOf({ op }: DhcpPacket, type: number | undefined, bootServer: boolean): StoryCode {
  if (bootServer) return op === OP.reply ? 'pxe-ack' : 'pxe-request'
  return CODE_OF.get(type ?? 0) ?? 'dhcp-other'
}

/** Who speaks. */
function whoFacts(options: Options): Facts {
  const facts: Facts = {}
  const client = textOption(options, OPTION.vendorClass)
  if (client !== undefined) facts['client'] = client
  const [userClass] = userClasses(options)
  if (userClass !== undefined) facts['userClass'] = printable(userClass)
  const http = ipxeHasHttp(options)
  if (http !== undefined) facts['http'] = http ? 1 : 0
  if (client !== undefined) facts['stage'] = userClass?.includes('iPXE') || http !== undefined ? 'ipxe' : 'firmware'
  const arch = architectures(options)
    .map((number) => ARCH_OF.get(number) ?? String(number))
    .join(', ')
  if (arch !== '') facts['arch'] = arch
  const id = machineId(options)
  if (id.kind === 'uuid') facts['uuid'] = uuidText(id.raw)
  const hostname = textOption(options, OPTION.hostname)
  if (hostname !== undefined) facts['hostname'] = hostname
  return facts
}

/** What it says. */
function saidFacts(message: DhcpPacket): Facts {
  const { options } = message
  const facts: Facts = {}
  const tell = (name: string, value: string | undefined): void => {
    if (value !== undefined && value !== '' && value !== NO_ADDRESS) facts[name] = value
  }
  tell('requested', ipv4Option(options, OPTION.requestedIp))
  tell('current', message.ciaddr)
  tell('server', ipv4Option(options, OPTION.serverId))
  // What it is about: the address that is given, or the one that is asked for.
  tell('address', message.yiaddr === NO_ADDRESS ? ipv4Option(options, OPTION.requestedIp) : message.yiaddr)
  tell('next', message.siaddr)
  tell('relay', message.giaddr)
  tell('file', textOption(options, OPTION.bootFile) ?? printable(message.file))
  tell('message', textOption(options, OPTION.message))
  tell('vendor', vendorSummary(options))
  const lease = options.get(OPTION.leaseTime)
  if (lease?.length === 4) facts['lease'] = new DataView(lease.buffer, lease.byteOffset).getUint32(0)
  return facts
}

/** Option 43 in short: `boot file 06:08, menu of 2 bytes`. */
function vendorSummary(options: Options): string | undefined {
  const value = options.get(OPTION.vendor)
  if (value === undefined) return undefined
  const parts = [...subOptions(value)].map(([code, bytes]) => {
    if (code === PXE_VENDOR.discoveryControl) return `discovery control ${hex(bytes)}`
    if (code === PXE_VENDOR.menu) return 'boot menu'
    if (code === PXE_VENDOR.prompt) return 'menu prompt'
    if (code === PXE_VENDOR.bootItem) return `boot item ${hex(bytes)}`
    return `sub-option ${String(code)}`
  })
  return parts.length === 0 ? `${String(value.length)} bytes` : parts.join(', ')
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.subarray(0, 8)).toString('hex')
}

function printable(text: string): string {
  // eslint-disable-next-line no-control-regex -- these are what must not reach a log or a window
  return text.slice(0, 255).replace(/[\x00-\x1f\x7f-\x9f]/g, '?')
}

/** The message up to its last whole option, with an end. */
function untilCut(data: Uint8Array): Uint8Array {
  let at = HEADER_BYTES
  while (at < data.length) {
    const code = data[at] ?? 0
    const next = code === OPTION.pad ? at + 1 : at + 2 + (data[at + 1] ?? 0)
    if (code === OPTION.end || next > data.length || (code !== OPTION.pad && at + 1 >= data.length)) break
    at = next
  }
  return Uint8Array.of(...data.subarray(0, Math.min(at, 1499)), OPTION.end)
}
