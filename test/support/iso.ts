import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs'

/**
 * ISO 9660 images made by hand, record by record, for what no writer would make: hostile ones, and files above 4 GiB in a
 * sparse image. Layouts are those of ECMA-119; block numbers are in sectors of 2048 bytes.
 */
export const SECTOR = 2048

/** A number in both byte orders (ECMA-119 7.2.3, 7.3.3). */
function both16(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt16LE(value, 0)
  bytes.writeUInt16BE(value, 2)
  return bytes
}

function both32(value: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeUInt32LE(value, 0)
  bytes.writeUInt32BE(value, 4)
  return bytes
}

export interface RecordOptions {
  readonly name: string | Uint8Array
  readonly block: number
  readonly length: number
  /** 2: directory, 0x80: more extents follow. */
  readonly flags?: number
  readonly systemUse?: readonly Uint8Array[]
}

/** A directory record (9.1), dated 2024-01-02 03:04:05 UTC. */
export function record({ name, block, length, flags = 0, systemUse = [] }: RecordOptions): Buffer {
  const identifier = typeof name === 'string' ? Buffer.from(name, 'latin1') : Buffer.from(name)
  const body = Buffer.concat([
    Buffer.from([0]),
    both32(block),
    both32(length),
    Buffer.from([124, 1, 2, 3, 4, 5, 0]),
    Buffer.from([flags, 0, 0]),
    both16(1),
    Buffer.from([identifier.length]),
    identifier,
    Buffer.alloc((identifier.length + 1) % 2),
    ...systemUse,
  ])
  return Buffer.concat([Buffer.from([body.length + 1]), body])
}

/** The bytes of a directory: its own record, its parent's, and `records`; no record crosses a sector. */
export function directory(
  self: { readonly block: number; readonly length?: number; readonly systemUse?: readonly Uint8Array[] },
  records: readonly Uint8Array[],
): Buffer {
  const own = { block: self.block, length: self.length ?? SECTOR, flags: 2 }
  const all = [
    record({ ...own, name: '\0', systemUse: self.systemUse ?? [] }),
    record({ ...own, name: '\x01' }),
    ...records,
  ]
  let bytes = Buffer.alloc(0)
  for (const one of all) {
    const room = SECTOR - (bytes.length % SECTOR)
    bytes = Buffer.concat([bytes, Buffer.alloc(one.length > room ? room : 0), one])
  }
  return Buffer.concat([bytes, Buffer.alloc((SECTOR - (bytes.length % SECTOR)) % SECTOR)])
}

export interface DescriptorOptions {
  readonly type?: number
  readonly label?: string
  readonly blocks: number
  readonly rootBlock: number
  readonly rootLength?: number
  readonly blockBytes?: number
  /** `%/E` makes it a Joliet descriptor. */
  readonly escapes?: string
}

/** A primary (type 1) or supplementary (type 2) volume descriptor (8.4, 8.5). */
export function descriptor(options: DescriptorOptions): Buffer {
  const { type = 1, label = 'HANDMADE', blocks, rootBlock, rootLength = SECTOR, blockBytes = SECTOR, escapes } = options
  const sector = Buffer.alloc(SECTOR)
  sector.write(`${String.fromCharCode(type)}CD001\x01`, 0, 'latin1')
  const text = escapes === undefined ? Buffer.from(label.padEnd(32)) : Buffer.from(label, 'utf16le').swap16()
  sector.set(text.subarray(0, 32), 40)
  sector.set(both32(blocks), 80)
  if (escapes !== undefined) sector.write(escapes, 88, 'latin1')
  // Volume set of one, and file structure version 1: libisofs wants them.
  sector.set(both16(1), 120)
  sector.set(both16(1), 124)
  sector.writeUInt8(1, 881)
  sector.set(both16(blockBytes), 128)
  sector.set(record({ name: '\0', block: rootBlock, length: rootLength, flags: 2 }), 156)
  return sector
}

/** A descriptor that is only its identifier: `\xffCD001`, `\0BEA01`, `\0NSR02`. */
export function marker(type: number, identifier: string): Buffer {
  const sector = Buffer.alloc(SECTOR)
  sector.write(`${String.fromCharCode(type)}${identifier}\x01`, 0, 'latin1')
  return sector
}

/** El Torito's boot record (section 2.0 there). */
export function bootRecord(catalogueBlock: number): Buffer {
  const sector = marker(0, 'CD001')
  sector.write('EL TORITO SPECIFICATION', 7, 'latin1')
  sector.writeUInt32LE(catalogueBlock, 0x47)
  return sector
}

/** A System Use Entry: signature, length, version 1, data (SUSP section 4). */
function entry(signature: string, ...data: Uint8Array[]): Buffer {
  const content = Buffer.concat(data)
  return Buffer.concat([Buffer.from(signature), Buffer.from([content.length + 4, 1]), content])
}

export const susp = {
  sp: (skip = 0) => entry('SP', Buffer.from([0xbe, 0xef, skip])),
  er: () => entry('ER', Buffer.from([10, 0, 0, 1]), Buffer.from('RRIP_1991A')),
  st: () => entry('ST'),
  px: (mode: number) => entry('PX', both32(mode), both32(1), both32(0), both32(0)),
  nm: (name: string, flags = 0) => entry('NM', Buffer.from([flags]), Buffer.from(name)),
  /** Components as [flags, text]. */
  sl: (components: readonly (readonly [number, string])[], flags = 0) =>
    entry(
      'SL',
      Buffer.from([flags]),
      ...components.map(([own, text]) => Buffer.concat([Buffer.from([own, text.length]), Buffer.from(text)])),
    ),
  ce: (block: number, offset: number, length: number) => entry('CE', both32(block), both32(offset), both32(length)),
  cl: (block: number) => entry('CL', both32(block)),
  re: () => entry('RE'),
  /** Modification time in the short form (RRIP 4.1.6). */
  tf: (stamp: readonly number[]) => entry('TF', Buffer.from([2]), Buffer.from(stamp)),
  tfLong: (digits: string, zone = 0) => entry('TF', Buffer.from([0x82]), Buffer.from(digits), Buffer.from([zone])),
}

/** Bytes of an image and where they go: block number → content. */
export type Layout = Readonly<Record<number, Uint8Array>>

/** A whole image in memory; `blocks` long, or as long as the layout needs. */
export function imageOf(layout: Layout, blocks = 0): Buffer {
  const end = Math.max(
    blocks * SECTOR,
    ...Object.entries(layout).map(([at, bytes]) => Number(at) * SECTOR + bytes.length),
  )
  const image = Buffer.alloc(end)
  for (const [at, bytes] of Object.entries(layout)) image.set(bytes, Number(at) * SECTOR)
  return image
}

/** Writes an image of `sizeBytes` that takes hardly any disk: what the layout leaves out is a hole. */
export function writeSparse(path: string, layout: Layout, sizeBytes: number): void {
  const fd = openSync(path, 'w')
  try {
    ftruncateSync(fd, sizeBytes)
    for (const [at, bytes] of Object.entries(layout)) writeSync(fd, bytes, 0, bytes.length, Number(at) * SECTOR)
  } finally {
    closeSync(fd)
  }
}

export const S_IFDIR = 0o040755
export const S_IFREG = 0o100644
export const S_IFLNK = 0o120777

/** Blocks of the small image, for tests that break one of them. */
export const SMALL = {
  primary: 16,
  terminator: 17,
  root: 20,
  boot: 21,
  kernel: 22,
  continuation: 24,
  blocks: 26,
} as const
export const KERNEL = 'kernel '.repeat(300)

/** What the small image is made of; tests replace what they want broken. */
export function smallLayout(replace: Layout = {}): Layout {
  return {
    [SMALL.primary]: descriptor({ blocks: SMALL.blocks, rootBlock: SMALL.root }),
    [SMALL.terminator]: marker(255, 'CD001'),
    [SMALL.root]: directory({ block: SMALL.root, systemUse: [susp.sp(), susp.er()] }, [
      record({
        name: 'BOOT',
        block: SMALL.boot,
        length: SECTOR,
        flags: 2,
        systemUse: [susp.px(S_IFDIR), susp.nm('boot')],
      }),
      record({
        name: 'LINK',
        block: 0,
        length: 0,
        systemUse: [
          susp.px(S_IFLNK),
          susp.nm('link'),
          susp.sl([
            [0, 'boot'],
            [0, 'vmlinuz-with-a-long-name'],
          ]),
        ],
      }),
    ]),
    [SMALL.boot]: directory({ block: SMALL.boot }, [
      record({
        name: 'VMLINUZ.;1',
        block: SMALL.kernel,
        length: KERNEL.length,
        systemUse: [susp.px(S_IFREG), susp.nm('vmlinuz', 1), susp.ce(SMALL.continuation, 10, 22)],
      }),
    ]),
    [SMALL.kernel]: Buffer.from(KERNEL),
    [SMALL.continuation]: Buffer.concat([Buffer.alloc(10), susp.nm('-with-a-long-name')]),
    ...replace,
  }
}

/** A small, valid Rock Ridge image: `/boot/vmlinuz-with-a-long-name` (name in a continuation area) and a link to it. */
export function smallIso(replace: Layout = {}): Buffer {
  return imageOf(smallLayout(replace), SMALL.blocks)
}
