import type { Masker } from './masker'

/**
 * The last look over a packet: every address, MAC, UUID and name that is known, wherever it still stands, is replaced by as many
 * bytes of its stand-in. Vendor options may hold any of them.
 */
export function sweep(masker: Masker, data: Uint8Array): Uint8Array {
  const bytes = Buffer.from(data)
  const { macs, ips, uuids } = masker
  for (let at = 0; at + 4 <= bytes.length; at += 1) {
    if (at + 16 <= bytes.length && mayBeUuid(bytes, at)) {
      const made = uuids.get(uuidAt(bytes, at))
      if (made !== undefined) bytes.set(Buffer.from(made.replaceAll('-', ''), 'hex'), at)
    }
    if (at + 6 <= bytes.length) {
      const mac = bytes.readUIntBE(at, 6)
      if (macs.knows(mac)) bytes.writeUIntBE(macs.of(mac), at, 6)
    }
    const address = bytes.readUInt32BE(at)
    if (ips.knows(address)) bytes.writeUInt32BE(ips.of(address), at)
  }
  return withoutNames(masker, bytes)
}

/** Text form is dear to make: zeros, which most of a packet is, are none. */
function mayBeUuid(bytes: Buffer, at: number): boolean {
  return bytes.readUInt32BE(at) !== 0 && bytes.readUInt32BE(at + 12) !== 0
}

function uuidAt(bytes: Buffer, at: number): string {
  const hex = bytes.toString('hex', at, at + 16)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

function withoutNames(masker: Masker, bytes: Buffer): Uint8Array {
  const text = bytes.toString('latin1')
  const clean = masker.namesBlanked(text)
  return clean === text ? bytes : Buffer.from(clean, 'latin1')
}
