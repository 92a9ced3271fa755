import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { patterned } from './isoTree'

/** A file with the headers of a 64-bit x86 kernel that starts on BIOS (bzImage) and on UEFI (PE): the first sectors only. */
export function kernelBytes(lengthBytes = 900_000, seed = 7): Buffer {
  const bytes = patterned(lengthBytes, seed)
  bytes.fill(0, 0, 4096)
  bytes.write('MZ', 0, 'latin1')
  bytes.writeUInt32LE(0x300, 0x3c)
  // Linux boot protocol 2.15: setup_sects, boot flag, "HdrS", version, loadflags, xloadflags (64-bit entry point).
  bytes.writeUInt8(4, 0x1f1)
  bytes.writeUInt16LE(0xaa55, 0x1fe)
  bytes.write('HdrS', 0x202, 'latin1')
  bytes.writeUInt16LE(0x020f, 0x206)
  bytes.writeUInt8(1, 0x211)
  bytes.writeUInt16LE(1, 0x236)
  bytes.write('PE\0\0', 0x300, 'latin1')
  bytes.writeUInt16LE(0x8664, 0x304)
  return bytes
}

/** The same for a 64-bit ARM kernel with its EFI stub (Linux Documentation/arch/arm64/booting.rst). */
export function armKernelBytes(lengthBytes = 900_000, seed = 9): Buffer {
  const bytes = patterned(lengthBytes, seed)
  bytes.fill(0, 0, 4096)
  bytes.write('MZ', 0, 'latin1')
  bytes.write('ARM\x64', 0x38, 'latin1')
  bytes.writeUInt32LE(0x300, 0x3c)
  bytes.write('PE\0\0', 0x300, 'latin1')
  bytes.writeUInt16LE(0xaa64, 0x304)
  return bytes
}

/** Debian's netboot tree, with a kernel and an initrd that nobody could run. Returns `folder`. */
export async function debianNetbootTree(folder: string, arch: 'amd64' | 'arm64' = 'amd64'): Promise<string> {
  const files: Record<string, Uint8Array | string> = {
    [`debian-installer/${arch}/linux`]: arch === 'amd64' ? kernelBytes() : armKernelBytes(),
    [`debian-installer/${arch}/initrd.gz`]: gzipSync(patterned(2_000_003, 8)),
    'version.info': 'Debian version: 12 (bookworm)\nInstaller build: 20230607+deb12u11\n',
  }
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), content)
  }
  return folder
}
