import { words } from './lang/lang.svelte'

/** What iPXE fetches (main/engine/media/link.ts). */
const SCHEMES = ['http:', 'https:', 'tftp:']

/** Whether a path names another server. */
export function isLink(path: string): boolean {
  return /^(https?|tftp):\/\//i.test(path)
}

/** Why machines cannot boot from an address; undefined when they could. The engine judges the same way. */
export function linkProblem(typed: string): string | undefined {
  const { link } = words().medium
  const text = typed.trim()
  if (text === '') return link.empty
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!isLink(text) || url === undefined || !SCHEMES.includes(url.protocol)) {
    const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]
    if (scheme !== undefined && !isLink(text)) return link.scheme(scheme)
    return isLink(text) ? link.wrong : link.begins
  }
  if (url.hostname === '') return link.noServer
  if (/\s/.test(text)) return link.spaces
  if (text.includes('${')) return link.dollar
  return undefined
}
