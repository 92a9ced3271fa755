/**
 * A path within a medium as part of a URL, each name percent-encoded. Stricter than encodeURIComponent: `'`, `(`, `)`, `*`
 * and `!` mean something to a shell in an initrd that the URL passes through.
 */
export function encodePath(path: string): string {
  return path.split('/').map(encodeName).join('/')
}

function encodeName(name: string): string {
  // Through UTF-8 and back: encodeURIComponent throws on half a surrogate pair, which a Joliet name may hold.
  return encodeURIComponent(Buffer.from(name).toString('utf8')).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
