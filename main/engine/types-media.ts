/**
 * What is told of a medium and of the ways that it can boot. As types.ts: plain data, no code, survives structured cloning.
 */
import type { Cpu, Firmware, Notice } from './types'

/** One way that a medium can boot, after matching (`inspect` prints these). */
export interface RecipeOffer {
  readonly id: string
  readonly title: string
  readonly firmware: readonly Firmware[]
  readonly secureBoot: 'yes' | 'no' | 'unknown'
  readonly minRamMiB: number
  /** Why it matched, in one sentence. */
  readonly why: string
  /** 1 to 100: how sure that is. */
  readonly score: number
  /** Further ways of the same recipe (boot menu entries of the medium), first is the default. */
  readonly entries: readonly RecipeEntry[]
  /** What can be set. */
  readonly options: readonly RecipeOption[]
  /** The file by which it installs by itself; undefined where it takes none. */
  readonly answer: RecipeAnswer | undefined
  /** What else has to be there, a sentence each. */
  readonly needs: readonly string[]
  /** What of it nobody has tried yet; empty where it was seen to boot. */
  readonly untested: string
  /** Its limits, for the user; may be empty. */
  readonly notes: string
  /** It writes a system to the machine's disk. */
  readonly installs: boolean
  /** It is one of the user's own. */
  readonly own: boolean
}

/** Why one recipe file of the user's is left out. */
export interface BrokenRecipe {
  readonly file: string
  /** From 1; 0 where the fault has no place. */
  readonly line: number
  /** Plain English, or what the YAML parser or the system said. */
  readonly reason: string
  /** Of a reason in our words (recipes/faults.ts), with its facts; `where` is the key it is said of. */
  readonly code?: string
  readonly details?: Readonly<Record<string, string | number>>
}

/** One way of a recipe, with the truth about it. */
export interface RecipeEntry {
  readonly id: string
  readonly title: string
  readonly minRamMiB: number
  /** Machines that it can boot: `bios-x64`, `uefi-arm64` … */
  readonly machines: readonly MachineKind[]
}

export type MachineKind = `${Firmware}-${Cpu}`

/** Something that the user may set before a boot. */
export interface RecipeOption {
  readonly id: string
  readonly title: string
  /** `switch`: `yes` or nothing. `choice`: one of `choices`, or nothing. `text`: words that fit the recipe's expression. */
  readonly kind: 'switch' | 'choice' | 'text'
  readonly choices: readonly { readonly id: string; readonly title: string }[]
  /** How a text is written: `de`. */
  readonly example: string
  /** JavaScript's, of the whole text; empty where it is no text. */
  readonly pattern: string
}

/** What kind of answer file a recipe takes. */
export interface RecipeAnswer {
  /** `Preseed file` */
  readonly title: string
  readonly format: string
  readonly required: boolean
  /** Beginnings that Bootdrop brings along. */
  readonly examples: readonly { readonly id: string; readonly title: string }[]
}

/** What `bootdrop inspect --json` prints and the window shows. */
export interface MediumReport {
  readonly path: string
  readonly label: string
  readonly family: string
  readonly name: string
  readonly version: string
  readonly arch: readonly Cpu[]
  readonly filesystem: string
  /** Bytes. */
  readonly size: number
  readonly recipes: readonly RecipeOffer[]
  /** The user's own recipes that are broken, and are left out. */
  readonly brokenRecipes: readonly BrokenRecipe[]
  readonly notices: readonly Omit<Notice, 'at'>[]
  readonly ms: number
}
