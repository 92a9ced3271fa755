/**
 * `*` is any run of characters and `?` any one; case is forgiven. Not a RegExp: `*a*a*a*b` would take one polynomial time on a
 * vendor class that a hostile machine chose. This takes at most length of pattern times length of text.
 */
export function matchesGlob(pattern: string, text: string): boolean {
  const wanted = pattern.toLowerCase()
  const given = text.toLowerCase()
  let at = 0
  let inPattern = 0
  /** Where the last `*` stands, and where the text goes on after what it has taken. */
  let star = -1
  let resume = 0
  while (at < given.length) {
    if (wanted[inPattern] === '*') {
      star = inPattern
      resume = at
      inPattern += 1
    } else if (wanted[inPattern] === '?' || wanted[inPattern] === given[at]) {
      inPattern += 1
      at += 1
    } else if (star >= 0) {
      resume += 1
      at = resume
      inPattern = star + 1
    } else return false
  }
  while (wanted[inPattern] === '*') inPattern += 1
  return inPattern === wanted.length
}
