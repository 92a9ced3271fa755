/** What iPXE fetches (main/engine/media/link.ts). */
const SCHEMES = ['http:', 'https:', 'tftp:']

/** Whether a path names another server. */
export function isLink(path: string): boolean {
  return /^(https?|tftp):\/\//i.test(path)
}

/** Why machines cannot boot from an address; undefined when they could. The engine judges the same way. */
export function linkProblem(typed: string): string | undefined {
  const text = typed.trim()
  if (text === '') return 'Write the address of a boot script or boot file.'
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!isLink(text) || url === undefined || !SCHEMES.includes(url.protocol)) {
    const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]
    if (scheme !== undefined && !isLink(text))
      return `Machines cannot fetch ${scheme} addresses: use http, https or tftp.`
    return isLink(text) ? 'Something in this address is not right.' : 'It begins with http://, https:// or tftp://'
  }
  if (url.hostname === '') return 'The name or number of the server is missing.'
  if (/\s/.test(text)) return 'An address has no spaces: write %20 in their place.'
  if (text.includes('${')) return 'An address cannot hold ${…}: the boot loader would replace it.'
  return undefined
}
