/**
 * What a file is to a boot loader, read from its own first bytes: names lie (`floppy.img` of memtest86+ is a Linux kernel),
 * headers do not.
 */
import { constants, gunzipSync } from 'node:zlib'
import { ByteReader } from '../bytes'
import type { Medium } from '../media/medium'
import type { Cpu, Firmware } from '../types'

/** How a file can be started. One file can be both (`memtest86+x64.efi`, every kernel with an EFI stub). */
export interface Bootable {
  /** PC BIOS can start it through the Linux boot protocol. */
  readonly bios: boolean
  /** UEFI can start it: it is a PE program. */
  readonly uefi: boolean
  /** Processor of the PE program, else of the kernel. */
  readonly cpu: Cpu
}

/** Linux boot protocol: the header ends before 0x268. The PE header is looked for within this much. */
const PROBE_BYTES = 4096

// PE/COFF specification, "Machine types".
const PE_MACHINE: Readonly<Record<number, Cpu>> = { 0x14c: 'x86', 0x8664: 'x64', 0xaa64: 'arm64', 0x1c2: 'arm32' }

/** What the first bytes tell; undefined for a file that neither firmware can start. */
export function bootableOf(head: Uint8Array): Bootable | undefined {
  const linux = linuxCpu(head)
  const pe = peCpu(head)
  const cpu = pe ?? linux
  if (cpu === undefined) return undefined
  return { bios: linux === 'x86' || linux === 'x64', uefi: pe !== undefined, cpu }
}

/** Whether `bootable` starts on a machine. 64-bit PCs start 32-bit kernels from BIOS; UEFI takes its own processor only. */
export function startsOn(bootable: Bootable, firmware: Firmware, cpu: Cpu): boolean {
  if (firmware === 'uefi') return bootable.uefi && bootable.cpu === cpu
  return bootable.bios && (cpu === 'x64' || (cpu === 'x86' && bootable.cpu === 'x86'))
}

/** Reads what is needed of `path` and no more. Undefined too when it cannot be read. */
export async function probeBootable(medium: Medium, path: string): Promise<Bootable | undefined> {
  const head = await readHead(medium, path, PROBE_BYTES)
  return bootableOf(head) ?? packedArm(head)
}

/**
 * An arm64 kernel in gzip (`Image.gz`, Ubuntu's vmlinuz). iPXE and GRUB for arm64 unpack it; iPXE for PCs would not, and no PC kernel
 * comes that way: a bzImage unpacks itself.
 */
function packedArm(head: Uint8Array): Bootable | undefined {
  if (head[0] !== 0x1f || head[1] !== 0x8b) return undefined
  try {
    // The head is cut off: what is there of it is enough. At most 1,032 times as much comes out of it.
    const found = bootableOf(gunzipSync(head, { finishFlush: constants.Z_SYNC_FLUSH }))
    return found?.cpu === 'arm64' ? found : undefined
  } catch {
    return undefined
  }
}

/** The first `limitBytes` of a file, less where it is shorter; nothing where it is not there or not readable. */
export async function readHead(medium: Medium, path: string, limitBytes: number): Promise<Uint8Array> {
  try {
    const file = await medium.open(path)
    try {
      const head = new Uint8Array(Math.min(limitBytes, file.size))
      const got = await file.read(head, 0)
      return head.subarray(0, got)
    } finally {
      await file.close()
    }
  } catch {
    // A file that vanished or lies beyond a truncated image: the caller finds nothing in it, and the medium's own notices say why.
    return new Uint8Array(0)
  }
}

/** Documentation/arch/x86/boot.rst: `HdrS` at 0x202, xloadflags at 0x236, its bit 0 = 64-bit. */
function linuxCpu(head: Uint8Array): Cpu | undefined {
  const reader = new ByteReader(head)
  reader.seek(0x202)
  if (Buffer.from(reader.take(4)).toString('latin1') === 'HdrS') {
    const version = reader.u16LE()
    reader.seek(0x236)
    const xloadflags = reader.u16LE()
    if (reader.failed !== undefined) return undefined
    return version >= 0x20c && (xloadflags & 1) === 1 ? 'x64' : 'x86'
  }
  // Documentation/arch/arm64/booting.rst: `ARM\x64` at 56.
  return Buffer.from(head.subarray(56, 60)).toString('latin1') === 'ARM\x64' ? 'arm64' : undefined
}

/** PE/COFF: `MZ`, then at 0x3c the offset of `PE\0\0` and the machine word behind it. */
function peCpu(head: Uint8Array): Cpu | undefined {
  if (head[0] !== 0x4d || head[1] !== 0x5a) return undefined
  const reader = new ByteReader(head)
  reader.seek(0x3c)
  const at = reader.u32LE()
  reader.seek(at)
  const signature = Buffer.from(reader.take(4)).toString('latin1')
  const machine = reader.u16LE()
  return reader.failed === undefined && signature === 'PE\0\0' ? PE_MACHINE[machine] : undefined
}
