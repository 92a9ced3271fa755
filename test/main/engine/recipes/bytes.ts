import { bootRecord } from '../../../support/iso'
/** Small files with real headers. */

/** x86 bzImage (Documentation/arch/x86/boot.rst); with `pe` also a PE program with that machine word. */
export function bzImage({ wide = true, pe = false }: { wide?: boolean; pe?: boolean } = {}): Buffer {
  const bytes = Buffer.alloc(1024)
  bytes.writeUInt16LE(0xaa55, 0x1fe)
  bytes.write('HdrS', 0x202, 'latin1')
  bytes.writeUInt16LE(0x020f, 0x206)
  bytes.writeUInt16LE(wide ? 1 : 0, 0x236)
  return pe ? withPe(bytes, wide ? 0x8664 : 0x14c) : bytes
}

/** arm64 Image with its EFI stub (Documentation/arch/arm64/booting.rst). */
export function armImage(): Buffer {
  const bytes = Buffer.alloc(1024)
  bytes.write('ARM\x64', 56, 'latin1')
  return withPe(bytes, 0xaa64)
}

/** `MZ`, the offset of `PE\0\0` at 0x3c, the machine word behind it. */
export function withPe(bytes: Buffer, machine: number): Buffer {
  bytes.write('MZ', 0, 'latin1')
  bytes.writeUInt32LE(0x100, 0x3c)
  bytes.write('PE\0\0', 0x100, 'latin1')
  bytes.writeUInt16LE(machine, 0x104)
  return bytes
}

/** A newc cpio of empty or filled files (buffer-format.rst), with its trailer. */
export function cpio(files: Readonly<Record<string, number>>): Buffer {
  return Buffer.concat(
    [...Object.entries(files), ['TRAILER!!!', 0] as const].map(([name, size]) => cpioFile(name, size)),
  )
}

function cpioFile(name: string, sizeBytes: number): Buffer {
  const fields = [1, 0o100644, 0, 0, 1, 0, sizeBytes, 0, 0, 0, 0, name.length + 1, 0]
  const header = `070701${fields.map((field) => field.toString(16).padStart(8, '0')).join('')}${name}\0`
  return Buffer.concat([pad(Buffer.from(header, 'latin1')), pad(Buffer.alloc(sizeBytes, 0x41))])
}

function pad(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)])
}

/** A disc image with nothing but a boot catalogue (El Torito 1.0) of one bootable entry for `platform`: 0 BIOS, 0xef EFI. */
export function bootableDisc(platform: number): Buffer {
  const catalogue = Buffer.alloc(2048)
  catalogue[0] = 1
  catalogue[1] = platform
  catalogue.writeUInt16BE(0x55aa, 30)
  catalogue[32] = 0x88
  return Buffer.concat([Buffer.alloc(16 * 2048), bootRecord(17), catalogue])
}
