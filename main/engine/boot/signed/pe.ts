/**
 * Reads what a UEFI program tells about itself (Microsoft PE/COFF specification; shim's SBAT.md). The bytes come from a medium or a
 * user's folder, so they may be anything: the answer is then a reason. Signatures are looked at, never checked: only the
 * machine's firmware knows what it trusts.
 */
import { ByteReader } from '../../bytes'
import type { Cpu } from '../../types'

export interface PeSection {
  readonly name: string
  /** Where its bytes are in the file. */
  readonly offset: number
  readonly size: number
}

/** A line of the `.sbat` section: `grub.debian,5,Debian,grub2,2.12-9+deb13u2,https://...`. */
export interface SbatEntry {
  readonly component: string
  readonly vendor: string
  readonly version: string
}

export interface PeImage {
  readonly cpu: Cpu
  readonly sections: readonly PeSection[]
  /** Has a certificate table with at least one signature. */
  readonly signed: boolean
  /** Years of the Microsoft UEFI CAs that its signatures name. A machine may trust only one of them (FIELD.md 2.40). */
  readonly microsoft: readonly ('2011' | '2023')[]
  /** Without the first line, which describes the format. */
  readonly sbat: readonly SbatEntry[]
}

const MACHINE: Readonly<Record<number, Cpu>> = {
  0x14c: 'x86',
  0x8664: 'x64',
  0x1c2: 'arm32',
  0x1c4: 'arm32',
  0xaa64: 'arm64',
}

/** The Windows loader takes no more; real UEFI programs have about ten. */
const MAX_SECTIONS = 96
const SBAT_LIMIT_BYTES = 64 * 1024
/** "Optional Header Magic": PE32 and PE32+, and where the number of data directories stands in each. */
const DIRECTORIES_AT: Readonly<Record<number, number>> = { 0x10b: 92, 0x20b: 108 }
const CERTIFICATE_DIRECTORY = 4
/** WIN_CERT_TYPE_PKCS_SIGNED_DATA */
const PKCS_SIGNED_DATA = 2

const AUTHORITIES = [
  ['2011', 'Microsoft Corporation UEFI CA 2011'],
  ['2023', 'Microsoft UEFI CA 2023'],
] as const

/** Never throws. The sections that come back lie within the file. */
export function readPe(bytes: Uint8Array): PeImage | { readonly reason: string } {
  const reader = new ByteReader(bytes)
  if (textOf(reader.take(2)) !== 'MZ') return { reason: 'it is no UEFI program' }
  reader.seek(0x3c)
  const start = reader.u32LE()
  reader.seek(start)
  if (textOf(reader.take(4)) !== 'PE\0\0') return { reason: 'it is a DOS program' }
  const cpu = MACHINE[reader.u16LE()]
  const sectionCount = reader.u16LE()
  reader.seek(start + 20)
  const optionalSize = reader.u16LE()
  const optional = start + 24
  if (reader.failed !== undefined) return { reason: 'its header is cut off' }
  if (cpu === undefined) return { reason: 'it is for a processor that no PC has' }
  if (sectionCount > MAX_SECTIONS) return { reason: `its header claims ${sectionCount} sections` }
  const sections = readSections(bytes, optional + optionalSize, sectionCount)
  if (!sections) return { reason: 'its header is cut off' }
  const table = certificateTable(bytes, optional, optionalSize)
  return {
    cpu,
    sections,
    signed: hasSignature(table),
    microsoft: AUTHORITIES.filter(([, name]) => table.includes(name, 0, 'latin1')).map(([year]) => year),
    sbat: readSbat(bytes, sections),
  }
}

/** The bytes of a section; empty when there is none of that name. */
export function sectionBytes(bytes: Uint8Array, sections: readonly PeSection[], name: string): Uint8Array {
  const section = sections.find((candidate) => candidate.name === name)
  return section ? bytes.subarray(section.offset, section.offset + section.size) : new Uint8Array(0)
}

/** Whether it calls itself shim (SBAT is there since shim 15.3; all before were revoked in 2021). */
export function isShim({ sbat }: PeImage): boolean {
  return sbat.some(({ component }) => component === 'shim')
}

/** The suffixes of a component's own entries: `['debian', 'debian12']` for `grub.debian` and `grub.debian12`. */
export function vendorsOf({ sbat }: PeImage, component: 'shim' | 'grub'): readonly string[] {
  const start = `${component}.`
  return sbat.filter((entry) => entry.component.startsWith(start)).map((entry) => entry.component.slice(start.length))
}

function readSections(bytes: Uint8Array, at: number, count: number): PeSection[] | undefined {
  const reader = new ByteReader(bytes)
  reader.seek(at)
  const sections: PeSection[] = []
  for (let left = count; left > 0; left -= 1) {
    const name = textOf(reader.take(8)).replace(/\0.*$/s, '')
    const virtualSize = reader.u32LE()
    reader.u32LE()
    const rawSize = reader.u32LE()
    const offset = reader.u32LE()
    reader.take(16)
    // The file's part is padded to the alignment; a section without a virtual size is an object file's habit.
    const wanted = virtualSize === 0 ? rawSize : Math.min(virtualSize, rawSize)
    const size = Math.min(wanted, Math.max(0, bytes.length - offset))
    sections.push({ name, offset: Math.min(offset, bytes.length), size })
  }
  return reader.failed === undefined ? sections : undefined
}

/** The certificate table lies outside of all sections: its directory holds a file offset, no address. */
function certificateTable(bytes: Uint8Array, optional: number, optionalSize: number): Buffer {
  const reader = new ByteReader(bytes.subarray(0, Math.min(bytes.length, optional + optionalSize)))
  reader.seek(optional)
  const countAt = DIRECTORIES_AT[reader.u16LE()]
  if (countAt === undefined) return Buffer.alloc(0)
  reader.seek(optional + countAt)
  const count = reader.u32LE()
  reader.take(CERTIFICATE_DIRECTORY * 8)
  const offset = reader.u32LE()
  const size = reader.u32LE()
  if (reader.failed !== undefined || count <= CERTIFICATE_DIRECTORY || offset === 0 || offset + size > bytes.length) {
    return Buffer.alloc(0)
  }
  return Buffer.from(bytes.buffer, bytes.byteOffset + offset, size)
}

/** WIN_CERTIFICATE: length, revision, type, then the PKCS #7 bytes. */
function hasSignature(table: Buffer): boolean {
  if (table.length < 8) return false
  const length = table.readUInt32LE(0)
  return length > 8 && length <= table.length && table.readUInt16LE(6) === PKCS_SIGNED_DATA
}

function readSbat(bytes: Uint8Array, sections: readonly PeSection[]): SbatEntry[] {
  const text = textOf(sectionBytes(bytes, sections, '.sbat').subarray(0, SBAT_LIMIT_BYTES)).replace(/\0.*$/s, '')
  return text
    .split('\n')
    .map((line) => line.trim().split(','))
    .filter(([component = '', generation = '']) => component !== '' && /^\d+$/.test(generation))
    .map(([component = '', , vendor = '', , version = '']) => ({ component, vendor, version }))
    .filter(({ component }) => component !== 'sbat')
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
}
