/** What may be wrong with a recipe file, in our words; valibot's and the YAML parser's are their own. */
import type { BrokenRecipe } from '../types'

/** Faults of a key, said behind its path. */
export const FAULTS = {
  empty: 'must not be empty',
  id: 'must be lower-case letters, digits and -',
  regex: 'is not a regular expression',
  'regex-long': 'is longer than 300 characters',
  'regex-endless': 'can take for ever: a repeated group must not hold another repetition',
  'no-slash': 'must begin with /',
  climbs: 'must not hold ..',
  ram: 'is not a sum like "2*initrd + 512"',
  'no-condition': 'needs one of file, label, fileName, url, exists, menu, catalogue, image',
  'text-alone': '"text" needs "file"',
  'choices-and-text': '"choices" and "text" exclude each other',
  'file-name': 'must be a file name',
  spaces: 'must not hold spaces',
  octal: 'must be octal: "755"',
  'no-source': 'needs one of file, image, loader, made, answer',
  'script-word': 'must be one word, with settings of iPXE like {net0/mac}',
  'no-kernel': 'needs "kernel", "from: menu" or "refuse"',
  'params-alone': '"params" needs "way: script"',
  paths: 'must be a path or a list of paths',
  'no-rule': 'needs at least one rule',
  'several-ways': 'needs one of "boot", "image" and "refuse", not several',
  'answer-alone': '"answer: true" needs "answer" in the recipe',
} as const

/** What no single key can tell, with the names in it. */
const NAMED = [
  { code: 'option-variable', pattern: /^option "(?<option>[^"]*)": there is no variable (?<variable>\$\{[^}]*\})$/ },
  { code: 'variable', pattern: /^there is no variable (?<variable>\$\{[^}]*\})$/ },
  { code: 'ram-file', pattern: /^minRamMiB: there is no file "(?<name>[^"]*)"$/ },
  { code: 'option', pattern: /^there is no option "(?<option>[^"]*)"$/ },
] as const

/** Faults of a whole file. */
export const FILE_FAULTS = ['same-id', 'too-deep', 'no-file', 'too-long'] as const

export type FaultCode = keyof typeof FAULTS | (typeof NAMED)[number]['code'] | (typeof FILE_FAULTS)[number]

/** The code of a message that the schema gave, with the names in it; undefined for one of valibot's own. */
export function faultOf(message: string): Pick<BrokenRecipe, 'code' | 'details'> | undefined {
  const found = Object.entries(FAULTS).find(([, text]) => text === message)
  if (found !== undefined) return { code: found[0], details: {} }
  for (const { code, pattern } of NAMED) {
    const match = pattern.exec(message)
    if (match !== null) return { code, details: { ...match.groups } }
  }
  return undefined
}
