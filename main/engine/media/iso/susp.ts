import { ByteReader } from '../../bytes'

/** One System Use Entry (SUSP 1.12, section 4): two letters and what follows length and version. */
export interface SystemUseEntry {
  readonly signature: string
  readonly data: Uint8Array
}

/** Where the system use area goes on (SUSP 5.1, "CE"): bytes `offset` to `offset + length` from logical block `block` on. */
export interface Continuation {
  readonly block: number
  readonly offset: number
  readonly length: number
}

export interface SystemUseArea {
  readonly entries: readonly SystemUseEntry[]
  readonly continuation: Continuation | undefined
}

const HEADER_BYTES = 4
/** CD-ROM XA data may come before "SP" in the root's record; they are always this long (SUSP 5.3). */
const XA_BYTES = 14

/** Parses one area. Stops at "ST" (5.4), at padding and at the first entry whose length makes no sense. */
export function parseSystemUse(area: Uint8Array): SystemUseArea {
  const entries: SystemUseEntry[] = []
  let continuation: Continuation | undefined
  for (let at = 0; at + HEADER_BYTES <= area.length;) {
    const length = area[at + 2] ?? 0
    if (length < HEADER_BYTES || at + length > area.length) break
    const signature = String.fromCharCode(area[at] ?? 0, area[at + 1] ?? 0)
    if (signature === 'ST') break
    const data = area.subarray(at + HEADER_BYTES, at + length)
    if (signature === 'CE') continuation = parseContinuation(data) ?? continuation
    else entries.push({ signature, data })
    at += length
  }
  return { entries, continuation }
}

/**
 * "SP" (SUSP 5.3) in the root directory's own record says that the volume uses SUSP, and how many bytes to skip in all other
 * records. Undefined where it is missing.
 */
export function systemUseSkip(rootSystemUse: Uint8Array): number | undefined {
  for (const start of [0, XA_BYTES]) {
    const [s, p, length, , be, ef, skip] = rootSystemUse.subarray(start, start + 7)
    if (s === 0x53 && p === 0x50 && length === 7 && be === 0xbe && ef === 0xef) return skip ?? 0
  }
  return undefined
}

/** Where the entries of the root's own record begin: at "SP". */
export function rootSystemUse(area: Uint8Array): Uint8Array {
  return area[0] === 0x53 && area[1] === 0x50 ? area : area.subarray(XA_BYTES)
}

function parseContinuation(data: Uint8Array): Continuation | undefined {
  const reader = new ByteReader(data)
  const block = reader.u32LE()
  reader.take(4)
  const offset = reader.u32LE()
  reader.take(4)
  const length = reader.u32LE()
  return reader.failed === undefined ? { block, offset, length } : undefined
}
