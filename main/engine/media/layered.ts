import { basename } from 'node:path'
import { BootdropError } from '../errors'
import { efiImageOf, type EfiImage } from './eltorito'
import { hasEfiBoot } from './image/facts'
import type { Medium, MediumEntry } from './medium'
import { childPath, foldName, pathOf, segmentsOf } from './paths'

type Notices = Medium['notices'][number][]

const MAX_DAMAGE_NOTICES = 20

/**
 * A disc together with the files of its EFI partition image, where its own tree has no program for UEFI: some discs have their loader
 * nowhere else (El Torito image, or the EFI System Partition of a hybrid). What the disc has itself wins, directories are merged, and
 * everything else is the disc's. Other media come back as they are.
 *
 * Nothing is read by this call. The image is looked for when a name is asked for that the disc does not have, or a directory is
 * listed; never when the disc has its own /EFI/BOOT/boot*.efi.
 */
export function withEfiImage(medium: Medium): Medium {
  if (!/^(iso9660|udf)/.test(medium.identity.filesystem)) return medium
  const layers = new Layers(medium)
  return {
    identity: medium.identity,
    notices: layers.notices,
    list: (directory) => layers.telling(() => layers.list(directory)),
    stat: (path) => layers.telling(() => layers.stat(path)),
    open: (path) => layers.telling(() => layers.open(path)),
    openRaw: () => medium.openRaw(),
    close: () => layers.close(),
  }
}

class Layers {
  /** One list that grows, as a disc's own does: whoever holds it sees what comes later. */
  readonly notices: Notices = []
  readonly #disc: Medium
  #taken = 0
  #image: Promise<EfiImage | undefined> | undefined
  #closed = false

  constructor(disc: Medium) {
    this.#disc = disc
    this.#takeNotices()
  }

  /** Does something, and takes over what the disc has to tell by then. */
  async telling<T>(act: () => Promise<T>): Promise<T> {
    try {
      return await act()
    } finally {
      this.#takeNotices()
    }
  }

  async stat(path: string): Promise<MediumEntry | undefined> {
    return (await this.#disc.stat(path)) ?? (await this.#statBelow(path))
  }

  async open(path: string) {
    const own = await this.#disc.stat(path)
    const below = own ? undefined : await this.#statBelow(path)
    // The disc's words for what is not there are better than ours.
    if (below?.kind !== 'file') return this.#disc.open(path)
    const image = await this.#efiImage()
    return image ? image.volume.open(below.path) : this.#disc.open(path)
  }

  async list(directory: string): Promise<readonly MediumEntry[]> {
    const own = await this.#disc.stat(directory)
    if (own && own.kind !== 'directory') return this.#disc.list(directory)
    const entries = own ? await this.#disc.list(directory) : []
    const below = await this.#listBelow(directory)
    if (below === undefined) return own ? entries : this.#disc.list(directory)
    const known = new Set(entries.map(({ name }) => foldName(name)))
    const more = below.filter(({ name }) => !known.has(foldName(name)))
    if (!own) return more
    const renamed = more.map((entry) => ({ ...entry, path: childPath(own.path, entry.name) }))
    return [...entries, ...renamed].sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  async close(): Promise<void> {
    this.#closed = true
    const image = await this.#image?.catch(() => undefined)
    this.#image = Promise.resolve(undefined)
    await image?.close()
    await this.#disc.close()
  }

  async #statBelow(path: string): Promise<MediumEntry | undefined> {
    const image = await this.#efiImage()
    if (!image || (await this.#isBelowFile(path))) return undefined
    return unlessDamaged(() => image.volume.stat(path))
  }

  /** Undefined where the image has no such directory. */
  async #listBelow(directory: string): Promise<readonly MediumEntry[] | undefined> {
    const entry = await this.#statBelow(directory)
    if (entry?.kind !== 'directory') return undefined
    const image = await this.#efiImage()
    return image && unlessDamaged(() => image.volume.list(entry.path))
  }

  /** A file of the disc hides a directory of the image that has its name. */
  async #isBelowFile(path: string): Promise<boolean> {
    const names = segmentsOf(path) ?? []
    for (let length = names.length - 1; length > 0; length -= 1) {
      const parent = await this.#disc.stat(pathOf(names.slice(0, length)))
      if (parent) return parent.kind !== 'directory'
    }
    return false
  }

  #takeNotices(): void {
    const all = this.#disc.notices
    this.notices.push(...all.slice(this.#taken))
    this.#taken = all.length
  }

  #efiImage(): Promise<EfiImage | undefined> {
    if (this.#closed) return Promise.resolve(undefined)
    if (this.#image) return this.#image
    const opening = this.#openImage()
    this.#image = opening
    // A disk or a network share that failed once may come back.
    opening.catch(() => {
      if (this.#image === opening) this.#image = undefined
    })
    return opening
  }

  async #openImage(): Promise<EfiImage | undefined> {
    if (await hasEfiBoot(this.#disc)) return undefined
    return efiImageOf(this.#disc, (text) => this.#tell(text))
  }

  #tell(text: string): void {
    if (this.notices.length >= this.#taken + MAX_DAMAGE_NOTICES) return
    const name = basename(this.#disc.identity.path)
    const whole = `The EFI boot image in ${name} cannot be read in full, so that machines with UEFI may not find a loader. ${text}`
    if (this.notices.some((notice) => notice.text === whole)) return
    this.notices.push({ level: 'warning', code: 'medium-damaged', text: whole, details: { reason: 'efi', name } })
  }
}

/** Damage has been told as a notice: to a caller it is as if the image did not have what he asks for. */
async function unlessDamaged<T>(act: () => Promise<T>): Promise<T | undefined> {
  try {
    return await act()
  } catch (error) {
    if (error instanceof BootdropError && error.code === 'medium-damaged') return undefined
    throw error
  }
}
