/** One loader/entries/*.conf (The Boot Loader Specification, type #1). */
import { MENU_LIMITS, menuPath } from './entry'
import type { MenuEntry } from './entry'

/** The entry that `text` describes; undefined when it is none of a Linux kernel (`efi` entries are programs). */
export function loaderEntry(text: string): MenuEntry | undefined {
  const values = new Map<string, string[]>()
  for (const line of text.split(/\r?\n/).slice(0, 200)) {
    const [, key, value] = /^\s*([a-z-]+)\s+(.*\S)/.exec(line) ?? []
    if (key !== undefined && value !== undefined) values.set(key, [...(values.get(key) ?? []), value])
  }
  const kernel = menuPath(values.get('linux')?.[0] ?? '', '')
  if (kernel === undefined) return undefined
  const initrds = (values.get('initrd') ?? []).slice(0, 20).map((path) => menuPath(path, ''))
  return {
    title: (values.get('title')?.[0] ?? 'Linux').slice(0, 120),
    kernel,
    initrds: initrds.filter((path) => path !== undefined),
    args: (values.get('options') ?? []).join(' ').slice(0, MENU_LIMITS.argsLength),
    isDefault: false,
  }
}
