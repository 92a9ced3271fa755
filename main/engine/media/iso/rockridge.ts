import { ByteReader } from '../../bytes'
import { longDate, shortDate } from './record'
import type { SystemUseEntry } from './susp'
import { decodeName } from './text'

/** What Rock Ridge (RRIP 1.12) says about one directory record. */
export interface RockRidge {
  /** "NM", all pieces joined; undefined where the ISO name stands. */
  readonly name: string | undefined
  /** From the mode in "PX"; `other` is a device, a socket or a FIFO. */
  readonly kind: 'file' | 'directory' | 'link' | 'other' | undefined
  /** "SL", all pieces joined. */
  readonly target: string | undefined
  /** "TF" modification time, ms since the epoch. */
  readonly modifiedAt: number | undefined
  /** "CL": block where the directory that stands for this record really is. */
  readonly childBlock: number | undefined
  /** "RE": this directory was moved here only because it lay too deep; it is shown in its own place. */
  readonly relocated: boolean
}

/** Flags of "NM" and of the components of "SL" (RRIP 4.1.3, 4.1.4). */
const PIECE = { goesOn: 0x01, current: 0x02, parent: 0x04, root: 0x08 } as const
const MODE_KINDS: Record<number, RockRidge['kind']> = { 0o100000: 'file', 0o040000: 'directory', 0o120000: 'link' }

/** Whether the entries of the root's record announce Rock Ridge: by name ("ER", SUSP 5.5) or by use. */
export function announcesRockRidge(entries: readonly SystemUseEntry[]): boolean {
  return entries.some(({ signature, data }) => {
    if (signature !== 'ER') return signature === 'PX' || signature === 'RR'
    const text = Buffer.from(data).toString('latin1')
    return text.includes('RRIP_1991A') || text.includes('IEEE_P1282') || text.includes('IEEE_1282')
  })
}

export function readRockRidge(entries: readonly SystemUseEntry[]): RockRidge {
  const of = (signature: string) => entries.filter((entry) => entry.signature === signature).map((entry) => entry.data)
  const [px] = of('PX')
  const [tf] = of('TF')
  const [cl] = of('CL')
  return {
    name: joinName(of('NM')),
    kind: px && kindOf(px),
    target: joinTarget(of('SL')),
    modifiedAt: tf && modificationTime(tf),
    childBlock: cl && firstNumber(cl),
    relocated: of('RE').length > 0,
  }
}

/** RRIP 4.1.4: pieces go on while the CONTINUE flag is set. */
function joinName(pieces: readonly Uint8Array[]): string | undefined {
  const parts: Uint8Array[] = []
  for (const piece of pieces) {
    const flags = piece[0] ?? 0
    if ((flags & (PIECE.current | PIECE.parent)) !== 0) return undefined
    parts.push(piece.subarray(1))
    if ((flags & PIECE.goesOn) === 0) break
  }
  return parts.length === 0 ? undefined : decodeName(Buffer.concat(parts))
}

/** RRIP 4.1.3: each entry holds component records; both an entry and a component may go on in the next. */
function joinTarget(pieces: readonly Uint8Array[]): string | undefined {
  if (pieces.length === 0) return undefined
  const names: Uint8Array[] = []
  let goesOn = false
  let absolute = false
  for (const piece of pieces) {
    const reader = new ByteReader(piece)
    reader.u8()
    while (reader.remaining >= 2) {
      const flags = reader.u8()
      const content = reader.take(reader.u8())
      if (reader.failed !== undefined) return undefined
      if ((flags & PIECE.root) !== 0) {
        absolute = true
        names.length = 0
      } else {
        const name = componentName(flags, content)
        const last = goesOn ? names.pop() : undefined
        names.push(last ? Buffer.concat([last, name]) : name)
      }
      goesOn = (flags & PIECE.goesOn) !== 0
    }
  }
  return (absolute ? '/' : '') + names.map(decodeName).join('/')
}

function componentName(flags: number, content: Uint8Array): Uint8Array {
  if ((flags & PIECE.parent) !== 0) return Buffer.from('..')
  return (flags & PIECE.current) !== 0 ? Buffer.from('.') : content
}

function kindOf(px: Uint8Array): RockRidge['kind'] {
  return MODE_KINDS[(firstNumber(px) ?? 0) & 0o170000] ?? 'other'
}

/** RRIP 4.1.6: one flag byte, then the stamps whose bits are set, in the order of the bits; bit 7 chooses the long form. */
function modificationTime(tf: Uint8Array): number | undefined {
  const flags = tf[0] ?? 0
  if ((flags & 0x02) === 0) return undefined
  const stampBytes = (flags & 0x80) === 0 ? 7 : 17
  const at = 1 + (flags & 0x01) * stampBytes
  const stamp = tf.subarray(at, at + stampBytes)
  return stampBytes === 7 ? shortDate(stamp) : longDate(stamp)
}

function firstNumber(data: Uint8Array): number | undefined {
  const reader = new ByteReader(data)
  const value = reader.u32LE()
  return reader.failed === undefined ? value : undefined
}
