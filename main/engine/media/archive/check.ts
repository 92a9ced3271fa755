/** Whether an archive may be unpacked: asked of its listing, before a byte is written. */
import { BootdropError } from '../../errors'
import { sizeInWords } from '../words'
import type { ListedEntry } from './listing'

export const MAX_ENTRIES = 200_000
/** Each is made and then followed by its own: 60,000 took half a minute. */
export const MAX_LINKS = 10_000
/** Of the text of a link (PATH_MAX of Linux). */
export const MAX_TARGET_BYTES = 4096
export const MAX_UNPACKED_BYTES = 64 * 1024 ** 3
/** More than a thousandfold is a bomb, unless it is small: zeros pack that well. */
export const MAX_RATIO = 1000
export const RATIO_FREE_BYTES = 1024 ** 3

/** An archive whose listing was found harmless. */
export interface Contents {
  /** Bytes of all entries: links are unpacked too. */
  readonly bytes: number
  readonly files: number
  /** Symbolic links, to be made by us. */
  readonly links: readonly ListedEntry[]
}

/**
 * Reads the listing to its end.
 * @param name of the archive, for the words
 * @param packedBytes size of the archive
 * @throws BootdropError `medium-unsafe`, `medium-encrypted`, `medium-empty`; what reading the listing throws
 */
export async function checkedContents(
  entries: AsyncIterable<ListedEntry>,
  name: string,
  packedBytes: number,
): Promise<Contents> {
  const refuse = (why: string) => unsafe(name, why)
  const paths = new Set<string>()
  const hardLinks: string[] = []
  const links: ListedEntry[] = []
  const linkPaths = new Set<string>()
  let bytes = 0
  let files = 0
  let count = 0
  for await (const entry of entries) {
    count += 1
    if (count > MAX_ENTRIES) throw refuse(`it holds more than ${MAX_ENTRIES.toLocaleString('en')} files`)
    const why = nameTrouble(entry.path) ?? (entry.hardLink === undefined ? undefined : nameTrouble(entry.hardLink))
    if (why !== undefined) throw refuse(`the name ${shown(entry.path)} in it ${why}`)
    if (entry.kind === 'device') throw refuse(`${shown(entry.path)} in it is a device and no file`)
    if (entry.encrypted) throw encrypted(name)
    bytes += entry.size
    if (bytes > MAX_UNPACKED_BYTES) throw refuse(`it would take more than ${sizeInWords(MAX_UNPACKED_BYTES)} unpacked`)
    if (entry.hardLink !== undefined) hardLinks.push(entry.hardLink)
    if (entry.kind === 'file') files += 1
    if (entry.kind !== 'link') paths.add(entry.path)
    else {
      const trouble = linkTrouble(entry, linkPaths)
      if (trouble !== undefined) throw refuse(trouble)
      links.push(entry)
    }
  }
  if (bombLike(bytes, packedBytes)) throw refuse('it would become more than a thousand times as big')
  const through = writesThrough([...paths, ...hardLinks, ...links.map(({ path }) => path)], paths, links)
  if (through !== undefined) throw refuse(`it writes through its own link ${shown(through)}`)
  if (files === 0) {
    throw new BootdropError('medium-empty', `There are no files in ${name}: get it again, or choose another one.`, {
      reason: 'archive',
      name,
    })
  }
  return { bytes, files, links }
}

export function bombLike(unpackedBytes: number, packedBytes: number): boolean {
  return unpackedBytes > RATIO_FREE_BYTES && unpackedBytes > MAX_RATIO * packedBytes
}

/** What makes a name dangerous; undefined for a good one. Both slashes part names: Windows takes them so. */
function nameTrouble(path: string): string | undefined {
  // eslint-disable-next-line no-control-regex
  if (/[\0-\x1f\x7f]/.test(path)) return 'has control characters in it'
  if (/^[/\\]/.test(path) || /^[A-Za-z]:/.test(path)) return 'is that of a place outside of it'
  if (path.split(/[/\\]/).includes('..')) return 'leads out of it'
  return undefined
}

/** Why a link cannot be taken. Those before it are in `linkPaths`, and so is this one afterwards. */
function linkTrouble({ path, size, target = '' }: ListedEntry, linkPaths: Set<string>): string | undefined {
  if (Math.max(size, target.length) > MAX_TARGET_BYTES) {
    return `the link ${shown(path)} in it is longer than ${MAX_TARGET_BYTES.toLocaleString('en')} bytes`
  }
  const plain = withoutDots(path)
  if (linkPaths.has(plain)) return `the link ${shown(path)} is in it twice`
  linkPaths.add(plain)
  if (linkPaths.size > MAX_LINKS) return `it holds more than ${MAX_LINKS.toLocaleString('en')} links`
  return undefined
}

/**
 * The first link that a path of the archive leads through, or that is there a second time as something else: no archive of a real
 * tree has such, and whatever the link leads to would be written to.
 */
function writesThrough(
  used: readonly string[],
  paths: ReadonlySet<string>,
  links: readonly ListedEntry[],
): string | undefined {
  if (links.length === 0) return undefined
  // Some file systems forgive case, so we must not.
  const linkAt = new Map(links.map(({ path }) => [folded(path), path]))
  for (const path of paths) if (linkAt.has(folded(path))) return path
  for (const path of used) {
    const key = folded(path)
    for (let at = key.indexOf('/'); at >= 0; at = key.indexOf('/', at + 1)) {
      const link = linkAt.get(key.slice(0, at))
      if (link !== undefined) return link
    }
  }
  return undefined
}

function folded(path: string): string {
  return withoutDots(path).normalize('NFC').toLowerCase()
}

function withoutDots(path: string): string {
  const names = path.replaceAll('\\', '/').split('/')
  return names.filter((name) => name !== '' && name !== '.').join('/')
}

export function unsafe(name: string, why: string): BootdropError {
  const text = `${name} was not unpacked: ${why}. If you trust it, unpack it yourself and drop the folder.`
  return new BootdropError('medium-unsafe', text, { name })
}

export function encrypted(name: string): BootdropError {
  const text = `${name} is protected by a password: unpack it yourself and drop the folder.`
  return new BootdropError('medium-encrypted', text, { name })
}

function shown(path: string): string {
  const printable = JSON.stringify(path)
  return printable.length > 120 ? `${printable.slice(0, 117)}…"` : printable
}
