/**
 * The shape of a rule, for the rules file and for what comes from the window. docs/rules.md explains every key; match.ts is what
 * the keys of `match` do. No file is read here: the preload's parser uses it too.
 */
import * as v from 'valibot'
import { checkAppend } from '../boot/append'
import { messageOf } from '../errors'
import type { Rule } from '../types'
import { uuidForms } from './uuid'

/** As many as are looked through for each DISCOVER without being felt. */
export const MAX_RULES = 1000

const ARCHS = [
  'bios',
  'uefi-ia32',
  'uefi-x64',
  'uefi-arm32',
  'uefi-arm64',
  'http-ia32',
  'http-x64',
  'http-arm32',
  'http-arm64',
  'rpi',
  'unknown',
] as const
const LOADERS = ['auto', 'small', 'full', 'signed'] as const

/** Pairs of digits with one kind of separator between them, or between every four, or none. */
const MAC =
  /^[0-9a-f]{2}(([:-])[0-9a-f]{2}(\2[0-9a-f]{2}){0,4})?[:-]?$|^([0-9a-f]{2}){1,6}$|^[0-9a-f]{4}(\.[0-9a-f]{4}){0,2}\.?$/i

const text = (longest: number) =>
  v.pipe(
    v.string('must be text; put what looks like a number in quotes'),
    v.trim(),
    v.minLength(1, 'must not be empty'),
    v.maxLength(longest, `must have at most ${longest} characters`),
    v.regex(/^\P{Cc}*$/u, 'must be one line'),
  )

const yes = v.literal(true, 'takes true; leave it out where it does not apply')

const mac = v.pipe(
  text(17),
  v.regex(MAC, 'must be a MAC address or the beginning of one, in pairs of digits: 52:54:00'),
)

const uuid = v.pipe(text(100), refusedBy(uuidForms))

const arch = v.picklist(ARCHS, ({ received }) => `is ${received}; it takes ${ARCHS.join(', ')}`)

/** `arch: bios` is as good as `arch: [bios]`. */
const archs = v.pipe(
  v.unknown(),
  v.transform((one) => (typeof one === 'string' ? [one] : one)),
  v.array(arch, `must be one of ${ARCHS.join(', ')}, or a list of them`),
  v.minLength(1, 'must not be empty'),
  v.maxLength(ARCHS.length, 'names one twice'),
)

const matchSchema = v.strictObject(
  {
    mac: v.exactOptional(mac),
    uuid: v.exactOptional(uuid),
    arch: v.exactOptional(archs),
    vendor: v.exactOptional(text(200)),
    model: v.exactOptional(text(200)),
    userClass: v.exactOptional(text(255)),
  },
  keysOf(['mac', 'uuid', 'arch', 'vendor', 'model', 'userClass']),
)

const ACTIONS = ['ignore', 'localDisk', 'medium', 'recipe', 'entry', 'answer', 'loader', 'append', 'again'] as const

const actionSchema = v.pipe(
  v.strictObject(
    {
      ignore: v.exactOptional(yes),
      localDisk: v.exactOptional(yes),
      medium: v.exactOptional(text(4096)),
      recipe: v.exactOptional(text(200)),
      entry: v.exactOptional(text(200)),
      answer: v.exactOptional(text(4096)),
      loader: v.exactOptional(v.picklist(LOADERS, ({ received }) => `is ${received}; it takes ${LOADERS.join(', ')}`)),
      append: v.exactOptional(v.pipe(v.string('must be text'), refusedBy(checkAppend))),
      again: v.exactOptional(yes),
    },
    keysOf(ACTIONS),
  ),
  v.check((action) => Object.keys(action).length > 0, `says nothing; it takes ${ACTIONS.join(', ')}`),
  v.check(
    ({ ignore, ...rest }) => ignore === undefined || Object.keys(rest).length === 0,
    'has ignore and more: a machine that is ignored gets nothing else',
  ),
  v.check(
    ({ localDisk, medium, recipe, entry, answer, append, again }) =>
      localDisk === undefined || [medium, recipe, entry, answer, append, again].every((one) => one === undefined),
    'has localDisk and more: only a loader goes with it',
  ),
)

/** One rule, from `unknown`. Its fields stay as they were written; `arch` becomes a list. */
export const ruleSchema = v.strictObject(
  { name: v.exactOptional(text(100)), match: v.optional(matchSchema, {}), action: actionSchema },
  keysOf(['name', 'match', 'action']),
) satisfies v.GenericSchema<unknown, Rule>

/** A whole list of them. */
export const rulesSchema = v.pipe(
  v.array(ruleSchema, 'must be a list of rules, each with "match" and "action"'),
  v.maxLength(MAX_RULES, `must have at most ${MAX_RULES} rules`),
)

/** A strict object's complaint: which key is wrong or missing, and what there is. */
function keysOf(keys: readonly string[]) {
  return ({ expected, received }: v.StrictObjectIssue): string => {
    if (expected === 'never') return `there is no key ${received}; it takes ${keys.join(', ')}`
    if (expected === 'Object') return `must have keys: ${keys.join(', ')}`
    return `needs ${expected ?? 'more'}`
  }
}

/** A check by a function that throws what is wrong. */
function refusedBy(parse: (text: string) => unknown) {
  return v.rawCheck<string>(({ dataset, addIssue }) => {
    if (!dataset.typed) return
    try {
      parse(dataset.value)
    } catch (error) {
      addIssue({ message: messageOf(error) })
    }
  })
}
