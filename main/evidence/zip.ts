import { Zip, ZipDeflate } from 'fflate'
import { breathe, type Entry } from './input'

/** Deflated at once: takes a few ms. */
const PIECE_BYTES = 32 * 1024

/** The files as one zip. Gives way to the rest of the program after each piece. @param at ms since the epoch, of all files */
export async function zipped(entries: AsyncIterable<Entry>, at: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  const failure: { error?: Error } = {}
  const zip = new Zip((error, piece) => {
    if (error) failure.error = error
    else pieces.push(piece)
  })
  for await (const { name, bytes } of entries) {
    const file = new ZipDeflate(name, { level: 6 })
    file.mtime = at
    zip.add(file)
    for (let from = 0; from === 0 || from < bytes.length; from += PIECE_BYTES) {
      file.push(bytes.subarray(from, from + PIECE_BYTES), from + PIECE_BYTES >= bytes.length)
      await breathe()
    }
  }
  zip.end()
  if (failure.error) throw failure.error
  return Buffer.concat(pieces)
}
