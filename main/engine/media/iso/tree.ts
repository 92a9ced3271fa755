import { foldName } from '../paths'
import { ImageTree, type Directory } from '../tree'
import { DirectoryBudget } from './budget'
import { readDirectory, type IsoNode, type NameSystem } from './directory'
import type { IsoImage } from './image'

/** The files of an ISO 9660 image by path. `onDamage` gets a sentence for each damaged directory that was met. */
export function isoTree(
  image: IsoImage,
  names: NameSystem,
  root: IsoNode,
  onDamage: (text: string) => void,
): ImageTree<IsoNode> {
  const budget = new DirectoryBudget()
  return new ImageTree({
    image: image.disk.path,
    root,
    onDamage,
    async read(directory, again) {
      const content = await readDirectory(image, directory.extents, names, again ? new DirectoryBudget() : budget)
      return 'problem' in content ? content.problem : new IsoDirectory(content.nodes)
    },
  })
}

/** The first of several nodes with one name counts: the newest version comes first (ECMA-119 9.3). */
class IsoDirectory implements Directory<IsoNode> {
  readonly weight: number
  readonly #exact = new Map<string, IsoNode>()
  #folded: Map<string, IsoNode> | undefined
  #sorted: readonly IsoNode[] | undefined

  constructor(nodes: readonly IsoNode[]) {
    for (const node of nodes) if (!this.#exact.has(node.name)) this.#exact.set(node.name, node)
    this.weight = weightOf([...this.#exact.values()], NODE_BYTES.iso)
  }

  find(name: string): Promise<IsoNode | undefined> {
    return Promise.resolve(this.#exact.get(name) ?? this.#byFoldedName().get(foldName(name)))
  }

  all() {
    this.#sorted ??= [...this.#exact.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
    return Promise.resolve({ nodes: this.#sorted, problems: [] })
  }

  #byFoldedName(): ReadonlyMap<string, IsoNode> {
    this.#folded ??= foldedIndex(this.#exact.values())
    return this.#folded
  }
}

/** What a node and its places in the indexes take beside its name, bytes: more than in ISO 9660 where names and entries are apart. */
export const NODE_BYTES = { iso: 300, udf: 600 } as const

/** About how much memory a directory of these names takes, bytes. */
export function weightOf(items: readonly { readonly name: string }[], nodeBytes: number): number {
  return items.reduce((sum, { name }) => sum + nodeBytes + name.length * 2, 0)
}

/** The first of what has the same name in the end, by that name. */
export function foldedIndex<T extends { readonly name: string }>(items: Iterable<T>): Map<string, T> {
  const index = new Map<string, T>()
  for (const item of items) {
    const key = foldName(item.name)
    if (!index.has(key)) index.set(key, item)
  }
  return index
}
