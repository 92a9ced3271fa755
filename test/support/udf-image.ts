import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs'
import { marker } from './iso'
import {
  allocationExtent,
  anchor,
  entityId,
  fileEntry,
  fileSet,
  identifier,
  linkTarget,
  logicalVolume,
  longAd,
  maps,
  MARK,
  partitionDescriptor,
  shortAd,
  sized,
  TAG,
  tagged,
  TYPE,
  u16,
  u32,
  USE,
} from './udf'

/** A file's bytes; the size of one whose bytes are a hole of the image; one that was never recorded; a link; a directory. */
export type UdfTreeNode = Uint8Array | number | { readonly unrecorded: number } | { readonly link: string } | UdfTree
export type UdfTree = ReadonlyMap<string, UdfTreeNode>

export interface UdfImageOptions {
  readonly label?: string
  readonly blockBytes?: number
  readonly revision?: number
  /** How entries and directories are found. `virtual-1.50` has the older form of the table,
   * `metadata-mirror` only the mirror of the metadata file. */
  readonly space?: 'physical' | 'sparable' | 'metadata' | 'metadata-mirror' | 'virtual' | 'virtual-1.50'
  readonly extended?: boolean
  /** Small files and directories lie in their entries. */
  readonly embed?: boolean
  /** Files lie in pieces of so many blocks with one block between them. */
  readonly pieceBlocks?: number
  /** So many allocation descriptors stand in an entry or a continuation. */
  readonly descriptors?: number
  /** Other descriptors instead of those that would stand in a block of the volume. */
  readonly replace?: Readonly<Record<number, Uint8Array>>
}

/** Blocks of the volume and what stands in them, in order of no kind. */
export interface UdfImage {
  readonly blockBytes: number
  readonly blocks: ReadonlyMap<number, Uint8Array>
  readonly sizeBytes: number
  /** First block of the partition. */
  readonly partition: number
  /** First block of the volume descriptor sequence: partition, logical volume, terminator; the reserve begins 16 later. */
  readonly sequence: number
}

export const ANCHOR = 256
const PARTITION = 320
const SPARING_TABLE = 288
const PACKET = 32
const MAX_EXTENT_BYTES = 2 ** 30 - 65_536

/** Lays a tree out as a UDF volume. */
export function udfImage(root: UdfTree, options: UdfImageOptions = {}): UdfImage {
  return new Writer(options).write(root)
}

class Writer {
  readonly #options: UdfImageOptions
  readonly #blockBytes: number
  /** Blocks of entries and directories, by their number in their own space. */
  readonly #meta: (Uint8Array | undefined)[] = []
  /** Blocks of the volume. */
  readonly #volume = new Map<number, Uint8Array>()
  readonly #separate: boolean
  #nextData = 0
  /** Writers put the data behind all entries and directories. */
  readonly #later: (() => void)[] = []

  constructor(options: UdfImageOptions) {
    this.#options = options
    this.#blockBytes = options.blockBytes ?? 2048
    const space = options.space ?? 'physical'
    this.#separate = space.startsWith('metadata') || space.startsWith('virtual')
  }

  write(root: UdfTree): UdfImage {
    const set = this.#take(1)
    const rootIcb = this.#place(root, undefined)
    for (const putData of this.#later) putData()
    this.#put(set, fileSet(set, [rootIcb, this.#metaPartition], this.#blockBytes))
    const map = this.#mapMeta()
    const end = this.#finish(map)
    for (const [block, bytes] of Object.entries(this.#options.replace ?? {})) this.#volume.set(Number(block), bytes)
    return {
      blockBytes: this.#blockBytes,
      blocks: this.#volume,
      sizeBytes: end * this.#blockBytes,
      partition: PARTITION,
      sequence: this.#sequence,
    }
  }

  get #metaPartition(): number {
    return this.#separate ? 1 : 0
  }

  get #sequence(): number {
    return Math.max(32, 65_536 / this.#blockBytes)
  }

  /** Gives so many blocks in a row, in the space of entries and directories. */
  #take(count: number): number {
    if (!this.#separate) return this.#takeData(count)
    const first = this.#meta.length
    for (let index = 0; index < count; index += 1) this.#meta.push(undefined)
    return first
  }

  #takeData(count: number): number {
    this.#nextData += count
    return this.#nextData - count
  }

  #put(block: number, bytes: Uint8Array): void {
    if (bytes.length > this.#blockBytes) {
      for (let at = 0; at < bytes.length; at += this.#blockBytes) {
        this.#put(block + at / this.#blockBytes, bytes.subarray(at, at + this.#blockBytes))
      }
    } else if (this.#separate) this.#meta[block] = bytes
    else this.#volume.set(PARTITION + block, bytes)
  }

  /** Places a node and everything below it; gives the block of its entry. */
  #place(node: UdfTreeNode, parent: number | undefined): number {
    const icb = this.#take(1)
    if (node instanceof Map) this.#putDirectory(icb, node as UdfTree, parent ?? icb)
    else if (typeof node === 'number') this.#later.push(() => this.#putFile(icb, node, undefined))
    else if (node instanceof Uint8Array) this.#later.push(() => this.#putFile(icb, node.length, node))
    else if ('unrecorded' in node) {
      const area = shortAd(node.unrecorded, 0, USE.neither)
      this.#putEntry(icb, { size: node.unrecorded, area })
    } else if ('link' in node) {
      const target = linkTarget(node.link)
      this.#putEntry(icb, { size: target.length, area: target, allocation: 3, type: TYPE.link })
    }
    return icb
  }

  #putDirectory(icb: number, tree: UdfTree, parent: number): void {
    const partition = this.#metaPartition
    const names = [...tree].map(([name, child]) =>
      identifier(name, [this.#place(child, icb), partition], child instanceof Map ? MARK.directory : 0),
    )
    const own = identifier('', [parent, partition], MARK.parent | MARK.directory)
    const bytes = Buffer.concat([own, ...names])
    const type = TYPE.directory
    if (this.#embeds(bytes.length)) {
      this.#putEntry(icb, { size: bytes.length, area: bytes, allocation: 3, type })
      return
    }
    const block = this.#take(Math.ceil(bytes.length / this.#blockBytes))
    this.#put(block, bytes)
    this.#putEntry(icb, { size: bytes.length, area: shortAd(bytes.length, block), type })
  }

  #putFile(icb: number, size: number, bytes: Uint8Array | undefined): void {
    if (bytes && this.#embeds(size)) {
      this.#putEntry(icb, { size, area: bytes, allocation: 3 })
      return
    }
    const pieceBytes = Math.min(MAX_EXTENT_BYTES, (this.#options.pieceBlocks ?? Infinity) * this.#blockBytes)
    const ads: Buffer[] = []
    for (let at = 0; at < size; at += pieceBytes) {
      const length = Math.min(pieceBytes, size - at)
      const block = this.#takeData(Math.ceil(length / this.#blockBytes))
      if (bytes) this.#volume.set(PARTITION + block, bytes.subarray(at, at + length))
      ads.push(this.#separate ? longAd(length, block, 0) : shortAd(length, block))
      if (this.#options.pieceBlocks !== undefined) this.#takeData(1)
    }
    this.#putEntry(icb, { size, area: this.#areaOf(ads), allocation: this.#separate ? 1 : 0 })
  }

  /** The descriptors, those that are too many in continuations. */
  #areaOf(ads: readonly Buffer[]): Buffer {
    const fit = Math.floor((this.#blockBytes - 300) / 16)
    const most = Math.min(this.#options.descriptors ?? fit, fit)
    if (ads.length <= most) return Buffer.concat(ads)
    const block = this.#take(1)
    this.#put(block, allocationExtent(block, this.#areaOf(ads.slice(most))))
    const ad = this.#separate
      ? longAd(this.#blockBytes, block, this.#metaPartition, USE.continuation)
      : shortAd(this.#blockBytes, block, USE.continuation)
    return Buffer.concat([...ads.slice(0, most), ad])
  }

  #putEntry(icb: number, entry: Parameters<typeof fileEntry>[1]): void {
    this.#put(icb, fileEntry(icb, { extended: this.#options.extended ?? false, ...entry }))
  }

  #embeds(size: number): boolean {
    return this.#options.embed === true && size <= this.#blockBytes - 216
  }

  /** Puts the blocks of the separate space into the volume; gives the partition maps. */
  #mapMeta(): Buffer[] {
    const { space = 'physical' } = this.#options
    if (space === 'physical') return [maps.physical()]
    if (space === 'sparable') return [this.#spare()]
    return [maps.physical(), space.startsWith('virtual') ? this.#virtualTable() : this.#metadataFile()]
  }

  /** The first packet and the third went bad: what belongs there stands behind the partition. */
  #spare(): Buffer {
    const spareArea = PARTITION + Math.ceil(this.#nextData / PACKET + 3) * PACKET
    const bad = [0, 2 * PACKET]
    for (const [at, bytes] of [...this.#volume]) {
      for (let part = 0; part * this.#blockBytes < bytes.length; part += 1) {
        const block = at - PARTITION + part
        const index = bad.indexOf(block - (block % PACKET))
        const piece = bytes.subarray(part * this.#blockBytes, (part + 1) * this.#blockBytes)
        this.#volume.set(at + part, index < 0 ? piece : Buffer.alloc(this.#blockBytes, 0xee))
        if (index >= 0) this.#volume.set(spareArea + index * PACKET + (block % PACKET), piece)
      }
    }
    this.#nextData = spareArea - PARTITION + bad.length * PACKET
    const entries = bad.flatMap((packet, index) => [packet, spareArea + index * PACKET])
    const body = Buffer.concat([
      entityId('*UDF Sparing Table'),
      u16(bad.length + 1),
      u16(0),
      u32(1, ...entries, 0xffffffff, 0),
    ])
    // The first copy is damaged.
    this.#volume.set(SPARING_TABLE, Buffer.alloc(this.#blockBytes))
    this.#volume.set(SPARING_TABLE + 1, tagged(TAG.sparingTable, SPARING_TABLE + 1, body))
    return maps.sparable(PACKET, [SPARING_TABLE, SPARING_TABLE + 1])
  }

  /** In two pieces, the second one first. */
  #metadataFile(): Buffer {
    const half = Math.ceil(this.#meta.length / 2)
    const second = this.#takeData(this.#meta.length - half)
    const first = this.#takeData(half)
    this.#meta.forEach((bytes, index) => {
      if (bytes) this.#volume.set(PARTITION + (index < half ? first + index : second + index - half), bytes)
    })
    const mirror = this.#takeData(1)
    const area = Buffer.concat([
      shortAd(half * this.#blockBytes, first),
      shortAd((this.#meta.length - half) * this.#blockBytes, second),
    ])
    const entry = { extended: true, type: TYPE.metadata, size: this.#meta.length * this.#blockBytes, area }
    this.#volume.set(PARTITION + mirror, fileEntry(mirror, { ...entry, type: TYPE.metadataMirror }))
    const file = this.#takeData(1)
    if (this.#options.space === 'metadata') this.#volume.set(PARTITION + file, fileEntry(file, entry))
    return maps.metadata(file, mirror)
  }

  /** Blocks stand in the reverse of their order. The entry of the table is the last block of the image. */
  #virtualTable(): Buffer {
    const first = this.#takeData(this.#meta.length)
    const numbers = this.#meta.map((bytes, index) => {
      const block = first + this.#meta.length - 1 - index
      if (bytes) this.#volume.set(PARTITION + block, bytes)
      return block
    })
    const old = this.#options.space === 'virtual-1.50'
    const header = sized(Buffer.concat([u16(152), u16(0)]), 152)
    const trailer = Buffer.concat([entityId('*UDF Virtual Alloc Tbl'), u32(0xffffffff)])
    const table = old ? Buffer.concat([u32(...numbers), trailer]) : Buffer.concat([header, u32(...numbers)])
    const block = this.#takeData(Math.ceil(table.length / this.#blockBytes))
    this.#volume.set(PARTITION + block, table)
    const icb = this.#takeData(1)
    const entry = { size: table.length, area: shortAd(table.length, block), type: old ? 0 : TYPE.virtualTable }
    this.#volume.set(PARTITION + icb, fileEntry(icb, entry))
    return maps.virtual()
  }

  /** Writes everything outside the partition. Gives how many blocks the volume has. */
  #finish(partitionMaps: readonly Uint8Array[]): number {
    const { label = 'UDF HANDMADE', revision = 0x0102, space = 'physical' } = this.#options
    const writeOnce = space.startsWith('virtual')
    const start = PARTITION
    const sequence = this.#sequence
    const nsr = revision >= 0x0200 ? 'NSR03' : 'NSR02'
    const markers = ['BEA01', nsr, 'TEA01']
    const step = Math.max(2048, this.#blockBytes)
    markers.forEach((name, index) => {
      const byte = 32_768 + index * step
      const block = Math.floor(byte / this.#blockBytes)
      const sector = marker(0, name)
      for (let at = 0; at < sector.length; at += this.#blockBytes) {
        this.#volume.set(block + at / this.#blockBytes, sector.subarray(at, at + this.#blockBytes))
      }
    })
    for (const first of [sequence, sequence + 16]) {
      const blocks = this.#nextData
      const access = writeOnce ? 2 : 1
      this.#volume.set(first, partitionDescriptor(first, { start, blocks, access, nsr }))
      const volume = { label, revision, blockBytes: this.#blockBytes, maps: partitionMaps }
      this.#volume.set(first + 1, logicalVolume(first + 1, { ...volume, fileSet: [0, this.#metaPartition] }))
      this.#volume.set(first + 2, tagged(TAG.terminator, first + 2, Buffer.alloc(496)))
    }
    const bytes = 16 * this.#blockBytes
    const last = start + this.#nextData
    const places = writeOnce ? [ANCHOR] : [ANCHOR, last]
    for (const place of places) this.#volume.set(place, anchor(place, [bytes, sequence], [bytes, sequence + 16]))
    return writeOnce ? last : last + 1
  }
}

/** The image in memory. */
export function udfBytes({ blockBytes, blocks, sizeBytes }: UdfImage): Buffer {
  const image = Buffer.alloc(sizeBytes)
  for (const [block, bytes] of blocks) image.set(bytes, block * blockBytes)
  return image
}

/** The image as a file that takes disk only where it has bytes. */
export function writeUdf(path: string, { blockBytes, blocks, sizeBytes }: UdfImage): void {
  const fd = openSync(path, 'w')
  try {
    ftruncateSync(fd, sizeBytes)
    for (const [block, bytes] of blocks) writeSync(fd, bytes, 0, bytes.length, block * blockBytes)
  } finally {
    closeSync(fd)
  }
}
