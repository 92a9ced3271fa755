import { ByteReader } from '../bytes'
import type { Ipv4 } from '../types'
import { IPXE_FEATURE_HTTP, OPTION, PXE_VENDOR } from './codes'
import { ipv4Text } from './packet'

/** Typed reading of single options. A value of the wrong size counts as absent: undefined, or an empty list. */
export type Options = ReadonlyMap<number, Uint8Array>

/** As long as an option can be without RFC 3396; no client sends longer names, and each is kept with its machine. */
const MAX_TEXT_BYTES = 255
/** Real firmware lists one architecture, a few of them two. */
const MAX_ARCHITECTURES = 16

/** Option 53, RFC 2132 section 9.6. */
export function messageType(options: Options): number | undefined {
  const value = options.get(OPTION.messageType)
  return value?.length === 1 ? value[0] : undefined
}

/** An option that holds one address: 50, 54. */
export function ipv4Option(options: Options, code: number): Ipv4 | undefined {
  const value = options.get(code)
  return value?.length === 4 ? ipv4Text(value) : undefined
}

/**
 * An option that holds text, its first 255 bytes, without NULs at the end; undefined when absent or empty. Control
 * characters become `?`.
 */
export function textOption(options: Options, code: number): string | undefined {
  const value = options.get(code)
  if (value === undefined) return undefined
  const text = Buffer.from(value.subarray(0, MAX_TEXT_BYTES)).toString('latin1').replace(/\0+$/, '')
  // eslint-disable-next-line no-control-regex -- these are what must not reach a log or a window
  return text === '' ? undefined : text.replace(/[\x00-\x1f\x7f-\x9f]/g, '?')
}

/** Option 57, RFC 2132 section 9.10: the largest IP datagram that the client takes, bytes; never below 576. */
export function maxMessageSize(options: Options): number | undefined {
  const value = options.get(OPTION.maxMessageSize)
  if (value?.length !== 2) return undefined
  return Math.max(576, new ByteReader(value).u16())
}

/** Option 93, RFC 4578 section 2.1: a list of 16-bit numbers, the first 16 of them. */
export function architectures(options: Options): number[] {
  const value = options.get(OPTION.architecture)
  if (value === undefined) return []
  const reader = new ByteReader(value)
  const numbers: number[] = []
  while (reader.remaining >= 2 && numbers.length < MAX_ARCHITECTURES) numbers.push(reader.u16())
  return numbers
}

/** Option 97. `raw` is the whole option as it has to be echoed. */
export type MachineId =
  { readonly kind: 'absent' } | { readonly kind: 'malformed' } | { readonly kind: 'uuid'; readonly raw: Uint8Array }

/** Option 97, RFC 4578 section 2.3: type 0 and 16 bytes. Anything else must not be echoed as if it were one. */
export function machineId(options: Options): MachineId {
  const raw = options.get(OPTION.machineId)
  if (raw === undefined) return { kind: 'absent' }
  return raw.length === 17 && raw[0] === 0 ? { kind: 'uuid', raw } : { kind: 'malformed' }
}

/**
 * The UUID of option 97 as `dmidecode` and iPXE's `${uuid}` print it. Firmware sends the bytes as SMBIOS stores them, the first
 * three groups little-endian (SMBIOS 2.6 section 7.2.1).
 */
export function uuidText(raw: Uint8Array): string {
  const hex = (...at: number[]): string =>
    at.map((index) => (raw[index + 1] ?? 0).toString(16).padStart(2, '0')).join('')
  return [hex(3, 2, 1, 0), hex(5, 4), hex(7, 6), hex(8, 9), hex(10, 11, 12, 13, 14, 15)].join('-')
}

/**
 * Option 77. RFC 3004 says a list of length-prefixed texts; iPXE and others send the bare text. Both readings of
 * its first 255 bytes come back, as far as they hold.
 */
export function userClasses(options: Options): string[] {
  const value = options.get(OPTION.userClass)?.subarray(0, MAX_TEXT_BYTES)
  if (value === undefined || value.length === 0) return []
  const bare = Buffer.from(value).toString('latin1')
  const list: string[] = []
  const reader = new ByteReader(value)
  while (reader.remaining > 0) {
    const text = Buffer.from(reader.take(reader.u8())).toString('latin1')
    if (reader.failed !== undefined) return [bare]
    list.push(text)
  }
  return [bare, ...list]
}

/** Sub-options of an encapsulated option (43, 175); as many as can be read. */
export function subOptions(value: Uint8Array): Map<number, Uint8Array> {
  const reader = new ByteReader(value)
  const found = new Map<number, Uint8Array>()
  while (reader.remaining > 0) {
    const code = reader.u8()
    if (code === OPTION.pad) continue
    if (code === OPTION.end) break
    const content = reader.take(reader.u8())
    if (reader.failed !== undefined) break
    found.set(code, content)
  }
  return found
}

/** Whether the iPXE that sent option 175 can do HTTP; undefined when it sent none. */
export function ipxeHasHttp(options: Options): boolean | undefined {
  const value = options.get(OPTION.ipxe)
  return value === undefined ? undefined : subOptions(value).has(IPXE_FEATURE_HTTP)
}

/** The boot item (type and layer) that a machine asks for on 4011: option 43 sub-option 71, PXE 2.1 table 2-1. */
export function bootItem(options: Options): Uint8Array | undefined {
  const value = options.get(OPTION.vendor)
  const item = value === undefined ? undefined : subOptions(value).get(PXE_VENDOR.bootItem)
  return item?.length === 4 ? item : undefined
}
