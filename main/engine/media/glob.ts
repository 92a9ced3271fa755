import { BootdropError } from '../errors'
import type { Medium, MediumEntry } from './medium'
import { segmentsOf } from './paths'

/** More matches than any recipe can mean: a bound on what a hostile medium makes us collect. */
const MAX_MATCHES = 10_000
/** Directories that a wildcard may lead on into; the root of a real medium has some twenty. */
const MAX_PARENTS = 64

/**
 * Files and directories of `medium` whose path matches `pattern`: `/live/vmlinuz*`, `/casper_pop-os_?/initrd`. `*` is any run
 * of characters and `?` any one, both within one name; case is forgiven. Links are followed: an entry carries the path it was
 * found under with the kind and size of what it leads to. Sorted by path. A missing or a damaged directory gives no matches,
 * and so do those that come after the first 64 that a wildcard matched.
 */
export async function glob(medium: Medium, pattern: string): Promise<MediumEntry[]> {
  const segments = segmentsOf(pattern)
  if (segments === undefined) return []
  const root = await medium.stat('/')
  let matches = root ? [root] : []
  for (const segment of segments) {
    const next: MediumEntry[] = []
    const parents = matches.filter((match) => match.kind === 'directory').slice(0, MAX_PARENTS)
    for (const parent of parents) {
      if (next.length >= MAX_MATCHES) break
      next.push(...(await matchesIn(medium, parent.path, segment)))
    }
    matches = next
  }
  return matches.slice(0, MAX_MATCHES).sort((a, b) => (a.path < b.path ? -1 : 1))
}

async function matchesIn(medium: Medium, directory: string, segment: string): Promise<MediumEntry[]> {
  try {
    if (!/[*?]/.test(segment)) {
      const entry = await medium.stat(directory === '/' ? `/${segment}` : `${directory}/${segment}`)
      return entry ? [entry] : []
    }
    const matcher = matcherOf(segment)
    const found: MediumEntry[] = []
    for (const entry of await medium.list(directory)) {
      if (!matcher.test(entry.name)) continue
      const behind = entry.kind === 'link' ? await medium.stat(entry.path) : entry
      if (behind) found.push({ ...behind, name: entry.name, path: entry.path })
    }
    return found
  } catch (error) {
    if (error instanceof BootdropError && (error.code === 'medium-damaged' || error.code === 'medium-file-missing')) {
      return []
    }
    throw error
  }
}

function matcherOf(segment: string): RegExp {
  // Runs of `*` are one `*`: `[^/]*[^/]*…` would take exponential time on a long name.
  const source = segment
    .replace(/\*+/g, '*')
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.')
  return new RegExp(`^${source}$`, 'iu')
}
