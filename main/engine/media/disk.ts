import { constants, type BigIntStats } from 'node:fs'
import { open, stat, type FileHandle } from 'node:fs/promises'
import { basename } from 'node:path'
import { BootdropError, systemCode } from '../errors'

/** What tells one state of a file from another. */
interface Fingerprint {
  readonly dev: bigint
  readonly ino: bigint
  readonly size: bigint
  readonly mtimeNs: bigint
}

// A FIFO that took the file's place must not block the open for ever. Windows knows neither the flag nor the danger.
const READ_FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)

/**
 * One file on disk, opened for random access and watched for change. It stays open until `release` was called once for the
 * opening and once for every `retain`, so that a medium can be closed while its last transfers run out.
 */
export class DiskFile {
  readonly path: string
  readonly sizeBytes: number
  readonly mtimeMs: number
  /** Changes whenever the bytes could have. Letters and digits only. */
  readonly version: string
  readonly #handle: FileHandle
  readonly #opened: Fingerprint
  #holders = 1

  private constructor(path: string, handle: FileHandle, stats: BigIntStats) {
    this.path = path
    this.#handle = handle
    this.#opened = stats
    this.sizeBytes = Number(stats.size)
    this.mtimeMs = Number(stats.mtimeMs)
    this.version = `${stats.size.toString(36)}-${stats.mtimeNs.toString(36)}`
  }

  /** @throws BootdropError `medium-missing`, `medium-unreadable` */
  static async open(path: string): Promise<DiskFile> {
    let handle: FileHandle | undefined
    try {
      handle = await open(path, READ_FLAGS)
      const stats = await handle.stat({ bigint: true })
      if (!stats.isFile()) throw notAFile(path)
      return new DiskFile(path, handle, stats)
    } catch (error) {
      await handle?.close()
      throw error instanceof BootdropError ? error : openError(path, error)
    }
  }

  /**
   * Fills `target` from `position` on. Returns how many bytes there were: short only at the end of the file as it was when it
   * was opened.
   * @throws BootdropError `medium-changed` when the file shrank since, `medium-unreadable` on a disk error
   */
  async read(target: Uint8Array, position: number): Promise<number> {
    const wanted = Math.min(target.length, Math.max(0, this.sizeBytes - position))
    let done = 0
    while (done < wanted) {
      const got = await this.#readOnce(target, done, wanted - done, position + done)
      if (got === 0) throw this.#changed('is shorter than it was')
      done += got
    }
    return done
  }

  /**
   * Asks the file system whether the file at the path is still the one that is open.
   * @throws BootdropError `medium-changed`
   */
  async check(): Promise<void> {
    let now: BigIntStats
    try {
      now = await stat(this.path, { bigint: true })
    } catch (error) {
      throw this.#changed('is no longer there', error)
    }
    const was = this.#opened
    if (now.dev !== was.dev || now.ino !== was.ino) throw this.#changed('was replaced by another file')
    if (now.size !== was.size || now.mtimeNs !== was.mtimeNs) throw this.#changed('was written to')
  }

  /** Keeps the file open for one more holder. @throws BootdropError `medium-unreadable` when it was closed before */
  retain(): void {
    if (this.#holders === 0) throw new BootdropError('medium-unreadable', `${basename(this.path)} was closed already.`)
    this.#holders += 1
  }

  /** Gives up one hold; the last one closes the file. */
  async release(): Promise<void> {
    this.#holders -= 1
    if (this.#holders === 0) await this.#handle.close()
  }

  async #readOnce(target: Uint8Array, offset: number, length: number, position: number): Promise<number> {
    try {
      const { bytesRead } = await this.#handle.read(target, offset, length, position)
      return bytesRead
    } catch (error) {
      throw readError(this.path, error)
    }
  }

  #changed(what: string, cause?: unknown): BootdropError {
    const text = `${basename(this.path)} ${what} since it was opened: stop, and drop it again.`
    return new BootdropError('medium-changed', text, { path: this.path }, cause)
  }
}

/** The error for a path that could not be opened or looked at. */
export function openError(path: string, error: unknown): BootdropError {
  const code = systemCode(error)
  const name = basename(path)
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new BootdropError(
      'medium-missing',
      `There is nothing at ${path}. Check the path; it may have been moved or deleted.`,
      { path },
      error,
    )
  }
  if (code === 'EACCES' || code === 'EPERM') {
    const text = `${name} cannot be read with your rights: allow reading it, or copy it to a folder of your own.`
    return new BootdropError('medium-unreadable', text, { path, system: code, reason: 'rights' }, error)
  }
  return readError(path, error)
}

function readError(path: string, error: unknown): BootdropError {
  const system = systemCode(error) ?? 'unknown'
  const text = `${basename(path)} cannot be read (${system}): the disk or the network share it is on reports an error.`
  return new BootdropError('medium-unreadable', text, { path, system }, error)
}

function notAFile(path: string): BootdropError {
  const text = `${path} is neither a file nor a folder: drop an image file or a folder.`
  return new BootdropError('medium-not-recognised', text, { path, reason: 'no-file' })
}
