/**
 * `floppy.img`: a boot program that was made to be written to a floppy (Memtest86+ 4 and 5), filled up to 1.44 MB. Its own boot sector
 * reads whole tracks, so by memdisk it fails at the end of the file without this. As a Linux kernel it is of before boot protocol 2.00 and
 * wants to lie at 0x90000, where iPXE has itself: iPXE refuses it (seen with 5.01 and QEMU's ROM).
 */
import { glob } from '../../media/glob'
import type { Maker } from './made'

const FLOPPY_BYTES = 1_474_560

const PROGRAMS = ['/memtest*.bin', '/memtest*', '/boot/memtest*.bin', '/boot/memtest*']

export const paddedFloppy: Maker = async ({ medium }) => {
  for (const pattern of PROGRAMS) {
    for (const { path, kind, size } of await glob(medium, pattern)) {
      if (kind !== 'file' || size === 0 || size > FLOPPY_BYTES) continue
      const file = await medium.open(path)
      try {
        const floppy = new Uint8Array(FLOPPY_BYTES)
        await file.read(floppy.subarray(0, size), 0)
        // A boot sector, or nothing that a machine could start.
        if (floppy[510] === 0x55 && floppy[511] === 0xaa) return floppy
      } finally {
        await file.close()
      }
    }
  }
  return undefined
}
