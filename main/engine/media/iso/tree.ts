import { basename } from 'node:path'
import { BootdropError } from '../../errors'
import type { MediumEntry } from '../medium'
import { childPath, foldName, pathOf, segmentsOf } from '../paths'
import { DirectoryBudget } from './budget'
import { BUDGET_SPENT, readDirectory, type IsoNode, type NameSystem } from './directory'
import type { IsoImage } from './image'

/** As many links as Linux follows in one path. */
const MAX_LINKS = 40
/** Bounds the way down a hostile image. Relocation exists because plain ISO allows eight. */
const MAX_DEPTH = 128
const MAX_PENDING_NAMES = 4096

/** A directory that was read, with its two ways to find a name. */
interface Directory {
  readonly nodes: readonly IsoNode[]
  readonly exact: ReadonlyMap<string, IsoNode>
  readonly folded: ReadonlyMap<string, IsoNode>
}

/** A node and the way to it, as the image spells it. */
export interface Located {
  readonly node: IsoNode
  readonly path: string
}

/** Finds and lists the files of an image. Directories are read when they are first needed, and kept: the budget bounds them. */
export class IsoTree {
  readonly #image: IsoImage
  readonly #names: NameSystem
  readonly #root: IsoNode
  readonly #budget = new DirectoryBudget()
  /** By where they begin; of one that cannot be read, why. */
  readonly #directories = new Map<number, Promise<Directory | string>>()
  /** Called with a sentence for each damaged directory that was met. */
  readonly #onDamage: (text: string) => void

  constructor(image: IsoImage, names: NameSystem, root: IsoNode, onDamage: (text: string) => void) {
    this.#image = image
    this.#names = names
    this.#root = root
    this.#onDamage = onDamage
  }

  /** The node at `path`, links followed within the image. @throws BootdropError `medium-damaged` on the way */
  async find(path: string): Promise<Located | undefined> {
    const chain = await this.#follow(path)
    return chain && { node: chain.at(-1) ?? this.#root, path: pathOfChain(chain) }
  }

  /** Entries of a directory, sorted by name. @throws BootdropError `medium-file-missing`, `medium-damaged` */
  async list(path: string): Promise<MediumEntry[]> {
    const chain = await this.#follow(path)
    if (chain?.at(-1)?.kind !== 'directory') {
      throw new BootdropError('medium-file-missing', `There is no directory ${path} on the image.`, { path })
    }
    const { nodes } = await this.#directory(chain)
    const spelled = pathOfChain(chain)
    return nodes.map((node) => entryOf(node, childPath(spelled, node.name)))
  }

  /** The directories on the way to `path` and what it names, links followed; undefined when there is none. */
  async #follow(path: string): Promise<IsoNode[] | undefined> {
    const wanted = segmentsOf(path)
    if (wanted === undefined) return undefined
    const pending = wanted.reverse()
    let chain: IsoNode[] = [this.#root]
    let links = 0
    for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
      if (name === '' || name === '.') continue
      if (name === '..') {
        if (chain.length > 1) chain.pop()
        continue
      }
      const parent = chain.at(-1) ?? this.#root
      if (parent.kind !== 'directory') return undefined
      const directory = await this.#directory(chain)
      const node = directory.exact.get(name) ?? directory.folded.get(foldName(name))
      if (node === undefined) return undefined
      if (node.kind === 'link') {
        const target = (node.target ?? '').split('/')
        links += 1
        if (links > MAX_LINKS || pending.length + target.length > MAX_PENDING_NAMES) return undefined
        if (target[0] === '' && target.length > 1) chain = [this.#root]
        pending.push(...target.reverse())
        continue
      }
      this.#guard(chain, node)
      chain.push(node)
    }
    return chain
  }

  /** What is in the directory that `chain` leads to. */
  async #directory(chain: readonly IsoNode[]): Promise<Directory> {
    const node = chain.at(-1) ?? this.#root
    const key = node.extents[0]?.start ?? 0
    let reading = this.#directories.get(key)
    if (reading === undefined) {
      reading = this.#read(node)
      this.#directories.set(key, reading)
      // A disk or a network share that failed once may come back.
      reading.catch(() => this.#directories.delete(key))
    }
    const directory = await reading
    if (typeof directory === 'string') throw this.#damaged(chain, directory)
    return directory
  }

  async #read(node: IsoNode): Promise<Directory | string> {
    const content = await readDirectory(this.#image, node.extents, this.#names, this.#budget)
    return 'problem' in content ? content.problem : indexOf(content.nodes)
  }

  /** No directory may contain one of its own parents, and none may lie deeper than any writer makes them. */
  #guard(chain: readonly IsoNode[], node: IsoNode): void {
    if (node.kind !== 'directory') return
    const start = node.extents[0]?.start
    if (chain.length > MAX_DEPTH)
      throw this.#damaged([...chain, node], `it lies more than ${MAX_DEPTH} directories deep`)
    if (chain.some((parent) => parent.extents[0]?.start === start)) {
      throw this.#damaged([...chain, node], 'it contains one of its own parents')
    }
  }

  #damaged(chain: readonly IsoNode[], problem: string): BootdropError {
    const path = pathOfChain(chain)
    const image = this.#image.disk.path
    // Every further directory would say the same.
    const what = problem === BUDGET_SPENT ? 'some of its directories' : `the directory ${path}`
    const text = `${basename(image)} is damaged: ${what} cannot be read, because ${problem}. Download the image again.`
    this.#onDamage(text)
    return new BootdropError('medium-damaged', text, { path: image, directory: path })
  }
}

export function entryOf(node: IsoNode, path: string): MediumEntry {
  const { name, kind, size, mtime, target } = node
  return target === undefined ? { name, path, kind, size, mtime } : { name, path, kind, size, mtime, target }
}

/** The first of several nodes with one name counts: the newest version comes first (ECMA-119 9.3). */
function indexOf(nodes: readonly IsoNode[]): Directory {
  const exact = new Map<string, IsoNode>()
  const folded = new Map<string, IsoNode>()
  for (const node of nodes) {
    if (!exact.has(node.name)) exact.set(node.name, node)
    const key = foldName(node.name)
    if (!folded.has(key)) folded.set(key, node)
  }
  const unique = [...exact.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
  return { nodes: unique, exact, folded }
}

function pathOfChain(chain: readonly IsoNode[]): string {
  return pathOf(chain.slice(1).map((node) => node.name))
}
