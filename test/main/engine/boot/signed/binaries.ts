/** UEFI programs made for tests: PE headers as the specification has them, and nothing that would run. */
import { ByteWriter } from '../../../../../main/engine/bytes'

export const MACHINE = { x86: 0x14c, x64: 0x8664, arm32: 0x1c2, arm64: 0xaa64 } as const
type TestCpu = keyof typeof MACHINE

export interface PeParts {
  readonly cpu?: TestCpu
  readonly sections?: Readonly<Record<string, Uint8Array>>
  readonly sbat?: string
  /** Text within the certificate table; no table without it. */
  readonly signature?: string
}

const HEADER_BYTES = 0x400
const PE_AT = 0x80
const OPTIONAL_BYTES = 240

export function pe({ cpu = 'x64', sections = {}, sbat, signature }: PeParts = {}): Uint8Array {
  const all = Object.entries({ ...sections, ...(sbat === undefined ? {} : { '.sbat': Buffer.from(sbat) }) })
  const certificate = signature === undefined ? Buffer.alloc(0) : certificateOf(signature)
  const certificateAt = HEADER_BYTES + all.reduce((sum, [, bytes]) => sum + bytes.length, 0)
  const header = Buffer.alloc(HEADER_BYTES)
  header.write('MZ', 0, 'latin1')
  header.writeUInt32LE(PE_AT, 0x3c)
  header.write('PE\0\0', PE_AT, 'latin1')
  header.writeUInt16LE(MACHINE[cpu], PE_AT + 4)
  header.writeUInt16LE(all.length, PE_AT + 6)
  header.writeUInt16LE(OPTIONAL_BYTES, PE_AT + 20)
  const optional = PE_AT + 24
  const wide = cpu === 'x64' || cpu === 'arm64'
  header.writeUInt16LE(wide ? 0x20b : 0x10b, optional)
  const directories = optional + (wide ? 108 : 92)
  header.writeUInt32LE(16, directories)
  if (signature !== undefined) {
    header.writeUInt32LE(certificateAt, directories + 4 + 4 * 8)
    header.writeUInt32LE(certificate.length, directories + 4 + 4 * 8 + 4)
  }
  let offset = HEADER_BYTES
  all.forEach(([name, bytes], index) => {
    const at = optional + OPTIONAL_BYTES + index * 40
    header.write(name, at, 8, 'latin1')
    header.writeUInt32LE(bytes.length, at + 8)
    header.writeUInt32LE(bytes.length, at + 16)
    header.writeUInt32LE(offset, at + 20)
    offset += bytes.length
  })
  return Buffer.concat([header, ...all.map(([, bytes]) => bytes), certificate])
}

/** WIN_CERTIFICATE with a body that is only text. */
function certificateOf(text: string): Buffer {
  const table = Buffer.alloc(8 + Buffer.byteLength(text) + 1)
  table.writeUInt32LE(table.length, 0)
  table.writeUInt16LE(0x200, 4)
  table.writeUInt16LE(2, 6)
  table.write(text, 8)
  return table
}

const MICROSOFT = 'Microsoft Corporation UEFI CA 2011, Microsoft UEFI CA 2023'

/** A signed shim that asks for `starts`. */
export function shim(vendor = 'debian', starts = '\\\\grubx64.efi', parts: PeParts = {}): Uint8Array {
  return pe({
    sections: { '.data': Buffer.from(`\\EFI\\BOOT\\fbx64.efi\0\\mmx64.efi\0${starts}\0`, 'utf16le') },
    sbat: `sbat,1,SBAT Version,sbat,1,https://example.org\nshim,4,UEFI shim,shim,1,https://example.org\nshim.${vendor},1,Vendor,shim,16.1,https://example.org\n`,
    signature: MICROSOFT,
    ...parts,
  })
}

export interface GrubParts extends PeParts {
  readonly modules?: readonly string[]
  readonly prefix?: string
  readonly config?: string
  readonly vendor?: string
}

export const NET_MODULES = ['boot', 'normal', 'configfile', 'net', 'efinet', 'linux', 'http', 'tftp']

/** A signed GRUB with these modules. */
export function grub(parts: GrubParts = {}): Uint8Array {
  const { modules = NET_MODULES, prefix = '/grub', config, vendor = 'debian', cpu = 'x64' } = parts
  const wide = cpu === 'x64' || cpu === 'arm64'
  return pe({
    sections: { mods: mimg(modules, prefix, config, wide) },
    sbat: `grub,5,Free Software Foundation,grub,2.12,https://example.org\ngrub.${vendor},5,Vendor,grub2,2.12-9,https://example.org\n`,
    signature: 'Vendor CA',
    ...parts,
  })
}

/** The module area of a GRUB image. */
export function mimg(modules: readonly string[], prefix: string, config: string | undefined, wide = true): Uint8Array {
  const objects = [
    ...modules.map((name) => object(0, elf(name, wide))),
    object(1, Buffer.from('memdisk')),
    ...(config === undefined ? [] : [object(2, text(config))]),
    object(3, text(prefix)),
  ]
  const body = Buffer.concat(objects)
  const headerBytes = wide ? 24 : 12
  const header = Buffer.alloc(headerBytes)
  header.write('mimg', 0, 'latin1')
  header.writeUInt32LE(headerBytes, wide ? 8 : 4)
  header.writeUInt32LE(headerBytes + body.length, wide ? 16 : 8)
  return Buffer.concat([header, body])
}

function object(type: number, bytes: Uint8Array): Buffer {
  const header = Buffer.alloc(8)
  header.writeUInt32LE(type, 0)
  header.writeUInt32LE(8 + bytes.length, 4)
  return Buffer.concat([header, bytes])
}

function text(value: string): Buffer {
  return Buffer.from(`${value}\0`.padEnd(Math.ceil((value.length + 1) / 8) * 8, '\0'))
}

/** An ELF object with three sections: nothing, `.modname`, the section names. */
function elf(name: string, wide: boolean): Uint8Array {
  const headerBytes = wide ? 64 : 52
  const entryBytes = wide ? 64 : 40
  const modname = Buffer.from(`${name}\0`)
  const names = Buffer.from('\0.modname\0.shstrtab\0')
  const table = headerBytes + modname.length + names.length
  const header = Buffer.alloc(headerBytes)
  header.write('\x7fELF', 0, 'latin1')
  header[4] = wide ? 2 : 1
  header.writeUInt32LE(table, wide ? 0x28 : 0x20)
  header.writeUInt16LE(entryBytes, wide ? 0x3a : 0x2e)
  header.writeUInt16LE(3, wide ? 0x3c : 0x30)
  header.writeUInt16LE(2, wide ? 0x3e : 0x32)
  const section = (nameAt: number, offset: number, size: number): Buffer => {
    const entry = Buffer.alloc(entryBytes)
    entry.writeUInt32LE(nameAt, 0)
    entry.writeUInt32LE(offset, wide ? 24 : 16)
    entry.writeUInt32LE(size, wide ? 32 : 20)
    return entry
  }
  return new ByteWriter()
    .bytes(header)
    .bytes(modname)
    .bytes(names)
    .bytes(section(0, 0, 0))
    .bytes(section(1, headerBytes, modname.length))
    .bytes(section(10, headerBytes + modname.length, names.length))
    .finish()
}
