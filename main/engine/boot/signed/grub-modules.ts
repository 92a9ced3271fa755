/**
 * What is built into a GRUB image (grub2 include/grub/kernel.h, util/mkimage.c). Under Secure Boot GRUB loads no further
 * modules, so these decide what it can do.
 *
 *   mimg header   32-bit: "mimg", offset, size          64-bit: "mimg", padding, offset (8), size (8)
 *   each module   type (4), size with this header (4), bytes; the first one `offset` after the mimg header
 */
import { ByteReader } from '../../bytes'
import { sectionBytes, type PeImage } from './pe'

export interface GrubModules {
  /** Where it looks for its files, without a device: `/boot/grub`; empty where none is fixed. */
  readonly prefix: string
  /** Names as `insmod` takes them: `http`, `tftp`, `efinet`. */
  readonly modules: readonly string[]
  /** The configuration that it runs first. */
  readonly config: string | undefined
}

/** Little-endian `mimg`. */
const MAGIC = Buffer.from('mimg', 'latin1')
/** The magic also stands in GRUB's own code, as the number it compares with. */
const MAX_HEADERS = 64
const MAX_MODULES = 4096
const MAX_TEXT_BYTES = 64 * 1024
const TYPE = { elf: 0, config: 2, prefix: 3 } as const
const MODULE_HEADER_BYTES = 8

/** Never throws; a reason for bytes that are no GRUB, or a damaged one. */
export function readGrubModules(bytes: Uint8Array, image: PeImage): GrubModules | { readonly reason: string } {
  const wide = image.cpu === 'x64' || image.cpu === 'arm64'
  // In all images of the last ten years there is a section for them; older ones have them behind the code.
  for (const area of [sectionBytes(bytes, image.sections, 'mods'), bytes]) {
    const buffer = Buffer.from(area.buffer, area.byteOffset, area.byteLength)
    let at = buffer.indexOf(MAGIC)
    for (let tries = 0; at >= 0 && tries < MAX_HEADERS; tries += 1) {
      const found = readModules(area.subarray(at), wide)
      if (found) return found
      at = buffer.indexOf(MAGIC, at + 1)
    }
  }
  return { reason: 'it holds no GRUB modules' }
}

/** `bytes` begin with the magic. Undefined where what follows makes no sense. */
function readModules(bytes: Uint8Array, wide: boolean): GrubModules | undefined {
  const reader = new ByteReader(bytes)
  reader.seek(4)
  if (wide) reader.u32LE()
  const start = wordOf(reader, wide)
  const end = wordOf(reader, wide)
  if (reader.failed !== undefined || start < reader.offset || end <= start || end > bytes.length) return undefined
  const modules: string[] = []
  let prefix = ''
  let config: string | undefined
  for (let at = start, count = 0; at < end; count += 1) {
    reader.seek(at)
    const type = reader.u32LE()
    const size = reader.u32LE()
    if (reader.failed !== undefined || size < MODULE_HEADER_BYTES || at + size > end || count >= MAX_MODULES)
      return undefined
    const content = bytes.subarray(at + MODULE_HEADER_BYTES, at + size)
    if (type === TYPE.elf) {
      const name = moduleName(content)
      if (name !== undefined) modules.push(name)
    } else if (type === TYPE.config) config = textOf(content)
    else if (type === TYPE.prefix) prefix = textOf(content).replace(/^\([^)]*\)/, '')
    at += size
  }
  return modules.length > 0 ? { prefix, modules, config } : undefined
}

/** 64-bit numbers beyond 2^32 are beyond every file that is read here. */
function wordOf(reader: ByteReader, wide: boolean): number {
  const low = reader.u32LE()
  const high = wide ? reader.u32LE() : 0
  return high === 0 ? low : Number.MAX_SAFE_INTEGER
}

/** The `.modname` section of an ELF object (System V ABI chapter 4: ELF header, section headers). */
function moduleName(elf: Uint8Array): string | undefined {
  const reader = new ByteReader(elf)
  if (Buffer.from(reader.take(4)).toString('latin1') !== '\x7fELF') return undefined
  const wide = reader.u8() === 2
  reader.seek(wide ? 0x28 : 0x20)
  const table = wordOf(reader, wide)
  reader.seek(wide ? 0x3a : 0x2e)
  const entryBytes = reader.u16LE()
  const count = reader.u16LE()
  const namesIndex = reader.u16LE()
  if (reader.failed !== undefined || entryBytes < 0x28) return undefined
  const section = (index: number): { nameAt: number; bytes: Uint8Array } => {
    const header = new ByteReader(elf)
    header.seek(Math.min(elf.length, table + index * entryBytes))
    const nameAt = header.u32LE()
    header.take(wide ? 20 : 12)
    const offset = wordOf(header, wide)
    const size = wordOf(header, wide)
    return { nameAt, bytes: header.failed === undefined ? elf.subarray(offset, offset + size) : new Uint8Array(0) }
  }
  const names = section(namesIndex).bytes
  for (let index = 0; index < Math.min(count, 256); index += 1) {
    const { nameAt, bytes } = section(index)
    if (textOf(names.subarray(nameAt, nameAt + 16)) === '.modname') return textOf(bytes)
  }
  return undefined
}

/** Text up to its NUL. */
function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.subarray(0, MAX_TEXT_BYTES)).toString('latin1').replace(/\0.*$/s, '')
}
