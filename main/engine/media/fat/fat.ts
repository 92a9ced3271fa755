import { basename } from 'node:path'
import { BootdropError } from '../../errors'
import { extentFile, type Extent } from '../files'
import { BUDGET_SPENT, DirectoryBudget } from '../iso/budget'
import type { Medium, MediumFile } from '../medium'
import { foldName } from '../paths'
import { entryOf, ImageTree, type Directory } from '../tree'
import { BOOT_SECTOR_BYTES, parseBootSector, type FatLayout } from './boot-sector'
import { parseDirectory, type FatEntries, type FatNode } from './directory'
import type { Region } from './region'
import { FatTable, type Chain } from './table'

/** A FAT file system that is read in place. It holds nothing open by itself: its region's source does. */
export interface FatVolume extends Pick<Medium, 'list' | 'stat' | 'open'> {
  readonly layout: FatLayout
  readonly region: Region
  /** Volume label of the root directory, else of the boot sector; empty where there is none. */
  label(): Promise<string>
  /** Whether clusters that are in use lie beyond the end of the image. */
  usesBeyondEnd(): Promise<boolean>
}

/** The largest directory that the specification allows: 65,536 entries. */
const MAX_DIRECTORY_BYTES = 2 * 1024 * 1024
/** Where the bytes of a file lie is kept, so that many ranges of one file do not follow its chain again and again. */
const KEPT_FILES = 64
const MAX_EXTENTS_KEPT = 4096

/**
 * The FAT12, FAT16 or FAT32 file system at the beginning of `region`. Reads one sector; everything else when it is needed.
 * @param onDamage gets a sentence for each damage that is met later
 * @returns undefined when there is none
 * @throws BootdropError `medium-changed`, `medium-unreadable`
 */
export async function openFat(region: Region, onDamage: (text: string) => void): Promise<FatVolume | undefined> {
  const sector = await region.bytes(0, BOOT_SECTOR_BYTES)
  const layout = sector && parseBootSector(sector)
  return layout && new Fat(region, layout, onDamage)
}

class Fat implements FatVolume {
  readonly layout: FatLayout
  readonly region: Region
  readonly #table: FatTable
  readonly #tree: ImageTree<FatNode>
  readonly #budget = new DirectoryBudget()
  readonly #onDamage: (text: string) => void
  readonly #extents = new Map<string, readonly Extent[]>()
  #rootLabel: string | undefined

  constructor(region: Region, layout: FatLayout, onDamage: (text: string) => void) {
    this.region = region
    this.layout = layout
    this.#onDamage = onDamage
    this.#table = new FatTable(region, layout)
    this.#tree = new ImageTree({
      image: region.source.path,
      root: rootNode(layout),
      read: (directory) => this.#directory(directory),
      onDamage,
    })
  }

  async label(): Promise<string> {
    // The root directory is read once, and damage in it has been told.
    await this.list('/').catch((error: unknown) => {
      if (!(error instanceof BootdropError)) throw error
    })
    return this.#rootLabel ?? this.layout.label
  }

  usesBeyondEnd(): Promise<boolean> {
    const { dataStart, clusterBytes, clusters } = this.layout
    const whole = Math.max(0, Math.floor((this.region.length - dataStart) / clusterBytes))
    return whole >= clusters ? Promise.resolve(false) : this.#table.usedFrom(whole + 2)
  }

  list(path: string) {
    return this.#tree.list(path)
  }

  async stat(path: string) {
    const found = await this.#tree.find(path)
    return found && entryOf(found.node, found.path)
  }

  async open(path: string): Promise<MediumFile> {
    const { source } = this.region
    await source.check()
    const found = await this.#tree.find(path)
    if (found?.node.kind !== 'file') {
      throw new BootdropError('medium-file-missing', `There is no file ${path} on the image.`, { path })
    }
    const extents = await this.#extentsOf(found.node, found.path)
    return extentFile(source, found.path, extents, found.node.mtime ?? source.mtimeMs)
  }

  async #extentsOf(node: FatNode, path: string): Promise<readonly Extent[]> {
    if (node.size === 0) return []
    const key = `${node.cluster}:${node.size}`
    const known = this.#extents.get(key)
    if (known) return known
    const chain = await this.#table.exactly(node.cluster, Math.ceil(node.size / this.layout.clusterBytes))
    const extents = this.#placesOf(chain, node.size)
    if (typeof extents === 'string') throw this.#damaged(path, extents)
    if (extents.length <= MAX_EXTENTS_KEPT) this.#keep(key, extents)
    return extents
  }

  #keep(key: string, extents: readonly Extent[]): void {
    this.#extents.set(key, extents)
    const [oldest] = this.#extents.keys()
    if (this.#extents.size > KEPT_FILES && oldest !== undefined) this.#extents.delete(oldest)
  }

  /** The bytes that a chain stands for, cut to `size`; a string says why they are not all there. */
  #placesOf(chain: Chain, size: number): Extent[] | string {
    if ('problem' in chain) return chain.problem
    const { clusterBytes, dataStart } = this.layout
    const extents: Extent[] = []
    let left = size
    for (const { cluster, count } of chain.runs) {
      const offset = dataStart + (cluster - 2) * clusterBytes
      const length = Math.min(count * clusterBytes, left)
      if (!this.region.holds(offset, length)) return 'it lies beyond the end of the image'
      extents.push(this.region.extent(offset, length))
      left -= length
    }
    return extents
  }

  async #directory(node: FatNode): Promise<Directory<FatNode> | string> {
    if (this.#budget.spent) return BUDGET_SPENT
    const extents = await this.#extentsOfDirectory(node)
    if (typeof extents === 'string') return extents
    const total = extents.reduce((sum, { length }) => sum + length, 0)
    if (!this.#budget.takeDirectoryBytes(total)) return BUDGET_SPENT
    const bytes = new Uint8Array(total)
    let at = 0
    for (const { start, length } of extents) {
      await this.region.source.read(bytes.subarray(at, at + length), start)
      at += length
    }
    const entries = parseDirectory(bytes, this.layout.type === 'FAT32')
    if (!this.#budget.takeRecords(entries.nodes.length)) return BUDGET_SPENT
    if (node.name === '') this.#rootLabel = entries.label
    return new FatDirectory(entries)
  }

  async #extentsOfDirectory(node: FatNode): Promise<Extent[] | string> {
    const { root, clusterBytes } = this.layout
    if (node.name === '' && 'start' in root) {
      if (!this.region.holds(root.start, root.length)) return 'it lies beyond the end of the image'
      return [this.region.extent(root.start, root.length)]
    }
    const most = Math.ceil(MAX_DIRECTORY_BYTES / clusterBytes)
    return this.#placesOf(await this.#table.toEnd(node.cluster, most), most * clusterBytes)
  }

  #damaged(path: string, why: string): BootdropError {
    const image = this.region.source.path
    const text = `${basename(image)} is damaged: the file ${path} cannot be read, because ${why}. Download the image again.`
    this.#onDamage(text)
    return new BootdropError('medium-damaged', text, { path: image, file: path })
  }
}

/** About what a node takes with its names in three lists. */
const BYTES_A_NODE = 400

/** A name is found as it is spelled, else with case forgiven, else as a short name. The first of two with one name counts. */
class FatDirectory implements Directory<FatNode> {
  readonly #exact = new Map<string, FatNode>()
  readonly #folded = new Map<string, FatNode>()
  readonly #sorted: readonly FatNode[]
  readonly weight: number

  constructor({ nodes }: FatEntries) {
    this.weight = nodes.length * BYTES_A_NODE
    for (const node of nodes) addFirst(this.#exact, node.name, node)
    const unique = [...this.#exact.values()]
    for (const node of unique) addFirst(this.#folded, foldName(node.name), node)
    for (const node of unique) addFirst(this.#folded, foldName(node.shortName), node)
    this.#sorted = unique.sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  find(name: string) {
    return Promise.resolve(this.#exact.get(name) ?? this.#folded.get(foldName(name)))
  }

  all() {
    return Promise.resolve({ nodes: this.#sorted, problems: [] })
  }
}

function addFirst<T>(map: Map<string, T>, key: string, value: T): void {
  if (!map.has(key)) map.set(key, value)
}

function rootNode({ root }: FatLayout): FatNode {
  const cluster = 'cluster' in root ? root.cluster : 0
  const kind = 'directory' as const
  return { name: '', shortName: '', kind, size: 0, mtime: undefined, target: undefined, cluster, place: cluster }
}
