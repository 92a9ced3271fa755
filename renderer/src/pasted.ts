import { isLink } from './links'

/** What a pasted text is to us. */
export type Pasted =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'link'; readonly link: string }
  | { readonly kind: 'paths'; readonly paths: readonly string[] }
  /** @property line the first that is no path */
  | { readonly kind: 'other'; readonly line: string }

/** What file managers put beside the paths: `x-special/nautilus-clipboard`, then `copy` or `cut`; comments of text/uri-list. */
const BESIDES = /^(x-special\/[\w-]+|copy|cut|#.*)$/

/** A whole path, of either kind of system: relative ones mean nothing here. */
const WHOLE = /^(\/(?!\/)|[a-z]:[\\/]|\\\\[^\\]+\\)./i

/** The path that one line names; undefined where it names none. */
function pathOf(line: string): string | undefined {
  const bare = /^(["'])(.+)\1$/.exec(line)?.[2] ?? line
  if (/^file:\/\//i.test(bare)) return pathOfUrl(bare)
  if (!WHOLE.test(bare)) return undefined
  // As a terminal completes names: /home/me/my\ image.iso
  return bare.startsWith('/') && bare === line ? bare.replaceAll(/\\([ ()&'"[\]$`])/g, '$1') : bare
}

function pathOfUrl(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined
  const { host, pathname } = new URL(text)
  try {
    const path = decodeURIComponent(pathname)
    if (path.includes('\0') || path.length < 2) return undefined
    // file:///C:/images/a.iso and file://server/share/a.iso are paths of Windows.
    if (/^\/[a-z]:\//i.test(path)) return path.slice(1).replaceAll('/', '\\')
    return host === '' || host === 'localhost' ? path : `\\\\${host}${path.replaceAll('/', '\\')}`
  } catch {
    // A percent sign that encodes nothing.
    return undefined
  }
}

/** Reads a pasted text: an address, or one whole path a line. */
export function pastedIn(text: string): Pasted {
  const lines = text
    .split(/[\r\n\0]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const named = lines.length > 1 ? lines.filter((line) => !BESIDES.test(line)) : lines
  const [first] = named
  if (first === undefined) return { kind: 'nothing' }
  if (named.length === 1 && isLink(first) && !/\s/.test(first)) return { kind: 'link', link: first }
  const paths = named.map((line) => (isLink(line) && !/\s/.test(line) ? line : pathOf(line)))
  const wrong = paths.indexOf(undefined)
  if (wrong >= 0) return { kind: 'other', line: named[wrong] ?? '' }
  return { kind: 'paths', paths: paths.filter((path) => path !== undefined) }
}
