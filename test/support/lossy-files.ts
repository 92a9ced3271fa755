import type { MediumFile } from '../../main/engine/media/medium'

/** The byte at `position` of every synthetic file: repeats late, so that swapped blocks show. */
export function patternByte(position: number): number {
  return (position * 31 + (position >>> 8) * 17 + (position >>> 16) * 5) & 0xff
}

/** The first `sizeBytes` of the pattern. */
export function pattern(sizeBytes: number): Buffer {
  const bytes = Buffer.allocUnsafe(sizeBytes)
  for (let at = 0; at < sizeBytes; at += 1) bytes[at] = patternByte(at)
  return bytes
}

export interface MemoryFile extends MediumFile {
  /** Reads that were asked for. */
  readonly reads: number
  readonly closed: boolean
}

export interface MemoryFileOptions {
  readonly path?: string
  /** Runs before each read: may wait, or throw. */
  readonly before?: (position: number) => Promise<void>
  /** Where the bytes end although `size` promises more. */
  readonly truncatedAt?: number
}

/** A file of a medium, in memory. */
export function memoryFile(content: Uint8Array, options: MemoryFileOptions = {}): MemoryFile {
  let reads = 0
  let closed = false
  const end = options.truncatedAt ?? content.length
  return {
    path: options.path ?? '/file',
    size: content.length,
    etag: 'x',
    mtime: undefined,
    get reads() {
      return reads
    },
    get closed() {
      return closed
    },
    async read(target, position) {
      reads += 1
      if (closed) throw new Error('read after close')
      await options.before?.(position)
      const piece = content.subarray(position, Math.min(end, position + target.length))
      target.set(piece)
      return piece.length
    },
    close() {
      if (closed) return Promise.reject(new Error('closed twice'))
      closed = true
      return Promise.resolve()
    },
  }
}
