import { BootdropError, systemCode } from '../errors'
import { packingOf, rangeOf, unpacked } from './archive/packing'
import { memoryFile } from './files'
import type { Medium, MediumFile } from './medium'
import { sizeInWords } from './words'

/** The biggest that is known, XCP-ng's install.img, is packed by other means; a xen.gz holds 2 to 3 MB. */
export const MAX_UNPACKED_FILE_BYTES = 128 * 1024 ** 2
/** What is kept for the machines to come, all media together. */
const MAX_KEPT_BYTES = 256 * 1024 ** 2

/** By medium, path and state of the file; used longest ago first. Each file only reads its bytes, so that all share it. */
const kept = new Map<string, { readonly file: Promise<MediumFile>; bytes: number }>()

/**
 * The content of a gzip file inside a medium: `/boot/xen.gz` as `/boot/xen`. iPXE for PCs has no gzip (config/general.h has
 * IMAGE_GZIP off) and would hand a kernel over packed. Unpacked in memory, once for all machines.
 * @throws BootdropError `medium-damaged` when it is broken, cut short or no gzip; `medium-no-space` above 128 MiB; what `medium.open` throws
 */
export async function unpackedFile(medium: Medium, path: string): Promise<MediumFile> {
  const packed = await medium.open(path)
  try {
    const key = `${medium.identity.id}\n${packed.path}\n${packed.etag}`
    const known = kept.get(key)
    const entry = known ?? { file: gunzipped(packed), bytes: 0 }
    // To the end of the queue.
    kept.delete(key)
    kept.set(key, entry)
    try {
      const file = await entry.file
      entry.bytes = file.size
      forgetOldest()
      return file
    } catch (error) {
      kept.delete(key)
      throw error
    }
  } finally {
    await packed.close()
  }
}

function forgetOldest(): void {
  let bytes = [...kept.values()].reduce((sum, entry) => sum + entry.bytes, 0)
  for (const [key, entry] of kept) {
    if (bytes <= MAX_KEPT_BYTES) return
    bytes -= entry.bytes
    kept.delete(key)
  }
}

async function gunzipped(packed: MediumFile): Promise<MediumFile> {
  const pieces: Uint8Array[] = []
  let length = 0
  try {
    const head = new Uint8Array(2)
    await packed.read(head, 0)
    if (packingOf(head) !== 'gzip') throw new Error('no gzip')
    for await (const piece of unpacked('gzip', rangeOf(packed, 0, packed.size))) {
      pieces.push(piece)
      length += piece.length
      if (length > MAX_UNPACKED_FILE_BYTES) throw tooBig(packed.path)
    }
  } catch (error) {
    if (error instanceof BootdropError) throw error
    if (systemCode(error)?.startsWith('Z_') === false) throw error
    const text = `${packed.path} on the medium is damaged: it cannot be unpacked as gzip. Download the medium again.`
    throw new BootdropError('medium-damaged', text, { file: packed.path }, error)
  }
  return memoryFile(packed.path.replace(/\.gz$/i, ''), Buffer.concat(pieces), packed.mtime)
}

function tooBig(path: string): BootdropError {
  const text = `${path} on the medium takes more than ${sizeInWords(MAX_UNPACKED_FILE_BYTES)} unpacked, which is too much to keep in memory: choose another recipe.`
  return new BootdropError('medium-no-space', text, { file: path })
}
