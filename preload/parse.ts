import * as v from 'valibot'
import { ruleSchema, rulesSchema } from '../main/engine/rules/schema'
import type { Rule } from '../main/engine/types'
import { CHECK_IDS } from '../main/engine/doctor/ids'
import { LANGUAGE_IDS } from './contract'
import type { ArgsOf, RecentMedium, RecipeChoice, RequestName } from './contract'

/**
 * Every argument that comes from the window, parsed from `unknown`. Limits are far above what a user needs and far
 * below what could hurt. Used in the main process; the bridge forwards unread.
 */
const path = v.pipe(v.string(), v.minLength(1), v.maxLength(4096), v.regex(/^[^\0]+$/, 'a path holds no NUL'))
const id = v.pipe(v.string(), v.minLength(1), v.maxLength(200), v.regex(/^[^\p{Cc}]+$/u, 'an id is one line'))
const mac = v.pipe(v.string(), v.regex(/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/, 'a MAC address in lower case with colons'))
const mode = v.picklist(['auto', 'proxy', 'dhcp'])
const loader = v.picklist(['auto', 'small', 'full', 'signed'])
// Kernel arguments end up in a boot script, one line each: a line break would add commands to it.
const append = v.pipe(v.string(), v.maxLength(2000), v.regex(/^[^\p{Cc}]*$/u, 'kernel arguments are one line'))
const menu = v.picklist(['several', 'always'])
const menuTimeoutS = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(3600))

// An option ends up among the kernel arguments, too.
const optionValue = v.pipe(v.string(), v.maxLength(2000), v.regex(/^[^\p{Cc}]*$/u, 'an option is one line'))
const recipeSetup = {
  entry: v.exactOptional(id),
  options: v.exactOptional(v.pipe(v.record(id, optionValue), v.maxEntries(200))),
  /** A path, or `example:<id>`. */
  answer: v.exactOptional(path),
}

const serveConfig = v.strictObject({
  nic: id,
  media: v.pipe(
    v.array(v.strictObject({ path, recipe: v.exactOptional(id), ...recipeSetup })),
    v.minLength(1),
    v.maxLength(64),
  ),
  mode,
  askBeforeLeasing: v.boolean(),
  append,
  loader,
  rules: rulesSchema,
  menu,
  menuTimeoutS,
  installGuard: v.boolean(),
  httpPort: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65535)),
  allow: v.pipe(v.array(mac), v.maxLength(4096)),
  deny: v.pipe(v.array(mac), v.maxLength(4096)),
})

const recipeChoice = v.strictObject({
  recipe: id,
  ...recipeSetup,
  others: v.exactOptional(v.pipe(v.record(id, v.strictObject(recipeSetup)), v.maxEntries(64))),
})

const recentMedium = v.strictObject({
  path,
  title: v.pipe(v.string(), v.maxLength(500)),
  at: v.pipe(v.number(), v.minValue(0)),
})

const settingsPatch = v.strictObject({
  media: v.exactOptional(v.pipe(v.array(path), v.maxLength(64))),
  recipes: v.exactOptional(v.pipe(v.record(path, recipeChoice), v.maxEntries(200))),
  card: v.exactOptional(v.nullable(id)),
  modes: v.exactOptional(v.pipe(v.record(id, mode), v.maxEntries(200))),
  append: v.exactOptional(append),
  menu: v.exactOptional(menu),
  menuTimeoutS: v.exactOptional(menuTimeoutS),
  rules: v.exactOptional(rulesSchema),
  // Only one that the system's dialog has chosen before: main/settings.ts knows which.
  loadersFolder: v.exactOptional(v.nullable(path)),
  logOpen: v.exactOptional(v.boolean()),
  installGuard: v.exactOptional(v.boolean()),
  language: v.exactOptional(v.picklist(['system', ...LANGUAGE_IDS])),
  theme: v.exactOptional(v.picklist(['system', 'light', 'dark'])),
  notify: v.exactOptional(v.boolean()),
  sound: v.exactOptional(v.boolean()),
  tray: v.exactOptional(v.boolean()),
  recent: v.exactOptional(v.pipe(v.array(recentMedium), v.maxLength(64))),
})

const journalIds = v.pipe(v.array(id), v.maxLength(100_000))

const ARGUMENTS = {
  inspect: v.strictTuple([path]),
  cancelInspect: v.strictTuple([path]),
  chooseMedia: v.strictTuple([]),
  chooseAnswer: v.strictTuple([]),
  previewAnswer: v.strictTuple([id, path]),
  brokenRecipes: v.strictTuple([]),
  openRecipesFolder: v.strictTuple([]),
  cards: v.strictTuple([]),
  start: v.strictTuple([serveConfig]),
  change: v.strictTuple([serveConfig]),
  stop: v.strictTuple([]),
  state: v.strictTuple([]),
  log: v.strictTuple([]),
  settings: v.strictTuple([]),
  saveSettings: v.strictTuple([settingsPatch]),
  chooseLoadersFolder: v.strictTuple([]),
  saveCapture: v.strictTuple([id]),
  copyText: v.strictTuple([v.pipe(v.string(), v.maxLength(4_000_000))]),
  about: v.strictTuple([]),
  absences: v.strictTuple([v.pipe(v.array(path), v.maxLength(64))]),
  preflight: v.strictTuple([v.nullable(id), v.boolean()]),
  fix: v.strictTuple([v.picklist(CHECK_IDS), id]),
  selfTest: v.strictTuple([id]),
  cancelSelfTest: v.strictTuple([]),
  wake: v.strictTuple([id, mac]),
  story: v.strictTuple([id]),
  journal: v.strictTuple([]),
  forgetJournal: v.strictTuple([journalIds]),
  restoreJournal: v.strictTuple([]),
  exportJournal: v.strictTuple([v.picklist(['csv', 'json']), journalIds]),
  saveEvidence: v.strictTuple([v.boolean()]),
  showSaved: v.strictTuple([]),
} satisfies { [N in RequestName]: v.GenericSchema<unknown, ArgsOf<N>> }

/** Whether this is what the window may have saved for a medium. */
export function isRecipeChoice(raw: unknown): raw is RecipeChoice {
  return v.is(recipeChoice, raw)
}

/** Whether this is a medium as it is remembered. */
export function isRecentMedium(raw: unknown): raw is RecentMedium {
  return v.is(recentMedium, raw)
}

/** Whether this is a rule as the engine takes it. */
export function isRule(raw: unknown): raw is Rule {
  return v.is(ruleSchema, raw)
}

/**
 * The arguments of a request, or an error that says which one is wrong and why.
 * @throws Error `start: media.0.path: a path holds no NUL`
 */
export function parseArgs<N extends RequestName>(name: N, args: readonly unknown[]): ArgsOf<N> {
  const parsed = v.safeParse(ARGUMENTS[name], args)
  if (parsed.success) return parsed.output as unknown as ArgsOf<N>
  const [issue] = parsed.issues
  // The first step of the path is the argument's place in the tuple: 0 says nothing to a reader.
  const where = (v.getDotPath(issue) ?? '').replace(/^\d+\.?/, '')
  throw new Error([name, where, issue.message].filter((part) => part !== '').join(': '))
}
