/** Who a virtual machine can pretend to be. */
export const VIRTUAL_ARCHS = ['bios', 'uefi-x64', 'uefi-arm64', 'http-x64'] as const
export type VirtualArch = (typeof VIRTUAL_ARCHS)[number]

/** Option 93: RFC 4578 section 2.1 and the IANA list "Processor Architecture Types". */
export const ARCH_NUMBER: Record<VirtualArch, number> = { bios: 0, 'uefi-x64': 7, 'uefi-arm64': 11, 'http-x64': 16 }

/** What iPXE says it was built for: undionly.kpxe is a 32-bit program. */
export const BUILD_ARCH: Record<VirtualArch, string> = {
  bios: 'i386',
  'uefi-x64': 'x86_64',
  'uefi-arm64': 'arm64',
  'http-x64': 'x86_64',
}

/** A MAC of a virtual machine: locally administered, so that no real card has it. `number` up to 16 million. */
export function virtualMac(number: number): string {
  const digits = (0x1000000 + number).toString(16).slice(-6)
  return `02:bd:00:${digits.slice(0, 2)}:${digits.slice(2, 4)}:${digits.slice(4, 6)}`
}

/** The 16 UUID bytes, as SMBIOS stores them, of a virtual machine. */
export function virtualUuid(number: number): Uint8Array {
  const uuid = Buffer.from('b007d409000040008000000000000000', 'hex')
  uuid.writeUInt32BE(number >>> 0, 12)
  return uuid
}

/** SMBIOS stores the first three groups little-endian; iPXE and dmidecode show them turned round. */
export function formatUuid(raw: Uint8Array): string {
  const hex = (from: number, to: number, swap: boolean): string => {
    const part = Buffer.from(raw.slice(from, to))
    return (swap ? part.reverse() : part).toString('hex')
  }
  return [hex(0, 4, true), hex(4, 6, true), hex(6, 8, true), hex(8, 10, false), hex(10, 16, false)].join('-')
}
