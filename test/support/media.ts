import { createHash } from 'node:crypto'
import type { Medium, MediumEntry, MediumFile } from '../../main/engine/media/medium'

/** Everything in an open file, read in pieces of `pieceBytes`; the file is closed. */
export async function bytesOf(file: MediumFile, pieceBytes = 64 * 1024): Promise<Buffer> {
  const pieces: Buffer[] = []
  for (let position = 0; ;) {
    const piece = Buffer.alloc(pieceBytes)
    const got = await file.read(piece, position)
    pieces.push(piece.subarray(0, got))
    position += got
    if (got < pieceBytes) break
  }
  await file.close()
  return Buffer.concat(pieces)
}

/** Text of the file at `path`. */
export async function contentOf(medium: Medium, path: string): Promise<string> {
  return (await bytesOf(await medium.open(path))).toString('utf8')
}

/** Every entry below `directory`, depth first; stops after `limit` entries. */
export async function walk(medium: Medium, directory = '/', limit = 100_000): Promise<MediumEntry[]> {
  const found: MediumEntry[] = []
  const todo = [directory]
  for (let next = todo.pop(); next !== undefined && found.length < limit; next = todo.pop()) {
    for (const entry of await medium.list(next)) {
      found.push(entry)
      if (entry.kind === 'directory') todo.push(entry.path)
    }
  }
  return found
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
