import { setImmediate } from 'node:timers/promises'
import type { FatLayout } from './boot-sector'
import type { Region } from './region'

/** Clusters that lie side by side. */
export interface Run {
  readonly cluster: number
  readonly count: number
}

/** `problem`: why the chain cannot be followed, in words. */
export type Chain = { readonly runs: readonly Run[] } | { readonly problem: string }

const PAGE_BYTES = 64 * 1024
/** 4 MiB: what a chain over 4 GiB in clusters of 4 KiB lies in. */
const CACHED_PAGES = 64
/** A chain that jumps about a hostile table must not read it for ever; a real one needs each page hardly more than once. */
const SPARE_PAGE_LOADS = 4096
/** Bounds what one file may make us hold. A real file of so many pieces would be of no use on any disk. */
const MAX_RUNS = 250_000
/** After so many clusters the rest of the program gets its turn. */
const CLUSTERS_OF_A_TURN = 50_000
/** FAT32 entries have 28 bits; the upper four are reserved. */
const FAT32_MASK = 0x0fff_ffff

/** A file allocation table, read as far as it is needed (FAT specification 1.03, "FAT Data Structure"). */
export class FatTable {
  readonly #region: Region
  readonly #layout: FatLayout
  readonly #pages = new Map<number, DataView>()
  #loads = 0

  constructor(region: Region, layout: FatLayout) {
    this.#region = region
    this.#layout = layout
  }

  /** Follows a chain for exactly `wanted` clusters; what comes after them does not matter. */
  exactly(first: number, wanted: number): Promise<Chain> {
    return this.#follow(first, wanted, wanted)
  }

  /** Follows a chain to its end, which must come within `most` clusters. */
  toEnd(first: number, most: number): Promise<Chain> {
    return this.#follow(first, undefined, most)
  }

  /** Whether any cluster from `first` on belongs to something; where the table itself is cut off, they count as used. */
  async usedFrom(first: number): Promise<boolean> {
    for (let cluster = first; cluster <= this.#layout.clusters + 1; cluster += 1) {
      const entry = this.#cached(cluster) ?? (await this.#read(cluster))
      if (entry === undefined || (entry !== 0 && !this.#isBad(entry))) return true
      if (cluster % CLUSTERS_OF_A_TURN === 0) await setImmediate()
    }
    return false
  }

  async #follow(first: number, wanted: number | undefined, most: number): Promise<Chain> {
    const { clusters } = this.#layout
    const loadsAtMost = this.#loads + SPARE_PAGE_LOADS + Math.ceil(this.#layout.tableBytes / PAGE_BYTES)
    if (most > clusters && wanted !== undefined) return { problem: 'it claims to be larger than its file system' }
    const runs: { cluster: number; count: number }[] = []
    let run = { cluster: 0, count: 0 }
    for (let cluster = first, seen = 0; ; seen += 1) {
      if (wanted === undefined ? this.#isEnd(cluster) : seen === wanted) return withoutCircle(runs)
      if (this.#isEnd(cluster)) return { problem: 'its chain of clusters ends too early' }
      if (cluster < 2 || cluster > clusters + 1) return { problem: 'its chain of clusters leads nowhere' }
      if (seen === most) return { problem: 'its chain of clusters does not end' }
      if (run.count > 0 && cluster === run.cluster + run.count) run.count += 1
      else runs.push((run = { cluster, count: 1 }))
      if (runs.length > MAX_RUNS || this.#loads > loadsAtMost) return { problem: 'it lies in too many pieces' }
      if (seen % CLUSTERS_OF_A_TURN === CLUSTERS_OF_A_TURN - 1) await setImmediate()
      const next = this.#cached(cluster) ?? (await this.#read(cluster))
      if (next === undefined) return { problem: 'its file allocation table lies beyond the end of the image' }
      cluster = next
    }
  }

  /** Any value from …FF8 on; EDK2 and Linux write …FFF. */
  #isEnd(cluster: number): boolean {
    const { type } = this.#layout
    return cluster >= (type === 'FAT12' ? 0xff8 : type === 'FAT16' ? 0xfff8 : 0x0fff_fff8)
  }

  #isBad(entry: number): boolean {
    const { type } = this.#layout
    return entry === (type === 'FAT12' ? 0xff7 : type === 'FAT16' ? 0xfff7 : 0x0fff_fff7)
  }

  /** The entry of a cluster if its page is at hand. */
  #cached(cluster: number): number | undefined {
    const at = this.#offsetOf(cluster)
    const page = this.#pages.get(Math.floor(at / PAGE_BYTES))
    return page && this.#entryIn(page, at % PAGE_BYTES, cluster)
  }

  async #read(cluster: number): Promise<number | undefined> {
    const index = Math.floor(this.#offsetOf(cluster) / PAGE_BYTES)
    const { tableStart, tableBytes } = this.#layout
    const start = index * PAGE_BYTES
    this.#loads += 1
    const page = await this.#region.upTo(tableStart + start, Math.min(PAGE_BYTES, tableBytes - start))
    this.#pages.set(index, new DataView(page.buffer, page.byteOffset, page.length))
    const [oldest] = this.#pages.keys()
    if (this.#pages.size > CACHED_PAGES && oldest !== undefined) this.#pages.delete(oldest)
    return this.#cached(cluster)
  }

  #offsetOf(cluster: number): number {
    const { type } = this.#layout
    return type === 'FAT12' ? Math.floor((cluster * 3) / 2) : cluster * (type === 'FAT16' ? 2 : 4)
  }

  /** A FAT12 table is smaller than a page, so that no entry lies in two. */
  #entryIn(page: DataView, at: number, cluster: number): number | undefined {
    const { type } = this.#layout
    if (at + (type === 'FAT32' ? 4 : 2) > page.byteLength) return undefined
    if (type === 'FAT32') return page.getUint32(at, true) & FAT32_MASK
    const value = page.getUint16(at, true)
    if (type === 'FAT16') return value
    return cluster % 2 === 0 ? value & 0xfff : value >> 4
  }
}

/** A cluster belongs to one place of one file. */
function withoutCircle(runs: readonly Run[]): Chain {
  const sorted = [...runs].sort((a, b) => a.cluster - b.cluster)
  const circle = sorted.some(({ cluster, count }, at) => cluster + count > (sorted[at + 1]?.cluster ?? Infinity))
  return circle ? { problem: 'its chain of clusters goes round in a circle' } : { runs }
}
