import type { ClientArch, Ipv4, Mac } from '../types'
import { ownUuid } from '../machines/uuid'
import { ARCH_OF, ETHERNET, OP, OPTION, RASPBERRY_PI_PREFIXES } from './codes'
import {
  architectures,
  bootItem,
  ipv4Option,
  ipxeHasHttp,
  machineId,
  maxMessageSize,
  messageType,
  textOption,
  userClasses,
  uuidText,
  type MachineId,
} from './options'
import { MAX_MESSAGE_BYTES, SAFE_MESSAGE_BYTES, type DhcpPacket } from './packet'

/** What a message of a client says, as far as a boot server cares. */
export interface DhcpRequest {
  readonly packet: DhcpPacket
  readonly mac: Mac
  readonly messageType: number
  /** Undefined for clients that do not want to boot by network. */
  readonly boot: BootClient | undefined
  readonly hostname: string | undefined
  /** Option 50, else ciaddr: the address that a REQUEST takes or has. */
  readonly ip: Ipv4 | undefined
  /** Option 54. */
  readonly serverId: Ipv4 | undefined
  /** Largest UDP payload that the client takes, bytes. */
  readonly maxBytes: number
}

/** Who asks to be booted. */
export interface BootClient {
  /** How it introduces itself (option 60); the answer has to say the same. */
  readonly vendor: 'PXEClient' | 'HTTPClient'
  readonly vendorClass: string
  readonly arch: ClientArch
  /** Option 93 as sent. */
  readonly archNumbers: readonly number[]
  readonly stage: 'firmware' | 'ipxe'
  /** Option 77. */
  readonly userClasses: readonly string[]
  /** Only for iPXE that sent option 175. */
  readonly ipxeHasHttp: boolean | undefined
  /** Option 97 to echo; undefined when it was absent or malformed. */
  readonly machineId: Uint8Array | undefined
  /** Undefined also where it is one that many machines share. */
  readonly uuid: string | undefined
  readonly malformedMachineId: boolean
  /** Sub-option 71 of option 43, 4 bytes. */
  readonly bootItem: Uint8Array | undefined
}

export type Classified = { readonly request: DhcpRequest } | { readonly ignored: string }

const NO_ADDRESS = '0.0.0.0'

/** Tells what a message is. `ignored` holds the reason for the log. Pure; never throws. */
export function classify(packet: DhcpPacket): Classified {
  if (packet.op !== OP.request) return { ignored: `op ${packet.op} is no request` }
  if (packet.htype !== ETHERNET.type || packet.hlen !== ETHERNET.length) {
    return { ignored: `hardware type ${packet.htype} with ${packet.hlen} bytes is not Ethernet` }
  }
  const { options } = packet
  const type = messageType(options)
  if (type === undefined) return { ignored: 'no message type: plain BOOTP' }
  const vendorClass = textOption(options, OPTION.vendorClass)
  // Apple's BSDP dresses up as DHCP; an answer for PXE clients would only confuse it (FIELD.md 3.5).
  if (vendorClass?.startsWith('AAPLBSDPC') === true) return { ignored: 'Apple NetBoot (BSDP)' }
  const mac = macText(packet)
  const size = maxMessageSize(options)
  return {
    request: {
      packet,
      mac,
      messageType: type,
      boot: bootClient(packet, mac, vendorClass),
      hostname: textOption(options, OPTION.hostname),
      ip: ipv4Option(options, OPTION.requestedIp) ?? (packet.ciaddr === NO_ADDRESS ? undefined : packet.ciaddr),
      serverId: ipv4Option(options, OPTION.serverId),
      // Option 57 counts the IP and UDP headers, 28 bytes.
      maxBytes: size === undefined ? SAFE_MESSAGE_BYTES : Math.min(MAX_MESSAGE_BYTES, size - 28),
    },
  }
}

function bootClient(packet: DhcpPacket, mac: Mac, vendorClass: string | undefined): BootClient | undefined {
  const vendor = vendorClass?.startsWith('PXEClient')
    ? 'PXEClient'
    : vendorClass?.startsWith('HTTPClient')
      ? 'HTTPClient'
      : undefined
  if (vendor === undefined || vendorClass === undefined) return undefined
  const { options } = packet
  const stage = isIpxe(packet) ? 'ipxe' : 'firmware'
  const sent = architectures(options)
  const archNumbers = sent.length > 0 ? sent : archInVendorClass(vendorClass)
  const id = machineId(options)
  return {
    vendor,
    vendorClass,
    arch: archOf(archNumbers, vendor, stage, isRaspberryPi(mac, id)),
    archNumbers,
    stage,
    userClasses: userClasses(options),
    ipxeHasHttp: stage === 'ipxe' ? ipxeHasHttp(options) : undefined,
    machineId: id.kind === 'uuid' ? id.raw : undefined,
    uuid: id.kind === 'uuid' ? ownUuid(uuidText(id.raw)) : undefined,
    malformedMachineId: id.kind === 'malformed',
    bootItem: bootItem(options),
  }
}

/** iPXE says so in its user class, and has an option of its own. Its vendor class is the firmware's. */
function isIpxe({ options }: DhcpPacket): boolean {
  return userClasses(options).includes('iPXE') || options.has(OPTION.ipxe)
}

/** RFC 4578 section 2.1 wants option 93; ROMs that leave it out still say it in `PXEClient:Arch:00007:UNDI:003016`. */
function archInVendorClass(vendorClass: string): number[] {
  const digits = /:Arch:(\d{1,5})/.exec(vendorClass)?.[1]
  return digits === undefined ? [] : [Number(digits)]
}

/**
 * The first architecture of the list that we know. What the client calls itself decides between TFTP and HTTP, for its answer is
 * read by that code: a few firmwares send 7 with HTTPClient.
 */
function archOf(
  numbers: readonly number[],
  vendor: BootClient['vendor'],
  stage: BootClient['stage'],
  isPi: boolean,
): ClientArch {
  const arch = numbers.map((number) => ARCH_OF.get(number)).find((known) => known !== undefined)
  if (arch === undefined) return 'unknown'
  if (arch === 'bios' && stage === 'firmware' && isPi) return 'rpi'
  return vendor === 'HTTPClient' ? (HTTP_ARCH[arch] ?? arch) : (PXE_ARCH[arch] ?? arch)
}

/** Its boot ROM calls itself a BIOS PC. The maker's MAC tells, or an option 97 that begins with `RPi4` (FIELD.md 3.4). */
function isRaspberryPi(mac: Mac, id: MachineId): boolean {
  if (RASPBERRY_PI_PREFIXES.includes(mac.slice(0, 8))) return true
  return id.kind === 'uuid' && Buffer.from(id.raw.subarray(1, 4)).toString('latin1') === 'RPi'
}

const HTTP_ARCH: Partial<Record<ClientArch, ClientArch>> = {
  'uefi-ia32': 'http-ia32',
  'uefi-x64': 'http-x64',
  'uefi-arm32': 'http-arm32',
  'uefi-arm64': 'http-arm64',
}

const PXE_ARCH: Partial<Record<ClientArch, ClientArch>> = {
  'http-ia32': 'uefi-ia32',
  'http-x64': 'uefi-x64',
  'http-arm32': 'uefi-arm32',
  'http-arm64': 'uefi-arm64',
}

function macText({ chaddr, hlen }: DhcpPacket): Mac {
  return Array.from(chaddr.subarray(0, hlen), (byte) => byte.toString(16).padStart(2, '0')).join(':')
}
