import { ByteReader } from '../../bytes'
import { parseRecord, type DirectoryRecord } from './record'
import { decodeName, decodeUcs2 } from './text'

/** Logical sector of every optical medium, bytes (ECMA-119 6.1.2). */
export const SECTOR_BYTES = 2048
/** The volume recognition area begins after sixteen system sectors (ECMA-119 6.2.1). */
export const FIRST_DESCRIPTOR = 16
/** How many sectors of the area are looked at. Real media use fewer than ten. */
export const MAX_DESCRIPTORS = 32

/** A primary or supplementary volume descriptor (ECMA-119 8.4, 8.5). */
export interface VolumeDescriptor {
  readonly label: string
  /** Logical block, bytes: 2048 nearly always; 512 and 1024 are allowed. */
  readonly blockBytes: number
  /** Size of the volume as it was written, in logical blocks. */
  readonly blocks: number
  readonly root: DirectoryRecord
  /** The descriptor's own sector, for the identity of the medium. */
  readonly sector: Uint8Array
}

/** What the volume recognition area announces. */
export interface Volumes {
  readonly primary: VolumeDescriptor | undefined
  readonly joliet: VolumeDescriptor | undefined
  /** Sector of the El Torito boot catalogue. */
  readonly bootCatalogue: number | undefined
  /** ECMA-167 (UDF) descriptor found: NSR02 or NSR03. */
  readonly udf: boolean
}

const TYPE = { bootRecord: 0, primary: 1, supplementary: 2 } as const
const EL_TORITO = 'EL TORITO SPECIFICATION'
/** Escape sequences of UCS-2 levels 1 to 3 (Joliet specification, "Escape Sequences Field"). */
const JOLIET_ESCAPES = ['%/@', '%/C', '%/E']
/** Other identifiers that may stand in the area (ECMA-167 2/9.1): not ours, but no end of it either. */
const KNOWN_IDENTIFIERS = ['CD001', 'BEA01', 'NSR02', 'NSR03', 'TEA01', 'BOOT2', 'CDW02']

/** Parses the sectors from FIRST_DESCRIPTOR on. Takes any bytes; what is not well-formed is not there. */
export function parseVolumes(area: Uint8Array): Volumes {
  let primary: VolumeDescriptor | undefined
  let joliet: VolumeDescriptor | undefined
  let bootCatalogue: number | undefined
  let udf = false
  let extended = false
  for (let at = 0; at + SECTOR_BYTES <= area.length; at += SECTOR_BYTES) {
    const sector = area.subarray(at, at + SECTOR_BYTES)
    const identifier = latin1(sector, 1, 5)
    // On media with sectors of 4096 bytes each descriptor of UDF takes one of them (ECMA-167 2/9.1).
    if (extended && identifier === '\0\0\0\0\0') continue
    if (!KNOWN_IDENTIFIERS.includes(identifier)) break
    extended ||= identifier === 'BEA01'
    if (identifier === 'NSR02' || identifier === 'NSR03') udf = true
    if (identifier !== 'CD001') continue
    const type = sector[0]
    if (type === TYPE.primary) primary ??= parseDescriptor(sector, decodeName)
    if (type === TYPE.supplementary && isJoliet(sector)) joliet ??= parseDescriptor(sector, decodeUcs2)
    if (type === TYPE.bootRecord && latin1(sector, 7, EL_TORITO.length) === EL_TORITO) {
      bootCatalogue ??= new DataView(sector.buffer, sector.byteOffset).getUint32(0x47, true)
    }
  }
  return { primary, joliet, bootCatalogue, udf }
}

function parseDescriptor(sector: Uint8Array, decode: (bytes: Uint8Array) => string): VolumeDescriptor | undefined {
  const reader = new ByteReader(sector)
  reader.seek(40)
  const label = decode(reader.take(32))
  reader.seek(80)
  const blocks = reader.u32LE()
  reader.seek(128)
  const blockBytes = reader.u16LE()
  const root = parseRecord(sector.subarray(156, 190))
  if (root === undefined || ![512, 1024, 2048].includes(blockBytes)) return undefined
  // Padded with spaces by the standard, with NUL by some writers.
  return { label: label.replace(/[\0 ]+$/g, ''), blockBytes, blocks, root, sector: Uint8Array.from(sector) }
}

function isJoliet(sector: Uint8Array): boolean {
  return JOLIET_ESCAPES.includes(latin1(sector, 88, 3))
}

function latin1(bytes: Uint8Array, offset: number, length: number): string {
  return Buffer.from(bytes.subarray(offset, offset + length)).toString('latin1')
}
