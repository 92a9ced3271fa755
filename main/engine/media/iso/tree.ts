import { basename } from 'node:path'
import { BootdropError } from '../../errors'
import type { MediumEntry } from '../medium'
import { childPath, foldName, pathOf, segmentsOf } from '../paths'
import { readDirectory, type IsoNode, type NameSystem } from './directory'
import type { IsoImage } from './image'

/** As many links as Linux follows in one path. */
const MAX_LINKS = 40
/** Bounds the way down a hostile image. Relocation exists because plain ISO allows eight. */
const MAX_DEPTH = 128
const MAX_PENDING_NAMES = 4096
/** Entries in all cached directories together; a full image of a distribution has about 10,000. */
const MAX_CACHED_ENTRIES = 50_000

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

/** Finds and lists the files of an image. Directories are read when they are first needed and kept within bounds. */
export class IsoTree {
  readonly #image: IsoImage
  readonly #names: NameSystem
  readonly #root: IsoNode
  readonly #cache = new Map<number, Directory>()
  #cachedEntries = 0
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
    const cached = this.#cache.get(key)
    if (cached) {
      this.#cache.delete(key)
      this.#cache.set(key, cached)
      return cached
    }
    const content = await readDirectory(this.#image, node.extents, this.#names)
    if ('problem' in content) throw this.#damaged(chain, content.problem)
    const directory = indexOf(content.nodes)
    this.#keep(key, directory)
    return directory
  }

  #keep(key: number, directory: Directory): void {
    if (this.#cache.has(key)) return
    this.#cache.set(key, directory)
    this.#cachedEntries += directory.nodes.length
    for (const [oldest, { nodes }] of this.#cache) {
      if (this.#cachedEntries <= MAX_CACHED_ENTRIES || oldest === key) break
      this.#cache.delete(oldest)
      this.#cachedEntries -= nodes.length
    }
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
    const text = `${basename(image)} is damaged: the directory ${path} cannot be read, because ${problem}. Download the image again.`
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
