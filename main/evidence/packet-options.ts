import { OPTION } from '../engine/dhcp/codes'
import { HEADER_BYTES } from '../engine/dhcp/packet'
import { uuidText } from '../engine/dhcp/options'
import type { Masker } from './masker'

/** Numbers, lists of numbers and what firmware says of itself: they tell of no one. */
const KEPT = new Set<number>([
  ...[OPTION.subnetMask, OPTION.leaseTime, OPTION.overload, OPTION.messageType, OPTION.parameterList],
  ...[OPTION.maxMessageSize, OPTION.renewalTime, OPTION.rebindingTime],
  ...[OPTION.architecture, OPTION.networkInterface, OPTION.vendor, OPTION.ipxe],
])
/** Lists of addresses: RFC 2132 sections 3.5, 3.8, 5.3, 8.3, 8.5, 9.1, 9.7; 150 is TFTP servers (RFC 5859). */
const ADDRESSES = new Set<number>([OPTION.router, 6, 28, 42, 44, OPTION.requestedIp, OPTION.serverId, 150])
/** Texts: RFC 2132 sections 3.14, 3.17, 3.19, 9.4, 9.5, 9.9. */
const TEXTS = new Set<number>([
  ...[OPTION.hostname, 15, 17, OPTION.message, OPTION.tftpServerName, OPTION.bootFile],
  ...[OPTION.vendorClass, OPTION.userClass],
])

interface Option {
  readonly code: number
  readonly value: Uint8Array
}

/** The options of a DHCP message one by one, as they stand in it. */
export class DhcpOptions {
  private constructor(
    readonly list: readonly Option[],
    /** Option 52: `sname` or `file` hold options. */
    readonly overloaded: boolean,
  ) {}

  /** What follows an option that is cut is left out. */
  static read(message: Uint8Array): DhcpOptions {
    const list: Option[] = []
    for (let at = HEADER_BYTES; at < message.length;) {
      const code = message[at] ?? 0
      if (code === OPTION.end) break
      if (code === OPTION.pad) {
        at += 1
        continue
      }
      const length = message[at + 1] ?? 0
      if (at + 2 + length > message.length) break
      list.push({ code, value: message.subarray(at + 2, at + 2 + length) })
      at += 2 + length
    }
    return new DhcpOptions(
      list,
      list.some(({ code }) => code === OPTION.overload),
    )
  }

  /** The options field with stand-ins, padded to the length that it had. @param length bytes after the header */
  masked(masker: Masker, length: number): Uint8Array {
    const parts = this.list.map(({ code, value }) => {
      const made = maskOption(masker, code, value).subarray(0, 255)
      return Uint8Array.of(code, made.length, ...made)
    })
    const field = Buffer.concat([...parts, Uint8Array.of(OPTION.end)])
    return field.length >= length ? field : Buffer.concat([field], length)
  }
}

function maskOption(masker: Masker, code: number, value: Uint8Array): Uint8Array {
  if (KEPT.has(code)) {
    const text = Buffer.from(value).toString('latin1')
    return masker.text(text) === text ? value : new Uint8Array(value.length)
  }
  if (ADDRESSES.has(code) && value.length % 4 === 0) return addresses(masker, value)
  if (TEXTS.has(code)) return Buffer.from(masker.text(masker.field(Buffer.from(value).toString('latin1'))), 'latin1')
  if (code === OPTION.clientId && value[0] === 1 && value.length === 7) {
    const made = Buffer.from(value)
    made.writeUIntBE(masker.macs.of(made.readUIntBE(1, 6)), 1, 6)
    return made
  }
  if (code === OPTION.machineId && value.length === 17) return machineId(masker, value)
  // Whatever else: circuit ids of relays, search lists, things of one maker.
  return new Uint8Array(value.length)
}

function addresses(masker: Masker, value: Uint8Array): Uint8Array {
  const made = Buffer.from(value)
  for (let at = 0; at < made.length; at += 4) made.writeUInt32BE(masker.ips.of(made.readUInt32BE(at)), at)
  return made
}

/** The first three groups stand turned round in it (SMBIOS 2.6 section 7.2.1). */
function machineId(masker: Masker, value: Uint8Array): Uint8Array {
  const made = Buffer.from(masker.uuids.of(uuidText(value)).replaceAll('-', ''), 'hex')
  const turned = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15].map((at) => made[at] ?? 0)
  return Uint8Array.of(value[0] ?? 0, ...turned)
}
