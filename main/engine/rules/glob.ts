/** Says whether a text fits. The text has to be in lower case. */
export type Glob = (text: string) => boolean

/**
 * `*` is any run of characters and `?` any one; case of the pattern is forgiven. Not a RegExp: `*a*a*a*b` would keep one busy for
 * years over a vendor class that a hostile machine chose. The pieces between stars are looked for from left to right, each as
 * early as it comes: no choice has to be taken back.
 */
export function compileGlob(pattern: string): Glob {
  const [first = '', ...rest] = pattern.toLowerCase().split('*')
  const last = rest.pop()
  if (last === undefined) return (text) => text.length === first.length && isAt(first, text, 0)
  const between = rest.filter((piece) => piece !== '').map((piece) => ({ piece, isPlain: !piece.includes('?') }))
  return (text) => {
    const end = text.length - last.length
    if (first.length > end || !isAt(first, text, 0) || !isAt(last, text, end)) return false
    let at = first.length
    for (const { piece, isPlain } of between) {
      const found = isPlain ? text.indexOf(piece, at) : indexOfPiece(piece, text, at)
      if (found < 0) return false
      at = found + piece.length
    }
    return at <= end
  }
}

function indexOfPiece(piece: string, text: string, from: number): number {
  for (let at = from; at + piece.length <= text.length; at += 1) if (isAt(piece, text, at)) return at
  return -1
}

/** Whether `piece`, in which `?` is any character, stands at `at`; `text` is long enough. */
function isAt(piece: string, text: string, at: number): boolean {
  for (let index = 0; index < piece.length; index += 1) {
    if (piece[index] !== text[at + index] && piece[index] !== '?') return false
  }
  return true
}
