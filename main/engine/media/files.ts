import { createHash } from 'node:crypto'
import { DiskFile } from './disk'
import type { MediumFile } from './medium'

/** `start` of an extent that was never written: it reads as zeros. */
export const HOLE = -1

/** Where the bytes of files lie: a `DiskFile`, or the whole of a medium (fat/region.ts). `retain` and `release` as there. */
export interface ByteSource {
  /** Changes whenever the bytes could have. */
  readonly version: string
  /** As `DiskFile.read`. */
  read(target: Uint8Array, position: number): Promise<number>
  retain(): void
  release(): Promise<void>
}

/** A part of a `ByteSource`: `length` bytes from `start` on, both in bytes. */
export interface Extent {
  readonly start: number
  readonly length: number
}

/** A file that exists only in memory, such as a generated boot script. `mtime` in ms since the epoch. */
export function memoryFile(path: string, bytes: Uint8Array, mtime?: number): MediumFile {
  return {
    path,
    size: bytes.length,
    etag: createHash('sha256').update(bytes).digest('hex').slice(0, 16),
    mtime,
    read(target, position) {
      const from = Math.min(Math.max(0, position), bytes.length)
      const part = bytes.subarray(from, from + target.length)
      target.set(part)
      return Promise.resolve(part.length)
    },
    close: () => Promise.resolve(),
  }
}

/**
 * A plain file of this computer, such as a boot loader. `shownPath` is the path that the file carries; its own by default.
 * @throws BootdropError `medium-missing`, `medium-unreadable`, `medium-not-recognised` when it is no plain file
 */
export async function fileOnDisk(path: string, shownPath = path): Promise<MediumFile> {
  const disk = await DiskFile.open(path)
  const file = wholeFile(disk, shownPath)
  await disk.release()
  return file
}

/** All of `disk` as one file. Holds `disk` open until it is closed. */
export function wholeFile(disk: DiskFile, path: string): MediumFile {
  return extentFile(disk, path, [{ start: 0, length: disk.sizeBytes }], disk.mtimeMs)
}

/**
 * A file whose bytes lie in `extents` of `disk`, one after the other. The extents must lie inside `disk`. Holds `disk` open
 * until it is closed.
 */
export function extentFile(
  disk: ByteSource,
  path: string,
  extents: readonly Extent[],
  mtime: number | undefined,
): MediumFile {
  disk.retain()
  let open = true
  const size = extents.reduce((sum, extent) => sum + extent.length, 0)
  const first = extents[0]?.start ?? 0
  return {
    path,
    size,
    etag: `${disk.version}-${first.toString(36)}-${size.toString(36)}`,
    mtime,
    async read(target, position) {
      let done = 0
      let extentAt = 0
      for (const extent of extents) {
        const from = position + done - extentAt
        extentAt += extent.length
        if (from >= extent.length) continue
        if (done === target.length || from < 0) break
        const length = Math.min(extent.length - from, target.length - done)
        const part = target.subarray(done, done + length)
        done += extent.start === HOLE ? part.fill(0).length : await disk.read(part, extent.start + from)
      }
      return done
    },
    async close() {
      if (!open) return
      open = false
      await disk.release()
    },
  }
}
