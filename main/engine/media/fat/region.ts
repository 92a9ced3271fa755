import { BootdropError } from '../../errors'
import type { DiskFile } from '../disk'
import type { ByteSource, Extent } from '../files'
import type { Medium, MediumFile } from '../medium'

/** What a file system can lie in: random access, its length, its name for the user, and a look whether it is still the same. */
export interface VolumeSource extends ByteSource {
  readonly path: string
  readonly sizeBytes: number
  readonly mtimeMs: number | undefined
  /** @throws BootdropError `medium-changed` */
  check(): Promise<void>
}

/** A range of bytes of a file, such as a partition. Never reaches beyond the end of that file. */
export class Region {
  readonly source: VolumeSource
  /** Bytes from the beginning of the source. */
  readonly start: number
  readonly length: number

  constructor(source: VolumeSource, start = 0, length = Infinity) {
    this.source = source
    this.start = Math.min(Math.max(0, start), source.sizeBytes)
    this.length = Math.min(Math.max(0, length), source.sizeBytes - this.start)
  }

  /** Whether `length` bytes from `offset` on lie inside. */
  holds(offset: number, length: number): boolean {
    return offset >= 0 && length >= 0 && offset + length <= this.length
  }

  /** A part of this region; `offset` in bytes from its beginning. */
  part(offset: number, length = Infinity): Region {
    const inside = Math.min(Math.max(0, offset), this.length)
    return new Region(this.source, this.start + inside, Math.min(length, this.length - inside))
  }

  /** Where that part lies in the source. */
  extent(offset: number, length: number): Extent {
    return { start: this.start + offset, length }
  }

  /**
   * `length` bytes from `offset` on; undefined where the region ends before.
   * @throws BootdropError `medium-changed`, `medium-unreadable`
   */
  async bytes(offset: number, length: number): Promise<Uint8Array | undefined> {
    return this.holds(offset, length) ? this.upTo(offset, length) : undefined
  }

  /** The same, short where the region ends before. */
  async upTo(offset: number, length: number): Promise<Uint8Array> {
    const target = new Uint8Array(Math.max(0, Math.min(length, this.length - offset)))
    return target.subarray(0, await this.source.read(target, this.start + offset))
  }
}

/** A whole file on disk as a region. Its holder keeps `disk` open. */
export function regionOfDisk(disk: DiskFile): Region {
  return new Region(disk)
}

/**
 * The whole image of a medium as a region; undefined where it has none (folders). The image stays open until `release`
 * was called on the region's source.
 * @throws BootdropError as `Medium.openRaw` does
 */
export async function regionOfMedium(medium: Medium): Promise<Region | undefined> {
  const raw = await medium.openRaw()
  return raw && new Region(new RawImage(medium, raw))
}

class RawImage implements VolumeSource {
  readonly path: string
  readonly sizeBytes: number
  readonly mtimeMs: number | undefined
  readonly version: string
  readonly #medium: Medium
  readonly #raw: MediumFile
  #holders = 1

  constructor(medium: Medium, raw: MediumFile) {
    this.path = medium.identity.path
    this.sizeBytes = raw.size
    this.mtimeMs = raw.mtime
    this.version = raw.etag
    this.#medium = medium
    this.#raw = raw
  }

  read(target: Uint8Array, position: number): Promise<number> {
    return this.#raw.read(target, position)
  }

  /** The medium looks for itself whenever something of it is opened. */
  async check(): Promise<void> {
    const again = await this.#medium.openRaw()
    await again?.close()
  }

  retain(): void {
    if (this.#holders === 0) throw new BootdropError('medium-unreadable', `${this.path} was closed already.`)
    this.#holders += 1
  }

  async release(): Promise<void> {
    this.#holders -= 1
    if (this.#holders === 0) await this.#raw.close()
  }
}
