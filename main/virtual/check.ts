import { createHash } from 'node:crypto'
import type { Loaders } from '../engine/boot/loaders'
import type { Medium, MediumFile } from '../engine/media/medium'
import type { FetchedFile } from './machine'

/** What became of one fetched file. `unknown`: there was nothing to compare it with. */
export interface CheckedFile {
  readonly file: FetchedFile
  readonly verdict: 'same' | 'different' | 'unknown'
}

/**
 * Compares what a virtual machine fetched with the originals, byte for byte by SHA-256: loaders with the pinned builds, kernel
 * and initrd with the medium's own files.
 */
export async function checkFiles(
  files: readonly FetchedFile[],
  loaders: Loaders,
  medium: Medium | undefined,
): Promise<CheckedFile[]> {
  const checked: CheckedFile[] = []
  for (const file of files) {
    const expected = await originalHash(file, loaders, medium)
    const verdict = expected === undefined ? 'unknown' : expected === file.sha256 ? 'same' : 'different'
    checked.push({ file, verdict })
  }
  return checked
}

async function originalHash(
  file: FetchedFile,
  loaders: Loaders,
  medium: Medium | undefined,
): Promise<string | undefined> {
  if (file.purpose === 'script') return undefined
  const loader = loaders.find(baseName(file.name))
  if (file.purpose === 'loader') return loader === undefined ? undefined : sha256(loader.bytes)
  if (medium === undefined) return undefined
  const prefix = `/iso/${medium.identity.id}/`
  const { pathname } = new URL(file.name)
  if (!pathname.startsWith(prefix)) return undefined
  return hashOf(await medium.open(`/${decodeURIComponent(pathname.slice(prefix.length))}`))
}

async function hashOf(file: MediumFile): Promise<string> {
  const hash = createHash('sha256')
  const buffer = new Uint8Array(1 << 20)
  try {
    for (let position = 0; position < file.size;) {
      const read = await file.read(buffer, position)
      if (read === 0) break
      hash.update(buffer.subarray(0, read))
      position += read
    }
    return hash.digest('hex')
  } finally {
    await file.close()
  }
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

function baseName(name: string): string {
  return name.replace(/[?#].*$/, '').replace(/^.*[\\/]/, '')
}
