/** Whether what was unpacked may hold a file system or partitions, and so has to be opened as an image. A wrong yes costs little. */
const ISO_FIRST_DESCRIPTOR = 16 * 2048

export function mayBeImage(bytes: Uint8Array): boolean {
  const text = (at: number, length: number) => Buffer.from(bytes.subarray(at, at + length)).toString('latin1')
  // ECMA-119 8.1 and ECMA-167 2/9: identifiers of the volume recognition sequence.
  if (['CD001', 'BEA01', 'NSR02', 'NSR03'].includes(text(ISO_FIRST_DESCRIPTOR + 1, 5))) return true
  if (text(512, 8) === 'EFI PART') return true
  if (bytes[510] !== 0x55 || bytes[511] !== 0xaa) return false
  return isFat(bytes) || hasPartitions(bytes)
}

/** The FAT specification's BIOS parameter block: a jump, 512 to 4096 bytes a sector, a power of two of sectors a cluster, 1 or 2 FATs. */
function isFat(bytes: Uint8Array): boolean {
  const [jump = 0, , , ...rest] = bytes.subarray(0, 17)
  const sectorBytes = (rest[8] ?? 0) | ((rest[9] ?? 0) << 8)
  const clusterSectors = rest[10] ?? 0
  const powerOfTwo = clusterSectors > 0 && (clusterSectors & (clusterSectors - 1)) === 0
  const copies = bytes[16] ?? 0
  return (
    (jump === 0xeb || jump === 0xe9) &&
    [512, 1024, 2048, 4096].includes(sectorBytes) &&
    powerOfTwo &&
    (copies === 1 || copies === 2)
  )
}

/** Four entries of 16 bytes from 446 on: each active (0x80) or not (0), at least one with a type. */
function hasPartitions(bytes: Uint8Array): boolean {
  const entries = [446, 462, 478, 494]
  const plausible = entries.every((at) => bytes[at] === 0 || bytes[at] === 0x80)
  return plausible && entries.some((at) => (bytes[at + 4] ?? 0) !== 0)
}
