/** Longest path that is looked up at all; Linux's own PATH_MAX. */
const MAX_PATH_LENGTH = 4096

/**
 * Splits a path within a medium into its names. `.` and empty names vanish and `..` never climbs above the root, so that
 * no path, whoever made it, can name anything outside. Undefined for what cannot be a name at all (NUL, over-long).
 */
export function segmentsOf(path: string): string[] | undefined {
  if (path.length > MAX_PATH_LENGTH || path.includes('\0')) return undefined
  const segments: string[] = []
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue
    if (segment === '..') segments.pop()
    else segments.push(segment)
  }
  return segments
}

/** `/` and the names joined: the one spelling of a path that entries carry. */
export function pathOf(segments: readonly string[]): string {
  return `/${segments.join('/')}`
}

export function childPath(directory: string, name: string): string {
  return directory === '/' ? `/${name}` : `${directory}/${name}`
}

/**
 * The key under which a name is found when its exact spelling is not there: without version (`;1`) and trailing dots, in
 * lower case. ESXi's boot.cfg names `/b.b00` where the ISO holds `B.B00;1` (RECIPES.md section 2).
 */
export function foldName(name: string): string {
  const folded = name.replace(/;\d*$/, '').replace(/\.+$/, '').normalize('NFC').toLowerCase()
  return folded === '' ? name : folded
}

/** Base name for a URL: only letters, digits, `.`, `_` and `-`, and never empty. */
export function urlSafeName(name: string): string {
  const safe = name
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9._-]+/g, '_')
    .replace(/^[._]+/, '')
  return safe === '' ? 'medium' : safe
}
