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

/** What one machine has to load and say, with paths inside the medium. */
export interface BootPlan {
  readonly kind: 'plan'
  readonly recipeId: string
  readonly title: string
  readonly firmware: Firmware
  /** Processor that the kernel was built for, read from its own bytes. */
  readonly cpu: Cpu
  /** `/debian-installer/amd64/linux` */
  readonly kernel: string
  /** In the order in which the kernel shall see them. */
  readonly initrds: readonly string[]
  /** Kernel arguments, one string, with `${base}`, `${iso}` and `${bootif}` still in place: the script fills them in. */
  readonly args: string
  /** MiB; 0 where nothing is known. */
  readonly minRamMiB: number
  /** Every file that the loader fetches: kernel, then initrds. */
  readonly files: readonly string[]
  /** Bytes of `files` together. */
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

/** The machine that a plan is for. `entry` is one of RecipeOffer.entries; without it the first. */
export interface PlanTarget {
  readonly firmware: Firmware
  readonly cpu: Cpu
  readonly entry?: string
}
