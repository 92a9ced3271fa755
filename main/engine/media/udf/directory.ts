import { setImmediate } from 'node:timers/promises'
import { ByteReader } from '../../bytes'
import { isUsableName } from '../iso/text'
import { Damage } from './damage'
import type { BlockAddress } from './entry'
import { parseTag, TAG } from './tag'
import { decodeCs0 } from './text'

/** A name in a directory and where its file entry lies (ECMA-167 4/14.4). */
export interface NamedEntry {
  readonly name: string
  readonly at: BlockAddress
}

/** File characteristics (4/14.4.3). */
const CHARACTERISTIC = { deleted: 0x04, parent: 0x08, metadata: 0x10 } as const
const FIXED_BYTES = 38
/** After so many names the rest of the program gets its turn: signals, the window, machines that boot. */
const NAMES_OF_A_TURN = 2000

/**
 * The names in the bytes of a directory, in its own order, at most `limit` identifiers. Left out are deleted names, the parent,
 * streams' own entries, and names that cannot stand in a path.
 * @throws Damage
 */
export async function parseDirectory(bytes: Uint8Array, limit: number): Promise<NamedEntry[]> {
  const entries: NamedEntry[] = []
  let count = 0
  for (let at = 0; at < bytes.length; count += 1) {
    if (count >= limit) throw new Damage(`it has more than ${limit} entries`)
    if (count % NAMES_OF_A_TURN === NAMES_OF_A_TURN - 1) await setImmediate()
    const identifier = parseIdentifier(bytes.subarray(at))
    if (identifier === undefined) throw new Damage(`the entry at its byte ${at} is not well-formed`)
    if (identifier.entry) entries.push(identifier.entry)
    at += identifier.length
  }
  return entries
}

function parseIdentifier(
  bytes: Uint8Array,
): { readonly length: number; readonly entry: NamedEntry | undefined } | undefined {
  const reader = new ByteReader(bytes)
  reader.take(18)
  const characteristics = reader.u8()
  const nameLength = reader.u8()
  reader.take(4)
  const block = reader.u32LE()
  const partition = reader.u16LE()
  reader.take(6)
  const useLength = reader.u16LE()
  reader.take(useLength)
  const name = decodeCs0(reader.take(nameLength))
  // Padded to a multiple of four bytes (4/14.4.9). The tag may not cover more: hostile ones would cover the same bytes ever again.
  const length = Math.ceil((FIXED_BYTES + useLength + nameLength) / 4) * 4
  if (reader.failed !== undefined || parseTag(bytes.subarray(0, length))?.id !== TAG.fileIdentifier) return undefined
  const skipped = CHARACTERISTIC.deleted | CHARACTERISTIC.parent | CHARACTERISTIC.metadata
  const shown = (characteristics & skipped) === 0 && name !== undefined && isUsableName(name)
  return { length, entry: shown ? { name, at: { block, partition } } : undefined }
}

/**
 * The target of a symbolic link from its path components (4/14.16): type, length of the name, version, name. Undefined where they
 * are not well-formed.
 */
export function parseLinkTarget(bytes: Uint8Array): string | undefined {
  const reader = new ByteReader(bytes)
  const names: string[] = []
  let absolute = false
  while (reader.remaining > 0) {
    const type = reader.u8()
    const length = reader.u8()
    reader.take(2)
    const identifier = reader.take(length)
    if (reader.failed !== undefined) return undefined
    if (type === 1 || type === 2) {
      absolute = true
      names.length = 0
    } else if (type === 3) names.push('..')
    else if (type === 4) names.push('.')
    else if (type === 5) names.push(decodeCs0(identifier) ?? '')
    else return undefined
  }
  return (absolute ? '/' : '') + names.join('/')
}
