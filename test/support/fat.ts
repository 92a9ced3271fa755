import { mkdirSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { patterned } from './isoTree'
import { run } from './tools'

/**
 * FAT images made by hand, entry by entry, for what no formatting program would write, and by mtools and mkfs.fat for what
 * they do. Layouts are those of the FAT specification 1.03. One table, clusters of one sector.
 */
export const SECTOR = 512
/** Entries of the root directory of a handmade FAT12 or FAT16 image. */
export const ROOT_ENTRIES = 64
export const END_OF_CHAIN = 0x0fff_ffff

export interface FatOptions {
  readonly bits: 12 | 16 | 32
  readonly clusters?: number
  /** Entries of the root directory, 32 bytes each; on FAT32 they go to cluster 2. */
  readonly root: readonly Uint8Array[]
  /** What each cluster holds; longer content runs on into the clusters behind it. */
  readonly data?: Readonly<Record<number, Uint8Array>>
  /** Entries of the table, cut to its width. */
  readonly table?: Readonly<Record<number, number>>
  readonly label?: string
}

const CLUSTERS = { 12: 200, 16: 5000, 32: 200 } as const

/** Where the table and cluster 2 of a handmade image begin, bytes. */
export function placesOf({ bits, clusters = CLUSTERS[bits] }: Pick<FatOptions, 'bits' | 'clusters'>) {
  const reserved = bits === 32 ? 8 : 1
  const tableSectors = Math.ceil(((clusters + 2) * bits) / 8 / SECTOR)
  const root = (reserved + tableSectors) * SECTOR
  const data = root + (bits === 32 ? 0 : ROOT_ENTRIES * 32)
  return { reserved, tableSectors, table: reserved * SECTOR, root, data, end: data + clusters * SECTOR }
}

/** A whole image in memory. */
export function fatImage(options: FatOptions): Buffer {
  const { bits, clusters = CLUSTERS[bits], root, data = {}, table = {}, label = 'HANDMADE' } = options
  const places = placesOf({ bits, clusters })
  const image = Buffer.alloc(places.end)
  image.set(bootSector(bits, places.reserved, places.tableSectors, places.end / SECTOR, label))
  const entries: Record<number, number> = {
    0: 0x0fff_fff8,
    1: END_OF_CHAIN,
    ...(bits === 32 ? { 2: END_OF_CHAIN } : {}),
    ...table,
  }
  for (const [cluster, value] of Object.entries(entries)) putEntry(image, places.table, bits, Number(cluster), value)
  image.set(Buffer.concat(root), places.root)
  for (const [cluster, bytes] of Object.entries(data)) image.set(bytes, places.data + (Number(cluster) - 2) * SECTOR)
  return image
}

function bootSector(bits: number, reserved: number, tableSectors: number, sectors: number, label: string): Buffer {
  const sector = Buffer.alloc(SECTOR)
  sector.write('\xeb\x3c\x90HANDMADE', 0, 'latin1')
  sector.writeUInt16LE(SECTOR, 11)
  sector.writeUInt8(1, 13)
  sector.writeUInt16LE(reserved, 14)
  sector.writeUInt8(1, 16)
  sector.writeUInt16LE(bits === 32 ? 0 : ROOT_ENTRIES, 17)
  sector.writeUInt8(0xf8, 21)
  sector.writeUInt16LE(bits === 32 ? 0 : tableSectors, 22)
  sector.writeUInt32LE(sectors, 32)
  if (bits === 32) {
    sector.writeUInt32LE(tableSectors, 36)
    sector.writeUInt32LE(2, 44)
  }
  const tail = bits === 32 ? 66 : 38
  sector.writeUInt8(0x29, tail)
  sector.write(label.padEnd(11), tail + 5, 'latin1')
  sector.write(`FAT${bits}   `, tail + 16, 'latin1')
  sector.writeUInt16LE(0xaa55, 510)
  return sector
}

function putEntry(image: Buffer, table: number, bits: number, cluster: number, value: number): void {
  if (bits === 32) image.writeUInt32LE(value >>> 0, table + cluster * 4)
  else if (bits === 16) image.writeUInt16LE(value & 0xffff, table + cluster * 2)
  else {
    const at = table + Math.floor((cluster * 3) / 2)
    const old = image.readUInt16LE(at)
    const cut = value & 0xfff
    image.writeUInt16LE(cluster % 2 === 0 ? (old & 0xf000) | cut : (old & 0x000f) | (cut << 4), at)
  }
}

export interface EntryOptions {
  /** Eight and three characters, padded: `KERNEL  BIN`. */
  readonly name: string
  readonly cluster?: number
  readonly size?: number
  /** 0x10: directory, 0x08: volume label, 0x20: file. */
  readonly attributes?: number
  /** 0x08: name, 0x10: ending in lower case. */
  readonly caseFlags?: number
}

/** A directory entry, dated 2024-01-02 03:04:06. */
export function entry({ name, cluster = 0, size = 0, attributes = 0x20, caseFlags = 0 }: EntryOptions): Buffer {
  const bytes = Buffer.alloc(32)
  bytes.write(name.padEnd(11), 0, 'latin1')
  bytes.writeUInt8(attributes, 11)
  bytes.writeUInt8(caseFlags, 12)
  bytes.writeUInt16LE(cluster >>> 16, 20)
  bytes.writeUInt16LE((3 << 11) | (4 << 5) | 3, 22)
  bytes.writeUInt16LE((44 << 9) | (1 << 5) | 2, 24)
  bytes.writeUInt16LE(cluster & 0xffff, 26)
  bytes.writeUInt32LE(size, 28)
  return bytes
}

/** The entries of a long name for the short name `short`, last part first, as they lie on the disk. */
export function longEntries(name: string, short: string, checksum = checksumOf(short)): Buffer[] {
  const parts = Math.ceil(name.length / 13)
  const padded = Buffer.alloc(parts * 26, 0xff)
  padded.write(name, 0, 'utf16le')
  if (name.length % 13 !== 0) padded.writeUInt16LE(0, name.length * 2)
  return Array.from({ length: parts }, (_, index) => {
    const number = parts - index
    const text = padded.subarray((number - 1) * 26, number * 26)
    const bytes = Buffer.alloc(32)
    bytes.writeUInt8(index === 0 ? number | 0x40 : number, 0)
    bytes.set(text.subarray(0, 10), 1)
    bytes.writeUInt8(0x0f, 11)
    bytes.writeUInt8(checksum, 13)
    bytes.set(text.subarray(10, 22), 14)
    bytes.set(text.subarray(22, 26), 28)
    return bytes
  })
}

function checksumOf(short: string): number {
  return Buffer.from(short, 'latin1').reduce((sum, byte) => (((sum & 1) << 7) + (sum >> 1) + byte) & 0xff, 0)
}

/** A folder with what FAT can hold: long names, both cases, depth, an empty file and folder, many entries, UTF-8. */
export function makeFatTree(folder: string): void {
  const put = (path: string, content: Uint8Array | string) => writeFileSync(join(folder, path), content)
  for (const directory of ['EFI/BOOT', 'boot/grub/x86_64-efi', 'empty', 'many', 'a/b/c/d/e/f/g/h/i/j']) {
    mkdirSync(join(folder, directory), { recursive: true })
  }
  put('EFI/BOOT/BOOTX64.EFI', patterned(70_001, 1))
  put('EFI/BOOT/grubx64.efi', patterned(40_960, 2))
  put('boot/vmlinuz-6.1.0-25-amd64', patterned(90_003, 3))
  put('boot/grub/grub.cfg', 'menuentry x {}\n')
  put('boot/grub/x86_64-efi/a-module-with-a-name-of-many-more-than-thirteen-characters.mod', patterned(513, 4))
  put('empty-file', '')
  put('readme', 'lower')
  put('Überprüfung – 日本.txt', 'unicode')
  put(`${'n'.repeat(240)}.longest`, 'longest')
  put('a/b/c/d/e/f/g/h/i/j/bottom', 'bottom')
  for (let index = 0; index < 120; index += 1) put(`many/file-number-${index}.udeb`, `file ${index}`)
}

/** Copies what is in `folder` to a FAT file system that begins `offset` bytes from the beginning of `image`. */
export function copyToFat(image: string, folder: string, names: readonly string[], offset = 0): void {
  // Names are in UTF-8 on disk whatever the language of the machine.
  process.env.LC_ALL = 'C.UTF-8'
  process.env.MTOOLS_SKIP_CHECK = '1'
  run('mcopy', ['-Q', '-s', '-m', '-i', `${image}@@${offset}`, ...names.map((name) => join(folder, name)), '::'])
}

/** A file of zeros. */
export function emptyImage(path: string, sizeBytes: number): string {
  writeFileSync(path, '')
  truncateSync(path, sizeBytes)
  return path
}

/** A small image with a UEFI loader at the place where firmware looks for it: made by mkfs.fat and mcopy. */
export function efiImage(path: string, loader: Uint8Array, sizeBytes = 1_474_560): string {
  const folder = `${path}.d`
  mkdirSync(join(folder, 'EFI/BOOT'), { recursive: true })
  writeFileSync(join(folder, 'EFI/BOOT/BOOTX64.EFI'), loader)
  writeFileSync(join(folder, 'grub.cfg'), 'search --file /live\n')
  run('mkfs.fat', ['-n', 'EFIBOOT', emptyImage(path, sizeBytes)])
  copyToFat(path, folder, ['EFI', 'grub.cfg'])
  return path
}
