import { setImmediate } from 'node:timers/promises'
import type { Extent } from '../files'
import type { TreeNode } from '../tree'
import { BUDGET_SPENT, type DirectoryBudget } from './budget'
import type { IsoImage } from './image'
import { FLAG, parseRecord, recordsIn, type DirectoryRecord } from './record'
import { readRockRidge, type RockRidge } from './rockridge'
import { parseSystemUse, type SystemUseEntry } from './susp'
import { decodeName, decodeUcs2, isUsableName } from './text'

/** Which of the names on the image are read. `skip`: bytes before the system use entries of each record (SUSP "SP"). */
export type NameSystem =
  { readonly kind: 'plain' } | { readonly kind: 'joliet' } | { readonly kind: 'rockridge'; readonly skip: number }

/** A file, directory or link of the image. */
export interface IsoNode extends TreeNode {
  /** Where the bytes lie in the image, in order; not checked against its size. */
  readonly extents: readonly Extent[]
  readonly interleaved: boolean
}

/** `problem`: why the directory cannot be read, in words. */
export type DirectoryContent = { readonly nodes: readonly IsoNode[] } | { readonly problem: string }

/** Bounds on what a hostile image makes us hold or read; real directories have a few thousand entries. */
const MAX_DIRECTORY_BYTES = 16 * 1024 * 1024
const MAX_ENTRIES = 100_000
const MAX_CONTINUATIONS = 65_536
const MAX_CONTINUATIONS_OF_A_RECORD = 16
const MAX_CONTINUATION_BYTES = 32 * 1024
/** After so many records the rest of the program gets its turn: signals, the window, machines that boot. */
const RECORDS_OF_A_TURN = 2000

const NOT_ITS_OWN = 'it does not begin with its own record'

class Damage extends Error {}

/** Reads the directory whose bytes lie in `extents`, at the cost of `budget`. Nodes come in the order of the image. */
export async function readDirectory(
  image: IsoImage,
  extents: readonly Extent[],
  names: NameSystem,
  budget: DirectoryBudget,
): Promise<DirectoryContent> {
  try {
    return { nodes: await new DirectoryReader(image, names, budget).read(extents) }
  } catch (error) {
    if (error instanceof Damage) return { problem: error.message }
    throw error
  }
}

class DirectoryReader {
  readonly #image: IsoImage
  readonly #names: NameSystem
  readonly #budget: DirectoryBudget
  #continuations = 0

  constructor(image: IsoImage, names: NameSystem, budget: DirectoryBudget) {
    this.#image = image
    this.#names = names
    this.#budget = budget
  }

  async read(extents: readonly Extent[]): Promise<IsoNode[]> {
    if (this.#budget.spent) throw new Damage(BUDGET_SPENT)
    const nodes: IsoNode[] = []
    const add = async (sections: readonly DirectoryRecord[]) => {
      const [first, ...more] = sections
      if (first === undefined || isSelfOrParent(first) || (first.flags & FLAG.associated) !== 0) return
      const node = await this.#nodeOf(first, more)
      if (node) nodes.push(node)
    }
    // One after the other: to hold all records at once would take ten times the memory of the nodes.
    let count = 0
    let sections: DirectoryRecord[] = []
    for (const record of recordsIn(await this.#bytesOf(extents))) {
      if (typeof record === 'string') throw new Damage(record)
      // An image with holes (a download that was never finished) has zeros here; every writer puts the record first.
      if (count === 0 && !isSelfOrParent(record)) throw new Damage(NOT_ITS_OWN)
      count += 1
      if (count > MAX_ENTRIES) throw new Damage(`it has more than ${MAX_ENTRIES} entries`)
      if (!this.#budget.takeRecords(1)) throw new Damage(BUDGET_SPENT)
      if (count % RECORDS_OF_A_TURN === 0) await setImmediate()
      if (!goesOn(sections, record)) {
        await add(sections)
        sections = []
      }
      sections.push(record)
    }
    if (count === 0) throw new Damage(NOT_ITS_OWN)
    await add(sections)
    return nodes
  }

  async #bytesOf(extents: readonly Extent[]): Promise<Uint8Array> {
    const total = extents.reduce((sum, extent) => sum + extent.length, 0)
    if (total > MAX_DIRECTORY_BYTES) throw new Damage(`it claims ${total} bytes`)
    const parts: Uint8Array[] = []
    for (const { start, length } of extents) {
      const part = await this.#image.bytes(start, length)
      if (part === undefined) throw new Damage('it lies beyond the end of the image')
      parts.push(part)
    }
    if (!this.#budget.takeDirectoryBytes(total)) throw new Damage(BUDGET_SPENT)
    return parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts)
  }

  /** Undefined for what is not shown: devices, relocated directories, names that cannot stand in a path. */
  async #nodeOf(first: DirectoryRecord, more: readonly DirectoryRecord[]): Promise<IsoNode | undefined> {
    const rock = await this.#rockRidgeOf(first)
    if (rock?.relocated === true || rock?.kind === 'other') return undefined
    const isoName = this.#isoName(first)
    const name = rock?.name !== undefined && isUsableName(rock.name) ? rock.name : isoName
    if (!isUsableName(name)) return undefined
    const mtime = rock?.modifiedAt ?? first.recordedAt
    const { interleaved } = first
    const node = { name, size: 0, mtime, target: undefined, interleaved, place: 0 }
    if (rock?.childBlock !== undefined) {
      const extent = await this.#relocatedExtent(rock.childBlock)
      return { ...node, kind: 'directory', extents: [extent], place: extent.start }
    }
    const extents = [first, ...more].map((record) => this.#extentOf(record))
    if ((first.flags & FLAG.directory) !== 0) {
      return { ...node, kind: 'directory', extents, place: extents[0]?.start ?? 0 }
    }
    if (rock?.kind === 'link' && rock.target !== undefined) {
      return { ...node, kind: 'link', extents: [], target: rock.target }
    }
    const size = extents.reduce((sum, extent) => sum + extent.length, 0)
    return { ...node, kind: 'file', extents, size }
  }

  #isoName(record: DirectoryRecord): string {
    if (this.#names.kind === 'joliet') return decodeUcs2(record.identifier).replace(/;\d+$/, '')
    const name = decodeName(record.identifier).replace(/;\d+$/, '')
    // `README.` is a file without an extension (ECMA-119 7.5.1).
    return (record.flags & FLAG.directory) === 0 ? name.replace(/\.$/, '') : name
  }

  async #rockRidgeOf(record: DirectoryRecord): Promise<RockRidge | undefined> {
    if (this.#names.kind !== 'rockridge') return undefined
    return readRockRidge(await this.#systemUseOf(record.systemUse.subarray(this.#names.skip)))
  }

  async #systemUseOf(area: Uint8Array): Promise<SystemUseEntry[]> {
    let { entries, continuation } = parseSystemUse(area)
    const all = [...entries]
    for (let hops = 0; continuation !== undefined; hops += 1) {
      this.#continuations += 1
      const { block, offset, length } = continuation
      if (hops >= MAX_CONTINUATIONS_OF_A_RECORD || this.#continuations > MAX_CONTINUATIONS) {
        throw new Damage('its continuation areas go round in a circle')
      }
      const bytes =
        length > MAX_CONTINUATION_BYTES
          ? undefined
          : await this.#image.bytes(block * this.#image.blockBytes + offset, length)
      if (bytes === undefined) throw new Damage('a continuation area lies beyond the end of the image')
      if (!this.#budget.takeContinuationBytes(length)) throw new Damage(BUDGET_SPENT)
      ;({ entries, continuation } = parseSystemUse(bytes))
      all.push(...entries)
    }
    return all
  }

  /** RRIP 4.1.5.1: the record says only where; how long the directory is stands in its own first record. */
  async #relocatedExtent(block: number): Promise<Extent> {
    const start = block * this.#image.blockBytes
    const head = await this.#image.bytes(start, 255)
    const self = head && parseRecord(head.subarray(0, head[0] ?? 0))
    if (self === undefined) throw new Damage('a relocated directory is not where it should be')
    return { start, length: self.length }
  }

  #extentOf(record: DirectoryRecord): Extent {
    return { start: record.block * this.#image.blockBytes, length: record.length }
  }
}

/** A file above 4 GiB has several records in a row, all but the last flagged (ECMA-119 9.1.6, "Multi-Extent"). */
function goesOn(sections: readonly DirectoryRecord[], record: DirectoryRecord): boolean {
  const last = sections.at(-1)
  if (last === undefined || (last.flags & FLAG.moreExtents) === 0) return false
  return Buffer.compare(last.identifier, record.identifier) === 0
}

function isSelfOrParent({ identifier }: DirectoryRecord): boolean {
  return identifier.length === 1 && (identifier[0] ?? 0) <= 1
}

/** The system use entries of the root's own record, its continuation included: they say whether Rock Ridge is there. */
export async function rootEntries(image: IsoImage, area: Uint8Array): Promise<SystemUseEntry[]> {
  const { entries, continuation } = parseSystemUse(area)
  if (continuation === undefined || continuation.length > MAX_CONTINUATION_BYTES) return [...entries]
  const start = continuation.block * image.blockBytes + continuation.offset
  const more = await image.bytes(start, continuation.length)
  return more ? [...entries, ...parseSystemUse(more).entries] : [...entries]
}
