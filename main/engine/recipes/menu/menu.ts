/**
 * Reads the boot menus that a medium carries for its own loaders, so that a kernel, an initrd and their arguments need no
 * recipe of ours (RECIPES.md section 2).
 */
import { glob } from '../../media/glob'
import type { Medium } from '../../media/medium'
import { readHead } from '../kernel'
import { MENU_LIMITS, directoryOf } from './entry'
import type { MenuEntry } from './entry'
import { grubEntries, newGrubState, readGrub } from './grub'
import { loaderEntry } from './loader-entry'
import { newSyslinuxState, readSyslinux, syslinuxEntries } from './syslinux'

/** Where menus lie, best first: GRUB's name absolute paths, so that nothing needs to be guessed. */
const GRUB_FILES = [
  '/boot/grub/grub.cfg',
  '/boot/grub2/grub.cfg',
  '/boot/grub/loopback.cfg',
  '/EFI/BOOT/grub.cfg',
  '/EFI/*/grub.cfg',
  '/grub/grub.cfg',
  '/debian-installer/*/grub/grub.cfg',
]
const LOADER_ENTRIES = ['/loader/entries/*.conf']
const SYSLINUX_FILES = [
  '/isolinux/isolinux.cfg',
  '/isolinux.cfg',
  '/boot/isolinux/isolinux.cfg',
  '/syslinux/syslinux.cfg',
  '/syslinux.cfg',
  '/boot/syslinux/syslinux.cfg',
  '/boot/syslinux/isolinux.cfg',
  '/boot/x86_64/loader/isolinux.cfg',
  '/EFI/BOOT/syslinux.cfg',
  '/pxelinux.cfg/default',
]

/** How deep menus include each other before we call it a loop. */
const MAX_DEPTH = 8
/** Characters parsed together, a file that is included twice counted twice: bounds what a menu of includes can cost. */
const MAX_CHARACTERS = 2_000_000

/**
 * Entries of all the medium's menus whose kernel and initrds are really there, the default first, each command line once.
 * Never throws for what the menus say.
 */
export async function readMenus(medium: Medium): Promise<MenuEntry[]> {
  const reader = new MenuReader(medium)
  const found: MenuEntry[] = []
  for (const path of await reader.paths(GRUB_FILES)) found.push(...(await reader.grub(path)))
  for (const path of await reader.paths(LOADER_ENTRIES)) found.push(...(await reader.loader(path)))
  for (const path of await reader.paths(SYSLINUX_FILES)) found.push(...(await reader.syslinux(path)))
  const seen = new Set<string>()
  const entries: MenuEntry[] = []
  for (const entry of found) {
    const key = [entry.kernel, ...entry.initrds, entry.args].join(' ')
    if (seen.has(key) || entries.length >= MENU_LIMITS.entries) continue
    seen.add(key)
    entries.push(entry)
  }
  // The default of the first menu that names one; sort is stable.
  return entries.sort((a, b) => Number(b.isDefault) - Number(a.isDefault))
}

class MenuReader {
  readonly #medium: Medium
  /** File bytes are asked for once, and only so many files. */
  #filesLeft: number = MENU_LIMITS.files
  #charactersLeft = MAX_CHARACTERS
  readonly #known = new Map<string, string | undefined>()

  constructor(medium: Medium) {
    this.#medium = medium
  }

  async paths(patterns: readonly string[]): Promise<string[]> {
    const paths: string[] = []
    for (const pattern of patterns) {
      for (const entry of await glob(this.#medium, pattern)) {
        if (entry.kind === 'file' && !paths.includes(entry.path)) paths.push(entry.path)
      }
    }
    return paths.slice(0, MENU_LIMITS.files)
  }

  async grub(path: string): Promise<MenuEntry[]> {
    const state = newGrubState(directoryOf(path))
    const take = async (file: string, depth: number): Promise<void> => {
      if (depth > MAX_DEPTH) return
      const text = await this.#text(file)
      await readGrub(text, state, (next) => (next.startsWith('/') ? take(next, depth + 1) : Promise.resolve()))
    }
    await take(path, 0)
    return this.#there(grubEntries(state))
  }

  async loader(path: string): Promise<MenuEntry[]> {
    const entry = loaderEntry(await this.#text(path))
    return this.#there(entry ? [entry] : [])
  }

  /** Paths count from the directory of the first file; pxelinux' from the one above pxelinux.cfg. */
  async syslinux(path: string): Promise<MenuEntry[]> {
    const own = directoryOf(path)
    const state = newSyslinuxState()
    const base = own.endsWith('/pxelinux.cfg') ? directoryOf(own) : own
    const take = async (file: string, depth: number): Promise<void> => {
      if (depth > MAX_DEPTH) return
      await readSyslinux(await this.#text(file), state, async (next) => {
        if (next !== '') await take(next.startsWith('/') ? next : `${base}/${next}`, depth + 1)
      })
    }
    await take(path, 0)
    const entries = await this.#there(syslinuxEntries(state, base))
    // Menus made for a stick's root, kept in a sub-directory.
    return entries.length > 0 || base === '' ? entries : this.#there(syslinuxEntries(state, ''))
  }

  async #text(path: string): Promise<string> {
    if (!this.#known.has(path)) {
      if (this.#filesLeft === 0) return ''
      this.#filesLeft -= 1
      const bytes = await readHead(this.#medium, path, MENU_LIMITS.fileBytes)
      // Binary where text should be: not a menu. Latin-1 keeps every byte of titles in old code pages harmless.
      this.#known.set(path, bytes.includes(0) ? undefined : Buffer.from(bytes).toString('utf8'))
    }
    const text = this.#known.get(path) ?? ''
    // An empty file costs something too.
    this.#charactersLeft -= text.length + 1000
    return this.#charactersLeft < 0 ? '' : text
  }

  /** Entries with their paths as the medium spells them; those whose files are missing are left out. */
  async #there(entries: readonly MenuEntry[]): Promise<MenuEntry[]> {
    const there: MenuEntry[] = []
    for (const entry of entries) {
      const kernel = await this.#file(entry.kernel)
      const initrds = await Promise.all(entry.initrds.map((path) => this.#file(path)))
      if (kernel === undefined || initrds.includes(undefined)) continue
      there.push({ ...entry, kernel, initrds: initrds.filter((path) => path !== undefined) })
    }
    return there
  }

  async #file(path: string): Promise<string | undefined> {
    const entry = await this.#medium.stat(path)
    return entry?.kind === 'file' ? entry.path : undefined
  }
}
