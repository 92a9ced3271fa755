import { setImmediate } from 'node:timers/promises'
import type { Extent } from '../files'
import { BUDGET_SPENT, DirectoryBudget } from '../iso/budget'
import type { IsoImage } from '../iso/image'
import { foldedIndex, NODE_BYTES, weightOf } from '../iso/tree'
import { foldName } from '../paths'
import { ImageTree, type Directory, type NameProblem, type TreeNode } from '../tree'
import { Damage, orProblem } from './damage'
import { parseDirectory, parseLinkTarget, type NamedEntry } from './directory'
import { FILE_TYPE, parseFileEntry, type BlockAddress, type FileEntry } from './entry'
import { fileExtents, type Locate } from './extents'
import { readWhole } from './partitions'

/** A file, directory or link; its extents are read again when it is opened. */
export interface UdfNode extends TreeNode {
  readonly at: BlockAddress
}

/** Bounds on what a hostile image makes us hold or read; real directories have a few thousand entries. */
const MAX_DIRECTORY_BYTES = 8 * 1024 * 1024
const MAX_ENTRIES = 100_000
const MAX_LINK_BYTES = 16 * 1024
/** After so many entries the rest of the program gets its turn. */
const ENTRIES_OF_A_TURN = 1000

/** The files of a UDF volume, by where their entries lie. */
export class UdfFiles {
  readonly #image: IsoImage
  readonly #locate: Locate
  readonly #budget = new DirectoryBudget()

  constructor(image: IsoImage, locate: Locate) {
    this.#image = image
    this.#locate = locate
  }

  /** The tree below the directory whose entry lies at `root`. @throws Damage when it cannot be read */
  async tree(root: BlockAddress, onDamage: (text: string) => void): Promise<ImageTree<UdfNode>> {
    const node = await this.node({ name: '', at: root })
    if (node?.kind !== 'directory') throw new Damage('its root is not a directory')
    return new ImageTree({
      image: this.#image.disk.path,
      root: node,
      onDamage,
      read: (directory, again) =>
        orProblem(() => this.#directory(directory, again ? new DirectoryBudget() : this.#budget)),
    })
  }

  /** Undefined for what is not shown: devices, FIFOs, sockets, the file system's own files. @throws Damage */
  async node({ name, at }: NamedEntry): Promise<UdfNode | undefined> {
    const { entry, place } = await this.#entryAt(at)
    const { size, mtime, fileType } = entry
    const node = { name, at, place, mtime, target: undefined, size: 0 }
    if (fileType === FILE_TYPE.directory) return { ...node, kind: 'directory' }
    if (fileType === FILE_TYPE.link) return { ...node, kind: 'link', target: await this.#targetOf(entry, at) }
    const isFile = [FILE_TYPE.file, FILE_TYPE.realTimeFile, FILE_TYPE.unspecified].some((type) => type === fileType)
    return isFile ? { ...node, kind: 'file', size } : undefined
  }

  /** Where the bytes of a node lie, all inside the image. @throws Damage */
  async extents({ at }: UdfNode): Promise<readonly Extent[]> {
    const { entry } = await this.#entryAt(at)
    const extents = await this.#extentsOf(entry, at, () => true)
    const inside = extents.every(({ start, length }) => start < 0 || this.#image.holds(start, length))
    if (!inside) throw new Damage('it lies beyond the end of the image')
    return extents
  }

  async #directory({ at }: UdfNode, budget: DirectoryBudget): Promise<Directory<UdfNode>> {
    if (budget.spent) throw new Damage(BUDGET_SPENT)
    const { entry } = await this.#entryAt(at)
    const bytes = await this.#bytesOf(entry, at, MAX_DIRECTORY_BYTES)
    if (!budget.takeDirectoryBytes(bytes.length)) throw new Damage(BUDGET_SPENT)
    const names = await parseDirectory(bytes, MAX_ENTRIES)
    if (!budget.takeRecords(names.length)) throw new Damage(BUDGET_SPENT)
    return new UdfDirectory(this, names)
  }

  async #targetOf(entry: FileEntry, at: BlockAddress): Promise<string> {
    const target = parseLinkTarget(await this.#bytesOf(entry, at, MAX_LINK_BYTES))
    if (target === undefined) throw new Damage('where the link leads to is not well-formed')
    return target
  }

  async #entryAt(at: BlockAddress): Promise<{ readonly entry: FileEntry; readonly place: number }> {
    const extents = this.#locate(at, this.#image.blockBytes)
    const bytes = await readWhole(this.#image, extents)
    return { entry: parseFileEntry(bytes), place: extents[0]?.start ?? 0 }
  }

  async #bytesOf(entry: FileEntry, at: BlockAddress, limit: number): Promise<Uint8Array> {
    if (entry.size > limit) throw new Damage(`it claims ${entry.size} bytes`)
    const extents = await this.#extentsOf(entry, at, (count) => this.#budget.takeContinuationBytes(count))
    // Zeros are no entries: what was never recorded of a directory or a link is damage.
    if (extents.some(({ start }) => start < 0)) throw new Damage('a part of it was never recorded')
    return readWhole(this.#image, extents)
  }

  /** `afford`: whether so many bytes of allocation descriptors may still be read. */
  #extentsOf(entry: FileEntry, at: BlockAddress, afford: (bytes: number) => boolean): Promise<readonly Extent[]> {
    return fileExtents(entry, at, {
      blockBytes: this.#image.blockBytes,
      imageBytes: this.#image.disk.sizeBytes,
      locate: this.#locate,
      read: (extent) => {
        if (!afford(extent.length)) throw new Damage(BUDGET_SPENT)
        return readWhole(this.#image, [extent])
      },
    })
  }
}

/** A name and, once its entry was read, the node; `hidden` for what is not shown, other words say why it cannot be read. */
interface Slot extends NamedEntry {
  read: UdfNode | string | undefined
}

/** A directory whose names are known; the entries behind them are read when they are asked for, and kept. */
class UdfDirectory implements Directory<UdfNode> {
  readonly weight: number
  readonly #files: UdfFiles
  readonly #exact = new Map<string, Slot>()
  #folded: Map<string, Slot> | undefined
  #all: ReturnType<Directory<UdfNode>['all']> | undefined

  constructor(files: UdfFiles, names: readonly NamedEntry[]) {
    this.#files = files
    this.weight = weightOf(names, NODE_BYTES.udf)
    for (const { name, at } of names) if (!this.#exact.has(name)) this.#exact.set(name, { name, at, read: undefined })
  }

  async find(name: string): Promise<UdfNode | string | undefined> {
    const entry = this.#exact.get(name) ?? this.#byFoldedName().get(foldName(name))
    return entry && this.#node(entry)
  }

  all() {
    if (this.#all === undefined) {
      this.#all = this.#readAll()
      this.#all.catch(() => (this.#all = undefined))
    }
    return this.#all
  }

  async #readAll() {
    const nodes: UdfNode[] = []
    const problems: NameProblem[] = []
    let count = 0
    for (const entry of this.#exact.values()) {
      count += 1
      if (count % ENTRIES_OF_A_TURN === 0) await setImmediate()
      const node = await this.#node(entry)
      if (typeof node === 'string') problems.push({ name: entry.name, problem: node })
      else if (node) nodes.push(node)
    }
    nodes.sort((a, b) => (a.name < b.name ? -1 : 1))
    return { nodes, problems }
  }

  async #node(slot: Slot): Promise<UdfNode | string | undefined> {
    slot.read ??= (await orProblem(() => this.#files.node(slot))) ?? 'hidden'
    return slot.read === 'hidden' ? undefined : slot.read
  }

  #byFoldedName(): ReadonlyMap<string, Slot> {
    this.#folded ??= foldedIndex(this.#exact.values())
    return this.#folded
  }
}
