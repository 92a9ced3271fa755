import { decode, encode, type DhcpPacket } from '../../../../main/engine/dhcp/packet'
import { classify, type BootClient, type DhcpRequest } from '../../../../main/engine/dhcp/request'
import type { BootFile, BootFileRequest, ChainId } from '../../../../main/engine/boot/contract'
import type { ServerFacts } from '../../../../main/engine/dhcp/decide'

/** Messages as clients send them, in the fields that matter; and a server that answers like Bootdrop's boot side. */
export const MAC = '52:54:00:12:34:56'
export const SERVER = '192.168.77.20'
export const ROUTER = '192.168.77.1'

export interface MessageOptions {
  readonly type?: number
  readonly mac?: string
  readonly xid?: number
  readonly vendorClass?: string | null
  readonly arch?: readonly number[]
  /** Option 97 as sent; null for none. */
  readonly machineId?: Uint8Array | null
  readonly ipxe?: boolean
  readonly more?: readonly (readonly [number, Uint8Array | string])[]
  readonly header?: Partial<DhcpPacket>
}

export const MACHINE_ID = Uint8Array.of(0, ...Buffer.from('33221100554477668899aabbccddeeff', 'hex'))
export const UUID = '00112233-4455-6677-8899-aabbccddeeff'

export function message(options: MessageOptions = {}): DhcpPacket {
  const { type = 1, mac = MAC, xid = 0x12345678, arch = [7], machineId = MACHINE_ID, ipxe = false } = options
  const vendorClass = options.vendorClass === undefined ? 'PXEClient:Arch:00007:UNDI:003016' : options.vendorClass
  const fields = new Map<number, Uint8Array>([[53, Uint8Array.of(type)]])
  if (vendorClass !== null) fields.set(60, latin(vendorClass))
  if (arch.length > 0) fields.set(93, Uint8Array.from(arch.flatMap((number) => [number >> 8, number & 0xff])))
  if (machineId !== null) fields.set(97, machineId)
  if (ipxe) fields.set(77, latin('iPXE'))
  for (const [code, value] of options.more ?? []) fields.set(code, typeof value === 'string' ? latin(value) : value)
  const chaddr = new Uint8Array(16)
  chaddr.set(mac.split(':').map((part) => Number.parseInt(part, 16)))
  const none = '0.0.0.0'
  return {
    ...{ op: 1, htype: 1, hlen: 6, hops: 0, xid, secs: 0, flags: 0x8000 },
    ...{ ciaddr: none, yiaddr: none, siaddr: none, giaddr: none, chaddr, sname: '', file: '' },
    options: fields,
    ...options.header,
  }
}

export function bytesOf(packet: DhcpPacket): Uint8Array {
  const encoded = encode(packet)
  if ('reason' in encoded) throw new Error(encoded.reason)
  return encoded.bytes
}

export function packetOf(bytes: Uint8Array): DhcpPacket {
  const decoded = decode(bytes)
  if ('reason' in decoded) throw new Error(decoded.reason)
  return decoded.packet
}

export function requestOf(packet: DhcpPacket): DhcpRequest {
  const classified = classify(packet)
  if ('ignored' in classified) throw new Error(classified.ignored)
  return classified.request
}

export function clientOf(packet: DhcpPacket): BootClient {
  const { boot } = requestOf(packet)
  if (boot === undefined) throw new Error('no boot client')
  return boot
}

/** The boot side in small: one loader per firmware, then the fall-back; a script for iPXE; an URL for HTTPClient. */
export function bootFile({ machine, stage, attempt, ipxeHasHttp, worked }: BootFileRequest): BootFile {
  const file = (name: string, chain: ChainId): BootFile => ({ kind: 'file', file: name, chain })
  const small = attempt === 0 && worked !== 'ipxe-full'
  if (stage === 'ipxe' && ipxeHasHttp !== false) return file(`http://${SERVER}:8067/boot.ipxe`, 'script')
  switch (machine.arch) {
    case 'bios':
      return file('undionly.kpxe', 'ipxe-small')
    case 'uefi-x64':
      return small ? file('snponly.efi', 'ipxe-small') : file('ipxe.efi', 'ipxe-full')
    case 'uefi-arm64':
      return file('snponly-arm64.efi', 'ipxe-small')
    case 'http-x64':
      return file(`http://${SERVER}:8067/snponly.efi`, 'ipxe-small')
    default:
      return { kind: 'none', why: 'no-loader-for-arch' }
  }
}

export const FACTS: ServerFacts = {
  mode: 'proxy',
  recall: () => ({}),
  address: SERVER,
  card: { address: SERVER, netmask: '255.255.255.0' },
  ports: { dhcp: 67, client: 68 },
  bootFile,
  allow: new Set(),
  deny: new Set(),
}

export function latin(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'latin1'))
}

/** Option of an answer as text. */
export function textOf(packet: DhcpPacket, code: number): string | undefined {
  const value = packet.options.get(code)
  return value === undefined ? undefined : Buffer.from(value).toString('latin1')
}
