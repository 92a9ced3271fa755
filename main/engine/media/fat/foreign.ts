/** How many bytes `foreignFileSystem` wants to see. */
export const FOREIGN_BYTES = 68 * 1024

/** Signatures in Latin-1 at fixed offsets, from each file system's own description; blkid(8) knows the same ones. */
const SIGNATURES: readonly (readonly [offset: number, signature: string, name: string])[] = [
  [3, 'NTFS    ', 'NTFS'],
  [3, 'EXFAT   ', 'exFAT'],
  [3, '-FVE-FS-', 'BitLocker'],
  [0, 'XFSB', 'XFS'],
  [0, 'LUKS\xba\xbe', 'LUKS'],
  [0, 'hsqs', 'squashfs'],
  [32, 'NXSB', 'APFS'],
  [1024, 'H+\0', 'HFS+'],
  [1024, 'HX\0', 'HFS+'],
  [1080, '\x53\xef', 'ext4'],
  [0x10040, '_BHRfS_M', 'Btrfs'],
  // sys/ufs/ffs/fs.h: the superblock of UFS2 at 64 KiB, of UFS1 at 8 KiB, its magic number at 1372.
  [65_536 + 1372, '\x19\x01\x54\x19', 'UFS2'],
  [8192 + 1372, '\x54\x19\x01\x00', 'UFS'],
  [0x8001, 'CD001', 'ISO 9660'],
]

/** The name of a file system that is not read here, by its first bytes (at most FOREIGN_BYTES); undefined where they tell nothing. */
export function foreignFileSystem(head: Uint8Array): string | undefined {
  const text = Buffer.from(head.buffer, head.byteOffset, head.length)
  const found = SIGNATURES.find(
    ([offset, signature]) => text.toString('latin1', offset, offset + signature.length) === signature,
  )
  return found?.[2]
}
