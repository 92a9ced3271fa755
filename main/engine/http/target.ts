/** A request target, taken apart. `path` starts with one `/` and is decoded once. */
export interface Target {
  readonly path: string
  readonly query: URLSearchParams
}

/**
 * Reads a request target (RFC 9112 3.2): the origin form, and the absolute form that a server has to take too. Runs of `/`
 * become one here, in place: answering `//` with a redirect ended UEFI HTTP Boot (tinkerbell/smee pull 229).
 *
 * Percent signs are decoded exactly once, so `%252e` stays a name with a percent sign in it. A target that cannot be
 * decoded, that holds a NUL or that climbs (`..` between slashes of either kind) gives undefined.
 */
export function parseTarget(target: string): Target | undefined {
  const origin = target.replace(/^https?:\/\/[^/?]*/i, '')
  const mark = origin.indexOf('?')
  const encoded = mark < 0 ? origin : origin.slice(0, mark)
  const query = new URLSearchParams(mark < 0 ? '' : origin.slice(mark + 1))
  if (encoded !== '' && !encoded.startsWith('/')) return undefined
  const decoded = decode(encoded)
  if (decoded === undefined || decoded.includes('\0')) return undefined
  if (decoded.split(/[/\\]/).includes('..')) return undefined
  return { path: `/${decoded}`.replace(/\/+/g, '/'), query }
}

function decode(encoded: string): string | undefined {
  try {
    return decodeURIComponent(encoded)
  } catch {
    return undefined
  }
}
