import { ByteReader } from '../../bytes'
import { isUsableName } from '../iso/text'
import type { TreeNode } from '../tree'
import { decodeOem, LongName, shortName } from './names'

/** A file or directory of a FAT file system. */
export interface FatNode extends TreeNode {
  /** First cluster; 0 for an empty file. */
  readonly cluster: number
  /** The name of eight and three characters. */
  readonly shortName: string
}

export interface FatEntries {
  readonly nodes: readonly FatNode[]
  /** The volume label that the root directory holds; undefined where there is none. */
  readonly label: string | undefined
}

const ENTRY_BYTES = 32
const ATTRIBUTE = { volumeLabel: 0x08, directory: 0x10, longName: 0x0f, longNameMask: 0x3f } as const
const END = 0x00
const DELETED = 0xe5

/**
 * The entries of a directory (FAT specification 1.03, "FAT Directory Structure" and "Long File Name Implementation"), in the
 * order of the disk. Takes any bytes: what is deleted, `.` and `..`, and names that cannot stand in a path are left out.
 */
export function parseDirectory(bytes: Uint8Array, isFat32: boolean): FatEntries {
  const nodes: FatNode[] = []
  const longName = new LongName()
  let label: string | undefined
  for (let at = 0; at + ENTRY_BYTES <= bytes.length; at += ENTRY_BYTES) {
    const entry = bytes.subarray(at, at + ENTRY_BYTES)
    const attributes = entry[11] ?? 0
    if (entry[0] === END) break
    if (entry[0] === DELETED) {
      longName.reset()
    } else if ((attributes & ATTRIBUTE.longNameMask) === ATTRIBUTE.longName) {
      longName.add(entry)
    } else if ((attributes & ATTRIBUTE.volumeLabel) !== 0) {
      longName.reset()
      label ??= decodeOem(entry.subarray(0, 11)).replace(/ +$/, '')
    } else {
      const node = nodeOf(entry, longName.takeFor(entry.subarray(0, 11)), isFat32)
      if (node) nodes.push(node)
    }
  }
  return { nodes, label }
}

function nodeOf(entry: Uint8Array, longName: string | undefined, isFat32: boolean): FatNode | undefined {
  const reader = new ByteReader(entry)
  const short = shortName(reader.take(11), entry[12] ?? 0)
  const name = longName !== undefined && isUsableName(longName) ? longName : short
  if (!isUsableName(name)) return undefined
  const isDirectory = ((entry[11] ?? 0) & ATTRIBUTE.directory) !== 0
  reader.seek(20)
  const high = reader.u16LE()
  const time = reader.u16LE()
  const date = reader.u16LE()
  const low = reader.u16LE()
  const size = reader.u32LE()
  // OS/2 keeps something else in the upper half on FAT12 and FAT16.
  const cluster = isFat32 ? high * 0x1_0000 + low : low
  return {
    name,
    shortName: short,
    kind: isDirectory ? 'directory' : 'file',
    size: isDirectory ? 0 : size,
    mtime: timeOf(date, time),
    target: undefined,
    cluster,
    place: cluster,
  }
}

/** Ms since the epoch of a local time that does not say where: taken as UTC. Undefined for 0 and for what is no date. */
function timeOf(date: number, time: number): number | undefined {
  const [year, month, day] = [1980 + (date >> 9), (date >> 5) & 0x0f, date & 0x1f]
  if (month < 1 || month > 12 || day < 1) return undefined
  return Date.UTC(year, month - 1, day, time >> 11, (time >> 5) & 0x3f, (time & 0x1f) * 2)
}
