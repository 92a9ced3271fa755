import * as v from 'valibot'
import { BLANK, LANGUAGE_IDS } from '../preload/contract'
import type { RecipeChoice, Settings, SettingsPatch } from '../preload/contract'
import { isRecentMedium, isRecipeChoice, isRule } from '../preload/parse'

/** Choices for this many media are kept, and for this many cards; the oldest go first. */
const KEEP_RECIPES = 100
const KEEP_MODES = 100
/** More recent media than this, and the list is no help any more. */
const KEEP_RECENT = 12

/** How the window was left: in pixels of the screen as the system counts them. */
export interface WindowPlace {
  readonly width: number
  readonly height: number
  /** Of the upper left corner; undefined before the window was ever moved. */
  readonly x?: number
  readonly y?: number
  readonly maximized: boolean
  /** 1 is 100 %. */
  readonly zoom: number
}

/** The two calls of electron-store that we use. */
export interface KeyValueStore {
  get(key: string): unknown
  set(key: string, value: unknown): void
}

const mode = v.picklist(['auto', 'proxy', 'dhcp'])

// A settings file can be edited by hand or come from another version: each field stands or falls back by itself.
const settings = v.object({
  media: v.fallback(v.array(v.string()), []),
  recipes: v.fallback(v.pipe(v.record(v.string(), v.unknown()), v.transform(readable)), {}),
  card: v.fallback(v.nullable(v.string()), null),
  modes: v.fallback(v.record(v.string(), mode), {}),
  append: v.fallback(v.string(), ''),
  menu: v.fallback(v.picklist(['several', 'always']), BLANK.menu),
  menuTimeoutS: v.fallback(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(3600)), BLANK.menuTimeoutS),
  // Each rule, too: one that cannot be read must not cost the others.
  rules: v.fallback(
    v.pipe(
      v.array(v.unknown()),
      v.transform((all) => all.filter(isRule)),
    ),
    [],
  ),
  loadersFolder: v.fallback(v.nullable(v.string()), null),
  logOpen: v.fallback(v.boolean(), false),
  installGuard: v.fallback(v.boolean(), BLANK.installGuard),
  language: v.fallback(v.picklist(['system', ...LANGUAGE_IDS]), 'system'),
  theme: v.fallback(v.picklist(['system', 'light', 'dark']), 'system'),
  notify: v.fallback(v.boolean(), BLANK.notify),
  sound: v.fallback(v.boolean(), BLANK.sound),
  tray: v.fallback(v.boolean(), BLANK.tray),
  recent: v.fallback(
    v.pipe(
      v.array(v.unknown()),
      v.transform((all) => all.filter(isRecentMedium)),
    ),
    [],
  ),
})

const pixels = v.pipe(v.number(), v.integer(), v.minValue(-65_536), v.maxValue(65_536))

const windowPlace = v.fallback(
  v.object({
    width: v.pipe(v.number(), v.integer(), v.minValue(480), v.maxValue(16_384)),
    height: v.pipe(v.number(), v.integer(), v.minValue(360), v.maxValue(16_384)),
    x: v.exactOptional(pixels),
    y: v.exactOptional(pixels),
    maximized: v.boolean(),
    zoom: v.fallback(v.pipe(v.number(), v.minValue(0.25), v.maxValue(5)), 1),
  }),
  { width: 1180, height: 760, maximized: false, zoom: 1 },
)

/** The choices that can be read, medium by medium; of one with broken options or answer file, how it boots stays. */
function readable(all: Readonly<Record<string, unknown>>): Readonly<Record<string, RecipeChoice>> {
  const kept: [string, RecipeChoice][] = []
  for (const [path, raw] of Object.entries(all)) {
    const way = v.safeParse(v.object({ recipe: v.string(), entry: v.exactOptional(v.string()) }), raw)
    const choice = [raw, way.output].find(isRecipeChoice)
    if (choice !== undefined) kept.push([path, choice])
  }
  return Object.fromEntries(kept)
}

/** The file's own fields. Version 0.1 kept a single `medium`. */
function fieldsOf(raw: unknown): object {
  if (typeof raw !== 'object' || raw === null) return {}
  const one = 'medium' in raw && !('media' in raw) && typeof raw.medium === 'string' ? { media: [raw.medium] } : {}
  return { ...raw, ...one }
}

export type SettingsListener = (now: Settings, before: Settings) => void

/** What the user chose last time, and how the window was left. */
export class SettingsFile {
  readonly #listeners = new Set<SettingsListener>()
  /** Folders that the system's dialog chose, in this run or an earlier one. */
  readonly #folders = new Set<string>()

  constructor(private readonly store: KeyValueStore) {}

  read(): Settings {
    return v.parse(settings, { ...BLANK, ...fieldsOf(this.store.get('choices')) })
  }

  patch(patch: Partial<Settings>): void {
    const before = this.read()
    const next = { ...before, ...patch }
    for (const folder of [before.loadersFolder, next.loadersFolder]) if (folder !== null) this.#folders.add(folder)
    const recipes = newest(next.recipes, KEEP_RECIPES)
    const modes = newest(next.modes, KEEP_MODES)
    const recent = next.recent.slice(0, KEEP_RECENT)
    this.store.set('choices', { ...next, recipes, modes, recent })
    const now = this.read()
    for (const listener of this.#listeners) listener(now, before)
  }

  /**
   * What the window wants to be remembered.
   * @throws Error for a folder of loaders that no dialog chose: whatever lies in it is given to machines
   */
  patchFromWindow(patch: SettingsPatch): void {
    const { loadersFolder = null } = patch
    const known =
      loadersFolder === null || this.#folders.has(loadersFolder) || this.read().loadersFolder === loadersFolder
    if (!known) throw new Error('saveSettings: loadersFolder: no dialog chose this folder')
    this.patch(patch)
  }

  /** Calls back after each change. Returns what ends it. */
  onChange(listener: SettingsListener): () => void {
    this.#listeners.add(listener)
    return () => {
      this.#listeners.delete(listener)
    }
  }

  windowPlace(): WindowPlace {
    return v.parse(windowPlace, this.store.get('window'))
  }

  saveWindowPlace(place: WindowPlace): void {
    this.store.set('window', place)
  }
}

function newest<T>(choices: Readonly<Record<string, T>>, count: number): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(choices).slice(-count))
}
