/** A floppy disk format of the IBM PC. */
export interface FloppyKind {
  /** As its drive or disk was sold: `1.44M`. */
  readonly name: string
  readonly cylinders: number
  readonly heads: number
  /** Sectors of 512 bytes on a track. */
  readonly sectors: number
}

const KINDS: readonly FloppyKind[] = [
  { name: '160K', cylinders: 40, heads: 1, sectors: 8 },
  { name: '180K', cylinders: 40, heads: 1, sectors: 9 },
  { name: '320K', cylinders: 40, heads: 2, sectors: 8 },
  { name: '360K', cylinders: 40, heads: 2, sectors: 9 },
  { name: '640K', cylinders: 80, heads: 2, sectors: 8 },
  { name: '720K', cylinders: 80, heads: 2, sectors: 9 },
  { name: '1.2M', cylinders: 80, heads: 2, sectors: 15 },
  { name: '1.44M', cylinders: 80, heads: 2, sectors: 18 },
  // Microsoft's Distribution Media Format, and the most that a drive for 1.44 MB writes.
  { name: '1.68M', cylinders: 80, heads: 2, sectors: 21 },
  { name: '1.72M', cylinders: 82, heads: 2, sectors: 21 },
  { name: '2.88M', cylinders: 80, heads: 2, sectors: 36 },
]

/** The floppy format that an image of `sizeBytes` has; undefined where no drive has disks of that size. */
export function floppyKindOf(sizeBytes: number): FloppyKind | undefined {
  return KINDS.find(({ cylinders, heads, sectors }) => cylinders * heads * sectors * 512 === sizeBytes)
}
