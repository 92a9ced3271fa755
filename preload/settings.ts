import type { MediumChoice, Rule, ServeConfig } from '../main/engine/types'

/**
 * What is remembered from one start to the next.
 */

/** What was set of one recipe. */
export type RecipeSetup = Pick<MediumChoice, 'entry' | 'options' | 'answer'>

/** The way a medium was last booted. */
export interface RecipeChoice extends RecipeSetup {
  readonly recipe: string
  /** What was set of its other recipes, by id: it is there again when one of them is chosen again. */
  readonly others?: Readonly<Record<string, RecipeSetup>>
}

/** The window's languages; each is a folder in renderer/src/lang/. */
export const LANGUAGE_IDS = ['en', 'de'] as const
export type LanguageId = (typeof LANGUAGE_IDS)[number]

/** A medium that was served once. */
export interface RecentMedium {
  readonly path: string
  /** `Debian installer 12.7` */
  readonly title: string
  /** ms since the epoch. */
  readonly at: number
}

/** Choices that outlive the window. */
export interface Settings {
  /** Paths of the last media, in the order of the menu. */
  readonly media: readonly string[]
  /** By path of the medium, newest last. */
  readonly recipes: Readonly<Record<string, RecipeChoice>>
  /** Name of the network card. */
  readonly card: string | null
  /** How machines get addresses, by name of the card; `auto` where none is given. */
  readonly modes: Readonly<Record<string, ServeConfig['mode']>>
  /** Extra kernel arguments. */
  readonly append: string
  /** ServeConfig.menu */
  readonly menu: ServeConfig['menu']
  /** Seconds that the menu waits; 0 for a key. */
  readonly menuTimeoutS: number
  /** Choices for single machines. */
  readonly rules: readonly Rule[]
  /** The user's own boot loaders; null for Bootdrop's alone. */
  readonly loadersFolder: string | null
  readonly logOpen: boolean
  /** A machine that has just been installed gets its own disk. */
  readonly installGuard: boolean
  readonly language: 'system' | LanguageId
  readonly theme: 'system' | 'light' | 'dark'
  /** The system tells when a machine is done or needs a look, while the window is not in front. */
  readonly notify: boolean
  /** With a sound. */
  readonly sound: boolean
  /** While serving, closing the window keeps Bootdrop in the tray. */
  readonly tray: boolean
  /** Newest first. */
  readonly recent: readonly RecentMedium[]
}

/** Nothing chosen yet. */
export const BLANK: Settings = {
  media: [],
  recipes: {},
  card: null,
  modes: {},
  append: '',
  menu: 'several',
  menuTimeoutS: 10,
  rules: [],
  loadersFolder: null,
  logOpen: false,
  installGuard: true,
  language: 'system',
  theme: 'system',
  notify: true,
  sound: false,
  tray: false,
  recent: [],
}

/**
 * What the window may change of the settings by itself. A folder of loaders is chosen in the system's dialog; the window can only
 * give it up, and take back one that the dialog chose before.
 */
export type SettingsPatch = Partial<Settings>
