import { basename } from 'node:path'
import { BootdropError } from '../errors'
import { BUDGET_SPENT } from './iso/budget'
import type { MediumEntry } from './medium'
import { childPath, pathOf, segmentsOf } from './paths'

/** As many links as Linux follows in one path. */
const MAX_LINKS = 40
/** Bounds the way down a hostile image. No real one is half as deep. */
const MAX_DEPTH = 128
const MAX_PENDING_NAMES = 4096

/** What is known of a file, directory or link of an image once its own record was read. */
export interface TreeNode {
  readonly name: string
  readonly kind: 'file' | 'directory' | 'link'
  readonly size: number
  readonly mtime: number | undefined
  readonly target: string | undefined
  /** Where a directory lies in the image, bytes: two with one place are the same. */
  readonly place: number
}

/** A directory that was read. A string is a problem: why what was asked for cannot be read, in words. */
export interface Directory<N> {
  /** About how much memory it takes, bytes. */
  readonly weight: number
  /** The node of that name; where none is spelled so, of one that differs by what `foldName` forgives. */
  find(name: string): Promise<N | string | undefined>
  /** All nodes, sorted by name; what cannot be read is left out and named among the problems. */
  all(): Promise<{ readonly nodes: readonly N[]; readonly problems: readonly NameProblem[] }>
}

export interface NameProblem {
  readonly name: string
  readonly problem: string
}

/** Where a tree comes from. */
export interface TreeSource<N> {
  /** Path of the image, for words. */
  readonly image: string
  readonly root: N
  /**
   * Reads a directory; a string says why it cannot be read. Rejects for errors of the disk only. `again`: it was read before and
   * let go of, so that no budget needs to pay for it.
   */
  read(directory: N, again: boolean): Promise<Directory<N> | string>
  /** Called with a sentence for each damage that was met. */
  onDamage(text: string): void
}

/** A node and the way to it, as the image spells it. */
export interface Located<N> {
  readonly node: N
  readonly path: string
}

/** Lighter directories are always kept: the way to the others leads through them, and the budget bounds how many there are. */
const LIGHT_BYTES = 1024 * 1024
/** How much the others that are kept may weigh in all: hostile images make us read many. One alone may be heavier. */
const MAX_HEAVY_BYTES = 12 * 1024 * 1024

/** Finds and lists the files of an image. Directories are read when they are first needed; of big ones those that were used last are kept. */
export class ImageTree<N extends TreeNode> {
  readonly #source: TreeSource<N>
  /** By place; of one that cannot be read, why. */
  readonly #directories = new Map<number, Promise<Directory<N> | string>>()
  /** Weights of those that are not light, by place; the one that was used last at the end. */
  readonly #heavy = new Map<number, number>()
  #heavyBytes = 0
  readonly #readBefore = new Set<number>()

  constructor(source: TreeSource<N>) {
    this.#source = source
  }

  /** The node at `path`, links followed within the image. @throws BootdropError `medium-damaged` on the way */
  async find(path: string): Promise<Located<N> | undefined> {
    const chain = await this.#follow(path)
    return chain && { node: this.#last(chain), path: pathOfChain(chain) }
  }

  /** Entries of a directory, sorted by name. @throws BootdropError `medium-file-missing`, `medium-damaged` */
  async list(path: string): Promise<MediumEntry[]> {
    const chain = await this.#follow(path)
    if (chain === undefined || this.#last(chain).kind !== 'directory') {
      throw new BootdropError('medium-file-missing', `There is no directory ${path} on the image.`, { path })
    }
    const spelled = pathOfChain(chain)
    const { nodes, problems } = await (await this.#directory(chain)).all()
    for (const { name, problem } of problems) this.#damaged(childPath(spelled, name), 'entry', problem)
    return nodes.map((node) => entryOf(node, childPath(spelled, node.name)))
  }

  /** The directories on the way to `path` and what it names, links followed; undefined when there is none. */
  async #follow(path: string): Promise<N[] | undefined> {
    const wanted = segmentsOf(path)
    if (wanted === undefined) return undefined
    const pending = wanted.reverse()
    let chain: N[] = [this.#source.root]
    let links = 0
    for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
      if (name === '' || name === '.') continue
      if (name === '..') {
        if (chain.length > 1) chain.pop()
        continue
      }
      if (this.#last(chain).kind !== 'directory') return undefined
      const node = await (await this.#directory(chain)).find(name)
      if (node === undefined) return undefined
      if (typeof node === 'string') throw this.#damaged(childPath(pathOfChain(chain), name), 'entry', node)
      if (node.kind === 'link') {
        const target = (node.target ?? '').split('/')
        links += 1
        if (links > MAX_LINKS || pending.length + target.length > MAX_PENDING_NAMES) return undefined
        if (target[0] === '' && target.length > 1) chain = [this.#source.root]
        pending.push(...target.reverse())
        continue
      }
      this.#guard(chain, node)
      chain.push(node)
    }
    return chain
  }

  /** What is in the directory that `chain` leads to. */
  async #directory(chain: readonly N[]): Promise<Directory<N>> {
    const node = this.#last(chain)
    const directory = await (this.#directories.get(node.place) ?? this.#read(node))
    if (typeof directory === 'string') throw this.#damaged(pathOfChain(chain), 'directory', directory)
    const weight = this.#heavy.get(node.place)
    if (weight !== undefined) {
      this.#heavy.delete(node.place)
      this.#heavy.set(node.place, weight)
    }
    return directory
  }

  #read(node: N): Promise<Directory<N> | string> {
    const { place } = node
    const reading = this.#source.read(node, this.#readBefore.has(place))
    this.#directories.set(place, reading)
    reading.then(
      (directory) => {
        if (typeof directory !== 'string' && directory.weight >= LIGHT_BYTES) this.#keepHeavy(place, directory.weight)
      },
      // A disk or a network share that failed once may come back.
      () => this.#directories.delete(place),
    )
    return reading
  }

  /** Notes one that was read, and lets go of those that were not used for longest. */
  #keepHeavy(place: number, weight: number): void {
    this.#readBefore.add(place)
    this.#heavy.set(place, weight)
    this.#heavyBytes += weight
    for (const [other, otherWeight] of this.#heavy) {
      if (this.#heavyBytes <= MAX_HEAVY_BYTES || other === place) return
      this.#heavy.delete(other)
      this.#directories.delete(other)
      this.#heavyBytes -= otherWeight
    }
  }

  /** No directory may contain one of its own parents, and none may lie deeper than any writer makes them. */
  #guard(chain: readonly N[], node: N): void {
    if (node.kind !== 'directory') return
    const path = childPath(pathOfChain(chain), node.name)
    if (chain.length > MAX_DEPTH) {
      throw this.#damaged(path, 'directory', `it lies more than ${MAX_DEPTH} directories deep`)
    }
    if (chain.some((parent) => parent.place === node.place)) {
      throw this.#damaged(path, 'directory', 'it contains one of its own parents')
    }
  }

  #last(chain: readonly N[]): N {
    return chain.at(-1) ?? this.#source.root
  }

  #damaged(path: string, kind: 'directory' | 'entry', problem: string): BootdropError {
    const { image } = this.#source
    // Every further directory would say the same.
    const what =
      problem === BUDGET_SPENT ? 'some of its directories' : `${kind === 'entry' ? '' : 'the directory '}${path}`
    const text = `${basename(image)} is damaged: ${what} cannot be read, because ${problem}. Download the image again.`
    this.#source.onDamage(text)
    return new BootdropError('medium-damaged', text, { path: image, [kind]: path })
  }
}

export function entryOf(node: TreeNode, path: string): MediumEntry {
  const { name, kind, size, mtime, target } = node
  return target === undefined ? { name, path, kind, size, mtime } : { name, path, kind, size, mtime, target }
}

function pathOfChain(chain: readonly TreeNode[]): string {
  return pathOf(chain.slice(1).map((node) => node.name))
}
