import { readElTorito } from '../media/eltorito'
import { glob } from '../media/glob'
import { imageFacts } from '../media/image/facts'
import type { Medium } from '../media/medium'
import { WIM_NAME, wimText } from '../windows/facts'
import { familyInside, familyOf } from './family'
import type { InitrdFamily } from './family'
import { probeBootable, readHead } from './kernel'
import type { Bootable } from './kernel'
import type { MenuEntry } from './menu/entry'
import { readMenus } from './menu/menu'

/**
 * What was found out about one medium so far. Matching and planning ask the same things again and again, and a 4 GB image on a
 * slow stick must be recognised in well under a second: each answer is read once. Made for one inspection or one serving; a
 * medium that changes needs a new one.
 */
export class Survey {
  /** The medium, with every lookup remembered. */
  readonly medium: Medium
  readonly #globs = new Map<string, Promise<readonly string[]>>()
  readonly #texts = new Map<string, Promise<string>>()
  readonly #bootables = new Map<string, Promise<Bootable | undefined>>()
  readonly #inside = new Map<string, ReturnType<typeof familyInside>>()
  readonly #others = new Map<string, Promise<unknown>>()
  #menus: Promise<MenuEntry[]> | undefined

  constructor(medium: Medium) {
    this.medium = rememberLookups(medium)
  }

  static of(source: Medium | Survey): Survey {
    return source instanceof Survey ? source : new Survey(source)
  }

  /** Paths of files and directories that match, as the medium spells them. */
  paths(pattern: string): Promise<readonly string[]> {
    return once(this.#globs, pattern, async () => (await glob(this.medium, pattern)).map((entry) => entry.path))
  }

  /** All paths of the first of several patterns that matches anything. */
  async firstPaths(patterns: readonly string[]): Promise<readonly string[]> {
    for (const pattern of patterns) {
      const paths = await this.paths(pattern)
      if (paths.length > 0) return paths
    }
    return []
  }

  /** The first 4 KiB of a small text file, or what a Windows image tells (`wimText`); empty when there is none. */
  text(path: string): Promise<string> {
    if (WIM_NAME.test(path)) return once(this.#texts, path, () => wimText(this.medium, path))
    return once(this.#texts, path, async () => Buffer.from(await readHead(this.medium, path, 4096)).toString('utf8'))
  }

  bootable(path: string): Promise<Bootable | undefined> {
    return once(this.#bootables, path, () => probeBootable(this.medium, path))
  }

  menus(): Promise<MenuEntry[]> {
    this.#menus ??= readMenus(this.medium)
    return this.#menus
  }

  /** Whether this is a disc image, and not a folder or a file of another kind. */
  get isDisc(): boolean {
    return /^(iso9660|udf)/.test(this.medium.identity.filesystem)
  }

  /** Whether there is one file that is the whole medium. */
  get isImage(): boolean {
    return !['folder', 'archive', 'url'].includes(this.medium.identity.filesystem)
  }

  /** Where a link leads; empty for every other medium. */
  get url(): string {
    return this.medium.identity.filesystem === 'url' ? this.medium.identity.path : ''
  }

  /** What kind of raw image it is. */
  async imageKind(): Promise<'floppy' | 'disk' | undefined> {
    return (await this.once('image facts', () => imageFacts(this.medium)))?.kind
  }

  /** Whether the image's boot catalogue has a program for this firmware. */
  catalogue(platform: 'bios' | 'efi'): Promise<boolean> {
    return this.once(`catalogue ${platform}`, () => hasCatalogue(this.medium, platform))
  }

  /** Remembers anything else that is found out once; the same key always has to find the same thing. */
  once<T>(key: string, find: () => Promise<T>): Promise<T> {
    return once(this.#others as Map<string, Promise<T>>, key, find)
  }

  async family(entry: MenuEntry): Promise<InitrdFamily> {
    const initrd = entry.initrds.at(-1)
    const inside = initrd === undefined ? {} : await once(this.#inside, initrd, () => familyInside(this.medium, initrd))
    return familyOf(entry, inside)
  }

  /** Bytes; 0 when it is not there. */
  async sizeBytes(path: string): Promise<number> {
    return (await this.medium.stat(path))?.size ?? 0
  }
}

async function hasCatalogue(medium: Medium, wanted: 'bios' | 'efi'): Promise<boolean> {
  const image = await medium.openRaw()
  if (!image) return false
  try {
    return (await readElTorito(image)).some(({ platform, bootable }) => platform === wanted && bootable)
  } catch {
    // An image that is cut short or damaged: its own notices say so.
    return false
  } finally {
    await image.close()
  }
}

function once<T>(memory: Map<string, Promise<T>>, key: string, find: () => Promise<T>): Promise<T> {
  const known = memory.get(key)
  if (known) return known
  const found = find()
  memory.set(key, found)
  return found
}

function rememberLookups(medium: Medium): Medium {
  const lists = new Map<string, ReturnType<Medium['list']>>()
  const stats = new Map<string, ReturnType<Medium['stat']>>()
  return {
    identity: medium.identity,
    notices: medium.notices,
    list: (directory) => once(lists, directory, () => medium.list(directory)),
    stat: (path) => once(stats, path, () => medium.stat(path)),
    open: (path) => medium.open(path),
    openRaw: () => medium.openRaw(),
    close: () => medium.close(),
  }
}
