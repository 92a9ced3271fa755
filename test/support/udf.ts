import { crc16, TAG, tagChecksum } from '../../main/engine/media/udf/tag'

/**
 * Descriptors of UDF made by hand, for what no tool here writes. Layouts are those of ECMA-167 and OSTA UDF; the CRC's own test
 * takes known values, and what is built of these is also read by 7-Zip.
 */
export { TAG }

/** Bits 30 and 31 of an extent's length. */
export const USE = { recorded: 0, allocated: 1, neither: 2, continuation: 3 } as const
export const TYPE = {
  directory: 4,
  file: 5,
  link: 12,
  fifo: 9,
  virtualTable: 248,
  metadata: 250,
  metadataMirror: 251,
} as const
/** Characteristics of a file identifier. */
export const MARK = { hidden: 1, directory: 2, deleted: 4, parent: 8, metadata: 16 } as const

export function u8(...values: number[]): Buffer {
  return Buffer.from(values)
}

export function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16LE(value)
  return bytes
}

export function u32(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4)
  values.forEach((value, index) => bytes.writeUInt32LE(value >>> 0, index * 4))
  return bytes
}

export function u64(value: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(BigInt(value))
  return bytes
}

/** `bytes` cut or filled up with zeros. */
export function sized(bytes: Uint8Array, length: number): Buffer {
  return Buffer.concat([bytes.subarray(0, length), Buffer.alloc(Math.max(0, length - bytes.length))])
}

/** A descriptor: its tag, then `body`, all of which the CRC covers. */
export function tagged(id: number, location: number, body: Uint8Array): Buffer {
  const tag = Buffer.concat([
    u16(id),
    u16(2),
    u8(0, 0),
    u16(1),
    u16(crc16(body, 0, body.length)),
    u16(body.length),
    u32(location),
  ])
  tag[4] = tagChecksum(tag)
  return Buffer.concat([tag, body])
}

/** OSTA compressed Unicode: one byte a character where that is enough. */
export function cs0(text: string): Buffer {
  if (text === '') return Buffer.alloc(0)
  const narrow = [...text].every((char) => char.charCodeAt(0) <= 0xff && char.length === 1)
  return narrow
    ? Buffer.concat([u8(8), Buffer.from(text, 'latin1')])
    : Buffer.concat([u8(16), Buffer.from(text, 'utf16le').swap16()])
}

export function dstring(text: string, length: number): Buffer {
  const content = cs0(text)
  return Buffer.concat([sized(content, length - 1), u8(content.length)])
}

/** An entity identifier: flags, 23 characters, suffix. */
export function entityId(name: string, suffix: Uint8Array = Buffer.alloc(8)): Buffer {
  return Buffer.concat([u8(0), sized(Buffer.from(name, 'latin1'), 23), sized(suffix, 8)])
}

const CHARSET = Buffer.concat([u8(0), sized(Buffer.from('OSTA Compressed Unicode'), 63)])

/** 2024-01-02 03:04:05.60 in a zone of `zoneMinutes`. */
export function timestamp(zoneMinutes = 0): Buffer {
  return Buffer.concat([u16(0x1000 | (zoneMinutes & 0xfff)), u16(2024), u8(1, 2, 3, 4, 5, 60, 0, 0)])
}

export function shortAd(length: number, block: number, use: number = USE.recorded): Buffer {
  return u32(length + use * 2 ** 30, block)
}

export function longAd(length: number, block: number, partition: number, use: number = USE.recorded): Buffer {
  return Buffer.concat([u32(length + use * 2 ** 30, block), u16(partition), Buffer.alloc(6)])
}

export function anchor(location: number, main: readonly [bytes: number, block: number], reserve = main): Buffer {
  return tagged(TAG.anchor, location, sized(u32(...main, ...reserve), 496))
}

export function partitionDescriptor(
  location: number,
  options: { order?: number; number?: number; access?: number; nsr?: string; start: number; blocks: number },
): Buffer {
  const { order = 1, number = 0, access = 1, nsr = 'NSR02', start, blocks } = options
  const head = Buffer.concat([u32(order), u16(1), u16(number), entityId(`+${nsr}`), Buffer.alloc(128)])
  return tagged(TAG.partition, location, sized(Buffer.concat([head, u32(access, start, blocks)]), 496))
}

export const maps = {
  physical: (partition = 0) => Buffer.concat([u8(1, 6), u16(1), u16(partition)]),
  virtual: (partition = 0) => special('*UDF Virtual Partition', partition, Buffer.alloc(0)),
  sparable: (packetBlocks: number, tables: readonly number[], partition = 0) =>
    special(
      '*UDF Sparable Partition',
      partition,
      Buffer.concat([u16(packetBlocks), u8(tables.length, 0), u32(2048, ...tables)]),
    ),
  metadata: (file: number, mirror: number, partition = 0) =>
    special('*UDF Metadata Partition', partition, Buffer.concat([u32(file, mirror, 0xffffffff, 32), u16(1), u8(0)])),
  other: (name: string) => special(name, 0, Buffer.alloc(0)),
}

function special(name: string, partition: number, rest: Uint8Array): Buffer {
  return sized(Buffer.concat([u8(2, 64), u16(0), entityId(name), u16(1), u16(partition), rest]), 64)
}

export function logicalVolume(
  location: number,
  options: {
    order?: number
    label?: string
    blockBytes?: number
    revision?: number
    fileSet?: readonly [block: number, partition: number]
    maps: readonly Uint8Array[]
  },
): Buffer {
  const { order = 1, label = 'UDF HANDMADE', blockBytes = 2048, revision = 0x0102, fileSet = [0, 0] } = options
  const table = Buffer.concat(options.maps)
  const body = Buffer.concat([
    u32(order),
    CHARSET,
    dstring(label, 128),
    u32(blockBytes),
    entityId('*OSTA UDF Compliant', u16(revision)),
    longAd(blockBytes, ...fileSet),
    u32(table.length, options.maps.length),
    entityId('*Bootdrop tests'),
    Buffer.alloc(128),
    u32(0, 0),
    table,
  ])
  return tagged(TAG.logicalVolume, location, body)
}

export function fileSet(
  location: number,
  root: readonly [block: number, partition: number],
  blockBytes = 2048,
): Buffer {
  const head = Buffer.concat([timestamp(), u16(3), u16(3), u32(1, 1, 0, 0), CHARSET, dstring('SET', 128), CHARSET])
  const names = Buffer.concat([dstring('SET', 32), Buffer.alloc(64)])
  return tagged(TAG.fileSet, location, sized(Buffer.concat([head, names, longAd(blockBytes, ...root)]), 496))
}

export interface EntryOptions {
  readonly extended?: boolean
  readonly type?: number
  readonly size: number
  /** 0: short, 1: long, 3: embedded. */
  readonly allocation?: number
  readonly area?: Uint8Array
  readonly attributes?: Uint8Array
  readonly strategy?: number
  readonly zoneMinutes?: number
}

/** A file entry, or an extended one. */
export function fileEntry(location: number, options: EntryOptions): Buffer {
  const { extended = false, type = TYPE.file, size, allocation = 0, area = Buffer.alloc(0), strategy = 4 } = options
  const { attributes = Buffer.alloc(0), zoneMinutes = 0 } = options
  const icb = Buffer.concat([u32(0), u16(strategy), u16(0), u16(1), u8(0, type), Buffer.alloc(6), u16(allocation)])
  const owner = Buffer.concat([u32(0, 0, 0x14a5), u16(1), u8(0, 0), u32(0), u64(size)])
  const time = timestamp(zoneMinutes)
  const times = extended ? [u64(size), u64(0), time, time, time, time, u32(1, 0)] : [u64(0), time, time, time, u32(1)]
  const streams = extended ? [Buffer.alloc(32)] : [Buffer.alloc(16)]
  const end = [entityId('*Bootdrop tests'), u64(16), u32(attributes.length, area.length), attributes, area]
  const body = Buffer.concat([icb, owner, ...times, ...streams, ...end])
  return tagged(extended ? TAG.extendedFileEntry : TAG.fileEntry, location, body)
}

/** A name in a directory; `name` as bytes is taken as it is. */
export function identifier(
  name: string | Uint8Array,
  at: readonly [block: number, partition: number],
  marks = 0,
  implementationUse: Uint8Array = Buffer.alloc(0),
): Buffer {
  const text = typeof name === 'string' ? cs0(name) : name
  const body = Buffer.concat([
    u16(1),
    u8(marks, text.length),
    longAd(2048, ...at),
    u16(implementationUse.length),
    implementationUse,
    text,
  ])
  return tagged(TAG.fileIdentifier, at[0], sized(body, Math.ceil(body.length / 4) * 4))
}

export function allocationExtent(location: number, area: Uint8Array): Buffer {
  return tagged(TAG.allocationExtent, location, Buffer.concat([u32(0, area.length), area]))
}

/** Path components of a symbolic link. */
export function linkTarget(target: string): Buffer {
  const parts = target.split('/').map((name, index) => {
    if (name === '' && index === 0 && target.startsWith('/')) return u8(2, 0, 0, 0)
    if (name === '' || name === '.') return u8(4, 0, 0, 0)
    if (name === '..') return u8(3, 0, 0, 0)
    const text = cs0(name)
    return Buffer.concat([u8(5, text.length), u16(0), text])
  })
  return Buffer.concat(parts)
}
