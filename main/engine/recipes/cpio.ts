/**
 * Names in a cpio archive of the `newc` kind, which is what an initramfs is (Documentation/driver-api/early-userspace/
 * buffer-format.rst). Works on a stream in pieces of any size; keeps no file contents.
 */
const HEADER_BYTES = 110
const MAX_NAME_BYTES = 4096
export const CPIO_MAGIC = '070701'
const TRAILER = 'TRAILER!!!'

/** One header. Lengths in bytes; `dataLength` includes the padding to four. */
export interface CpioHeader {
  readonly nameLength: number
  readonly dataLength: number
}

/** The header in the first 110 bytes; undefined when it is none. */
export function cpioHeader(bytes: Uint8Array): CpioHeader | undefined {
  const text = Buffer.from(bytes.subarray(0, HEADER_BYTES)).toString('latin1')
  if (!/^07070[12][0-9a-fA-F]{104}$/.test(text)) return undefined
  const size = parseInt(text.slice(54, 62), 16)
  const nameLength = parseInt(text.slice(94, 102), 16)
  if (nameLength === 0 || nameLength > MAX_NAME_BYTES) return undefined
  return { nameLength, dataLength: padded(size) }
}

/** Bytes that header and name take together, padding included. */
export function cpioNameEnd(header: CpioHeader): number {
  return padded(HEADER_BYTES + header.nameLength)
}

/** Names in a stream of archives, one after another with zeros between them, as the kernel takes them. */
export class CpioNames {
  #rest: Uint8Array = new Uint8Array(0)
  #skip = 0
  #between = false
  #ended = false

  /** No more names will come: what is there is no cpio. */
  get ended(): boolean {
    return this.#ended
  }

  /** Names that are complete with this piece. */
  push(piece: Uint8Array): string[] {
    const names: string[] = []
    this.#rest = this.#rest.length === 0 ? piece : Buffer.concat([this.#rest, piece])
    while (!this.#ended) {
      const skipped = Math.min(this.#skip, this.#rest.length)
      this.#skip -= skipped
      this.#rest = this.#rest.subarray(skipped)
      if (this.#between && this.#skip === 0) this.#rest = withoutZeros(this.#rest)
      if (this.#skip > 0 || this.#rest.length < HEADER_BYTES) break
      const header = cpioHeader(this.#rest)
      if (!header) {
        this.#ended = true
        break
      }
      const end = cpioNameEnd(header)
      if (this.#rest.length < end) break
      const name = cpioName(this.#rest, header)
      this.#between = isCpioTrailer(name)
      if (!this.#between) names.push(name)
      this.#skip = end + header.dataLength
    }
    return names
  }
}

function withoutZeros(bytes: Uint8Array): Uint8Array {
  const start = bytes.findIndex((byte) => byte !== 0)
  return bytes.subarray(start < 0 ? bytes.length : start)
}

/** The name that follows a header, without its NUL and a leading `./` or `/`. */
export function cpioName(bytes: Uint8Array, header: CpioHeader): string {
  const name = Buffer.from(bytes.subarray(HEADER_BYTES, HEADER_BYTES + header.nameLength - 1)).toString('utf8')
  return name.replace(/^(\.?\/)+/, '')
}

export function isCpioTrailer(name: string): boolean {
  return name === TRAILER
}

function padded(length: number): number {
  return Math.ceil(length / 4) * 4
}
