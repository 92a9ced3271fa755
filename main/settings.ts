import * as v from 'valibot'
import type { Settings } from '../preload/contract'

/** Choices for this many media are kept; the oldest goes first. */
const KEEP_RECIPES = 100

export interface WindowSize {
  readonly width: number
  readonly height: number
  readonly maximized: boolean
}

/** The two calls of electron-store that we use. */
export interface KeyValueStore {
  get(key: string): unknown
  set(key: string, value: unknown): void
}

const choice = v.object({ recipe: v.string(), entry: v.exactOptional(v.string()) })

// A settings file can be edited by hand or come from another version: each field stands or falls back by itself.
const settings = v.object({
  medium: v.fallback(v.nullable(v.string()), null),
  recipes: v.fallback(v.record(v.string(), choice), {}),
  card: v.fallback(v.nullable(v.string()), null),
  append: v.fallback(v.string(), ''),
  logOpen: v.fallback(v.boolean(), false),
})

const windowSize = v.fallback(
  v.object({
    width: v.pipe(v.number(), v.integer(), v.minValue(480), v.maxValue(16_384)),
    height: v.pipe(v.number(), v.integer(), v.minValue(360), v.maxValue(16_384)),
    maximized: v.boolean(),
  }),
  { width: 1180, height: 760, maximized: false },
)

function plainObject(raw: unknown): object {
  return typeof raw === 'object' && raw !== null ? raw : {}
}

/** What the user chose last time, and how large the window was. */
export class SettingsFile {
  constructor(private readonly store: KeyValueStore) {}

  read(): Settings {
    const blank = { medium: null, recipes: {}, card: null, append: '', logOpen: false }
    return v.parse(settings, { ...blank, ...plainObject(this.store.get('choices')) })
  }

  patch(patch: Partial<Settings>): void {
    const next = { ...this.read(), ...patch }
    const recipes = Object.fromEntries(Object.entries(next.recipes).slice(-KEEP_RECIPES))
    this.store.set('choices', { ...next, recipes })
  }

  windowSize(): WindowSize {
    return v.parse(windowSize, this.store.get('window'))
  }

  saveWindowSize(size: WindowSize): void {
    this.store.set('window', size)
  }
}
