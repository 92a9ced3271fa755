import type { Cpu, Firmware } from '../types'
import type { Recipe } from './schema'

/** A recipe that fits a medium, and why. */
export interface RecipeMatch {
  readonly recipe: Recipe
  /** 0-100; the highest rule of the recipe that held. */
  readonly score: number
  /** One sentence for the user. */
  readonly why: string
  /** Product name and version as the medium tells them; empty where it does not. */
  readonly name: string
  readonly version: string
}

/**
 * How a machine's loader starts what a plan names (boot/ways.ts has the script of each).
 * `linux`: a kernel with its initrds, or any EFI program. `multiboot`: a BIOS kernel with modules (Xen). `grub`: the medium's own GRUB,
 * with a configuration made for the machine. `memdisk`: an image as a disk in memory, BIOS. `sanboot`: an image as a disk by
 * HTTP ranges. `wimboot`: Windows PE. `pxelinux`: the medium's own pxelinux.0, BIOS. `script`: an iPXE script, of the medium or of
 * another server.
 */
export type BootWay = 'linux' | 'multiboot' | 'grub' | 'memdisk' | 'sanboot' | 'wimboot' | 'pxelinux' | 'script'

/**
 * One file that a loader fetches: a path on the medium as it is there; `gunzip`: what is packed in that file; `image`: the whole
 * image; `loader`: a program of ours or of the user's folder (memdisk, wimboot); `made`: made for this machine (boot/made/); `answer`:
 * the user's answer file, filled in for this machine; `url`: what the medium, a link, leads to.
 */
export type PlanFile =
  | string
  | { readonly gunzip: string }
  | { readonly image: true }
  | { readonly loader: string }
  | { readonly made: string }
  | { readonly answer: string }
  | { readonly url: string }

/** A file with a place of its own. */
export interface PlacedFile {
  readonly file: PlanFile
  /** Path within the initramfs (`/proxmox.iso`), or the name that wimboot shows (`boot.wim`). */
  readonly as?: string
  /** Octal, of the file within the initramfs: `755`. */
  readonly mode?: string
  /** What stands behind a multiboot module: the kernel arguments of a dom0. Variables as in `BootPlan.args`. */
  readonly words?: string
}

/** What one machine has to load and say, with paths inside the medium. */
export interface BootPlan {
  readonly kind: 'plan'
  readonly recipeId: string
  readonly title: string
  readonly firmware: Firmware
  /** Processor that the kernel was built for, read from its own bytes; that of the machine where there is no kernel. */
  readonly cpu: Cpu
  readonly way: BootWay
  /** `/debian-installer/amd64/linux`: what is started. */
  readonly kernel: PlanFile
  /** In the order in which the kernel shall see them. */
  readonly initrds: readonly (string | PlacedFile)[]
  /** Kernel arguments, one string, with the variables of the script (variables.ts) still in place. */
  readonly args: string
  /** Way `multiboot`: the hypervisor's own words, with variables; `args` is for its first module. */
  readonly kernelWords?: string
  /** Way `script`: what goes with the request for it; `{net0/mac}` is a setting of iPXE. */
  readonly params?: Readonly<Record<string, string>>
  /** MiB; 0 where nothing is known. */
  readonly minRamMiB: number
  /** Every file that the loader fetches: kernel, then initrds. */
  readonly files: readonly PlanFile[]
  /** Bytes of `files` together, as far as they are on the medium. */
  readonly sizeBytes: number
  /** Things the user should know before the boot. */
  readonly warnings: readonly string[]
  /** It writes a system to the machine's disk. */
  readonly installs: boolean
}

/** The firmware itself fetches the whole image and boots it as a disc (UEFI HTTP Boot). */
export interface ImagePlan {
  readonly kind: 'image'
  readonly recipeId: string
  readonly title: string
  readonly firmware: 'uefi'
  /** Processor that the image's EFI loader was built for; as asked where only the boot catalogue tells of one. */
  readonly cpu: Cpu
  readonly minRamMiB: number
  /** Bytes of the image. */
  readonly sizeBytes: number
  readonly warnings: readonly string[]
  readonly installs: boolean
}

/** Why this recipe cannot boot this machine. */
export interface PlanRefusal {
  readonly kind: 'refusal'
  readonly why: 'recipe-not-for-arch'
  readonly text: string
}

/** The machine that a plan is for, and what the user chose. */
export interface PlanTarget extends PlanChoice {
  readonly firmware: Firmware
  readonly cpu: Cpu
}

/** What the user chose of a recipe. */
export interface PlanChoice {
  /** One of RecipeOffer.entries; without it the first. */
  readonly entry?: string
  /** By RecipeOption.id: `yes` for a switch, the id of a choice, or the text. */
  readonly options?: Readonly<Record<string, string>>
  /** An answer file was chosen. */
  readonly answer?: boolean
}
