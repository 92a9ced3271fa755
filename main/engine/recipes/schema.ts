/**
 * The shape of a recipe: one YAML file in assets/recipes. docs/recipes.md explains every key with an example; this file is
 * what holds a recipe to it.
 */
import * as v from 'valibot'
import { parseRamRule } from './ram'
import { BUILT_IN_VARIABLES, variablesIn } from './variables'

const Text = v.pipe(v.string(), v.trim(), v.minLength(1, 'must not be empty'))

const Regex = v.pipe(
  v.string(),
  v.check(isRegex, 'is not a regular expression'),
  v.maxLength(300, 'is longer than 300 characters'),
)

/** A path within the medium, `*` and `?` allowed within one name. */
const Glob = v.pipe(
  v.string(),
  v.startsWith('/', 'must begin with /'),
  v.check((path) => !path.split('/').includes('..'), 'must not hold ..'),
)

/** A path within the medium, or beside the kernel when it does not begin with `/`. */
const NearGlob = v.pipe(
  v.string(),
  v.minLength(1),
  v.check((path) => !path.split('/').includes('..'), 'must not hold ..'),
)

/** One or several in order of preference; the first that the medium has is taken. */
const Globs = v.pipe(oneOrMore(), v.array(Glob), v.minLength(1, 'must not be empty'))
const NearGlobs = v.pipe(oneOrMore(), v.array(NearGlob), v.minLength(1, 'must not be empty'))

/** All conditions of a rule must hold. Named groups `name` and `version` in `text` and `label` become the medium's. */
const MatchRule = v.pipe(
  v.strictObject({
    file: v.optional(Glob),
    text: v.optional(Regex),
    label: v.optional(Regex),
    exists: v.optional(v.array(Glob), []),
    missing: v.optional(v.array(Glob), []),
    /** The medium's own boot menus lead to a kernel that is there. */
    menu: v.optional(v.literal(true)),
    /** The image's boot catalogue (El Torito) has a program for this firmware. */
    catalogue: v.optional(v.literal('efi')),
    score: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100)),
    why: Text,
  }),
  v.check(
    (rule) =>
      [rule.file, rule.label, rule.menu, rule.catalogue].some((set) => set !== undefined) || rule.exists.length > 0,
    'needs one of file, label, exists, menu, catalogue',
  ),
  v.check((rule) => rule.text === undefined || rule.file !== undefined, '"text" needs "file"'),
)

const Entry = v.strictObject({
  id: v.pipe(v.string(), v.regex(/^[a-z0-9-]+$/, 'must be lower-case letters, digits and -')),
  title: Text,
  args: v.optional(v.string(), ''),
})

const BootPart = v.pipe(
  v.strictObject({
    firmware: v.picklist(['bios', 'uefi', 'any']),
    /** `menu`: the entries of the medium's own boot menus whose kernel is under `kernel` (or anywhere). */
    from: v.optional(v.literal('menu')),
    kernel: v.optional(Globs),
    initrd: v.optional(v.array(NearGlobs), []),
    args: v.optional(v.string(), ''),
    /** Words of the medium's own menu that `args` takes the place of. */
    drop: v.optional(v.array(Regex), []),
  }),
  v.check((part) => part.kernel !== undefined || part.from === 'menu', 'needs "kernel" or "from: menu"'),
)

const NetworkRule = v.union([
  v.strictObject({
    args: v.string(),
    /** Words of the medium's own menu that the network arguments take the place of. */
    drop: v.optional(v.array(Regex), []),
    installs: v.optional(v.boolean(), false),
  }),
  v.strictObject({ refuse: Text }),
])

export const RecipeSchema = v.pipe(
  v.strictObject({
    id: v.pipe(v.string(), v.regex(/^[a-z0-9-]+$/, 'must be lower-case letters, digits and -')),
    title: Text,
    family: Text,
    /** Used when the medium does not tell. */
    name: v.optional(v.string(), ''),
    match: v.pipe(v.array(MatchRule), v.minLength(1, 'needs at least one rule')),
    facts: v.optional(v.array(v.strictObject({ file: Glob, text: Regex })), []),
    /** Offered only where no other recipe can boot the medium. */
    lastResort: v.optional(v.boolean(), false),
    /** The medium is known and cannot boot over the network; the text says what to use instead. */
    refuse: v.optional(Text),
    /** In place of `boot`: the firmware fetches the whole image and boots it as a disc (UEFI HTTP Boot). */
    image: v.optional(v.literal('http-boot')),
    /** What it boots writes a system to the machine's disk; rescue entries aside. */
    installs: v.optional(v.boolean(), false),
    files: v.optional(v.record(v.pipe(v.string(), v.regex(/^[a-z]+$/)), Globs), {}),
    boot: v.optional(v.array(BootPart), []),
    entries: v.optional(v.array(Entry), []),
    /** What `${network}` becomes, by the family found inside the initrd (family.ts). */
    network: v.optional(v.record(v.string(), NetworkRule), {}),
    minRamMiB: v.optional(
      v.union([
        v.pipe(v.number(), v.integer(), v.minValue(0)),
        v.pipe(
          v.string(),
          v.check((rule) => parseRamRule(rule) !== undefined, 'is not a sum like "2*initrd + 512"'),
        ),
      ]),
      0,
    ),
    secureBoot: v.optional(v.picklist(['yes', 'no', 'unknown']), 'unknown'),
    notes: v.optional(v.string(), ''),
  }),
  v.check(
    (recipe) =>
      [recipe.refuse !== undefined, recipe.image !== undefined, recipe.boot.length > 0].filter(Boolean).length === 1,
    'needs one of "boot", "image" and "refuse", not several',
  ),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return
    const known = new Set([...BUILT_IN_VARIABLES, ...Object.keys(dataset.value.files)])
    const texts = [...dataset.value.boot, ...dataset.value.entries].map((part) => part.args)
    for (const rule of Object.values(dataset.value.network)) if ('args' in rule) texts.push(rule.args)
    for (const variable of texts.flatMap(variablesIn)) {
      if (!known.has(variable)) addIssue({ message: `there is no variable \${${variable}}` })
    }
    const sized = new Set(['kernel', 'initrd', 'iso', ...Object.keys(dataset.value.files)])
    for (const { file } of parseRamRule(dataset.value.minRamMiB) ?? []) {
      if (file !== undefined && !sized.has(file)) addIssue({ message: `minRamMiB: there is no file "${file}"` })
    }
  }),
)

/** A checked recipe. */
export type Recipe = v.InferOutput<typeof RecipeSchema>
export type RecipePart = Recipe['boot'][number]
export type RecipeRule = Recipe['match'][number]

/** Not a union of the two checked forms: that would only say that neither fits, and not why. */
function oneOrMore() {
  return v.pipe(
    v.union([v.string(), v.array(v.string())], 'must be a path or a list of paths'),
    v.transform((globs) => (typeof globs === 'string' ? [globs] : globs)),
  )
}

function isRegex(source: string): boolean {
  try {
    new RegExp(source, 'iu')
    return true
  } catch {
    return false
  }
}
