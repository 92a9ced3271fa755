/** Bytes of one resource of a Windows image, read from anywhere within it: only the chunks that are wanted are unpacked. */
import { BootdropError } from '../../errors'
import type { MediumFile } from '../../media/medium'
import { RESOURCE_COMPRESSED, RESOURCE_SOLID } from './header'
import type { WimHeader, WimResource } from './header'
import { BadPacking } from './huffman'
import { LZX_WINDOW_BYTES, unpackLzx } from './lzx'
import { readAt } from './read'
import { unpackXpress } from './xpress'

/** The biggest that images without solid resources have. */
const MAX_CHUNK_BYTES = 64 * 1024
/** Metadata of an installed Windows takes 30 MB, and no file that is taken out of one more. */
const MAX_RESOURCE_BYTES = 512 * 1024 * 1024
const KEPT_CHUNKS = 16

/** Why a resource cannot be unpacked here; undefined where it can. */
export function cannotUnpack({ packing, chunkBytes }: WimHeader, { flags, size }: WimResource): string | undefined {
  if ((flags & RESOURCE_SOLID) !== 0 || (packing === 'lzms' && (flags & RESOURCE_COMPRESSED) !== 0)) {
    return 'it is packed as .esd files are (LZMS)'
  }
  if (size > MAX_RESOURCE_BYTES) return `it claims ${size} bytes`
  const limit = packing === 'lzx' ? LZX_WINDOW_BYTES : MAX_CHUNK_BYTES
  const packed = (flags & RESOURCE_COMPRESSED) !== 0
  return packed && (chunkBytes < 512 || chunkBytes > limit) ? `its chunks have ${chunkBytes} bytes` : undefined
}

export class ResourceReader {
  readonly #chunks = new Map<number, Promise<Uint8Array>>()
  #ends: Promise<readonly number[]> | undefined

  /** `cannotUnpack` was asked before. */
  constructor(
    private readonly file: MediumFile,
    private readonly header: WimHeader,
    private readonly resource: WimResource,
  ) {}

  get size(): number {
    return this.resource.size
  }

  /**
   * Less than `length` bytes only at the end of the resource.
   * @throws BootdropError `medium-damaged` for bytes that cannot be unpacked, and from reading the medium
   */
  async read(offset: number, length: number): Promise<Uint8Array> {
    const wanted = Math.max(0, Math.min(length, this.size - offset))
    if ((this.resource.flags & RESOURCE_COMPRESSED) === 0) {
      return this.#whole(await readAt(this.file, this.resource.offset + offset, wanted), wanted)
    }
    const out = new Uint8Array(wanted)
    const { chunkBytes } = this.header
    for (let done = 0; done < wanted;) {
      const at = offset + done
      const index = Math.floor(at / chunkBytes)
      const chunk = await this.#chunk(index)
      const piece = chunk.subarray(at - index * chunkBytes).subarray(0, wanted - done)
      out.set(piece, done)
      done += piece.length
    }
    return out
  }

  #chunk(index: number): Promise<Uint8Array> {
    const known = this.#chunks.get(index)
    if (known) return known
    const chunk = this.#unpack(index)
    const [oldest] = this.#chunks.keys()
    if (oldest !== undefined && this.#chunks.size >= KEPT_CHUNKS) this.#chunks.delete(oldest)
    this.#chunks.set(index, chunk)
    return chunk
  }

  async #unpack(index: number): Promise<Uint8Array> {
    const { chunkBytes, packing } = this.header
    const size = Math.min(chunkBytes, this.size - index * chunkBytes)
    this.#ends ??= this.#readEnds()
    const ends = await this.#ends
    const start = index === 0 ? 0 : (ends[index - 1] ?? 0)
    const length = (ends[index] ?? 0) - start
    if (length <= 0 || length > size) throw this.#damaged('a chunk has no sensible size')
    const packedAt = this.resource.offset + this.resource.packedBytes - (ends.at(-1) ?? 0) + start
    const packed = this.#whole(await readAt(this.file, packedAt, length), length)
    // What packing does not make smaller stays as it is.
    if (length === size) return packed
    try {
      return packing === 'lzx' ? unpackLzx(packed, size) : unpackXpress(packed, size)
    } catch (error) {
      if (error instanceof BadPacking) throw this.#damaged(error.message)
      throw error
    }
  }

  /** Where each chunk ends, counted from the first one: a table of their beginnings but for the first stands in front of them. */
  async #readEnds(): Promise<readonly number[]> {
    const { packedBytes, offset, size } = this.resource
    const count = Math.ceil(size / this.header.chunkBytes)
    const tableBytes = Math.max(0, count - 1) * 4
    if (packedBytes < tableBytes) throw this.#damaged('its table of chunks is longer than itself')
    const table = Buffer.from(this.#whole(await readAt(this.file, offset, tableBytes), tableBytes))
    const ends: number[] = []
    for (let at = 0; at < tableBytes; at += 4) ends.push(table.readUInt32LE(at))
    ends.push(packedBytes - tableBytes)
    return ends
  }

  #whole(bytes: Uint8Array, wanted: number): Uint8Array {
    if (bytes.length < wanted) throw this.#damaged('it ends early')
    return bytes
  }

  #damaged(what: string): BootdropError {
    const text = `${this.file.path} is damaged: ${what}. Download the image again.`
    return new BootdropError('medium-damaged', text, { path: this.file.path })
  }
}
