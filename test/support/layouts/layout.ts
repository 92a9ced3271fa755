/** What a published medium looks like to recognition: names, label and vendor files; the contents are small. */
import { gzipSync } from 'node:zlib'
import { bzImage, cpio } from '../../main/engine/recipes/bytes'

export type Files = Readonly<Record<string, Uint8Array | string>>

export interface Layout {
  /** Of the golden files. */
  readonly name: string
  readonly label?: string
  /** `folder` and `archive` where it is not an ISO. */
  readonly filesystem?: string
  readonly files: Files
  /** The recipe that has to take it. */
  readonly recipe: string
  /** The product's name and version as they are told. */
  readonly is: readonly [name: string, version: string]
  /** The medium is known not to boot over the network. */
  readonly refused?: true
  /** What the system asks for besides the URLs that it is told: paths on the medium. */
  readonly asksFor?: readonly string[]
}

/** A 64-bit kernel for BIOS and UEFI. */
export const LINUX = bzImage({ pe: true })
export const LINUX_32 = bzImage({ wide: false })

/** An initramfs in gzip with these names in it. */
export function initrd(...names: string[]): Buffer {
  return gzipSync(cpio(Object.fromEntries(names.map((name) => [name, 1]))))
}

/** Microcode: a plain archive that stands before the initramfs. */
export const MICROCODE = cpio({ 'kernel/x86/microcode/GenuineIntel.bin': 64 })

/** Bytes that no other file has. */
export function image(seed: string): string {
  return `${seed} `.repeat(300)
}

/** A menu of GRUB. */
export function grubMenu(...entries: readonly (readonly [title: string, linux: string, initrd: string])[]): string {
  return entries
    .map(([title, linux, initrds]) => `menuentry "${title}" {\n  linux ${linux}\n  initrd ${initrds}\n}\n`)
    .join('')
}
