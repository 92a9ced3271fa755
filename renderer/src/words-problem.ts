import type { ErrorCode } from '../../main/engine/errors'
import type { BrokenRecipe, Card, MediumReport } from '../../main/engine/types'
import type { Remark } from './remarks.svelte'
import { baseName } from './format'
import { words } from './lang/lang.svelte'
import { recipeText } from './recipe-text'
import { entry, reasonWords, toldWords } from './words-facts'
import type { Details } from './words-facts'
import { happenedOf } from './words-notice'
import { reportWords } from './words-report'
import type { ProblemWords } from './words-trouble'

/** Where the engine's own sentence ends with what to do: said twice, or said otherwise, it would only confuse. */
const SAYS_WHAT_TO_DO: ReadonlySet<string> = new Set<ErrorCode>([
  'usage',
  'port-taken',
  'port-forbidden',
  'card-down',
  'card-without-address',
  'medium-unreadable',
  'medium-empty',
  'medium-not-recognised',
  'medium-truncated',
  'medium-damaged',
  'medium-changed',
  'medium-no-space',
  'medium-unsafe',
  'medium-encrypted',
  'unpacker-missing',
  'loader-missing',
  'loaders-folder',
  'loader-hash',
  'pool-empty',
  'feature-broken',
])

/** The general words for a code; undefined for one that is no ErrorCode. */
export function errorWords(code: string): ProblemWords | undefined {
  return entry(words().errors, code)
}

/**
 * The words for an error or a notice. Where its facts are known (which port, whose, how much is missing), they take the place of the
 * general words: in a sentence of the language on show, or in the engine's own where it speaks that.
 */
export function problemWords(
  code: string,
  message: string,
  details: Details = {},
  system = navigator.userAgent,
): ProblemWords {
  const error = errorWords(code)
  if (!error) return { title: recipeText(message), happened: '', todo: [] }
  const onLinux = system.includes('Linux')
  // The window never runs with administrator rights, which the engine's sentence, made for the terminal, offers too.
  if (message === '' || (error.command !== undefined && onLinux)) return error
  // Here it is a question with two answers, and they stand on the buttons.
  if (code === 'no-dhcp') return error
  const { title, todo } = error
  const told = toldWords('errors', code, details)
  const speaks = words().told.engineSpeaksIt
  const happened = told ?? (speaks ? message : error.happened)
  if (error.command !== undefined) return { title, happened, todo: [] }
  return { title, happened, todo: told === undefined && speaks && saysWhatToDo(code, message) ? [] : todo }
}

/** Another image is the advice where nothing boots, not where the engine says which loader or choice is missing. */
function saysWhatToDo(code: string, message: string): boolean {
  if (code === 'no-recipe') return /(?:^|[.:;] )(?:choose|put|use|run|give|set|add|take|try)\b/i.test(message)
  return SAYS_WHAT_TO_DO.has(code)
}

/** A notice of the engine; where it has no words of its own, those of the error with its code. */
export function noticeWords(code: string, text: string, details: Details = {}): ProblemWords {
  const notice = entry(words().notices, code)
  if (notice === undefined) return problemWords(code, text, details)
  return { ...notice, happened: happenedOf(code, text, details) }
}

/** What keeps a card from serving, with the line that mends it where that is one. */
export function cardWords(card: Card | undefined, system = navigator.userAgent): ProblemWords | undefined {
  if (card?.problem === undefined) return undefined
  const { errors, problems } = words()
  if (card.problem === 'down') return errors['card-down']
  const error = errors['card-without-address']
  if (!system.includes('Linux') || !SHELL_SAFE.test(card.name)) return error
  const [network = '', bench = ''] = error.todo
  const todo = [network, problems.benchAddress(bench.replace(/\.$/, ''))]
  return { ...error, todo, command: `sudo ip address add 192.168.77.1/24 dev ${card.name}` }
}

/** Names of cards that a shell takes as they are. */
const SHELL_SAFE = /^[\w.:@-]+$/

/** What is said of a file that was dropped or remembered, while everything else stays as it is. */
export function remarkWords(remark: Remark): ProblemWords {
  const { problems } = words()
  const name = baseName(remark.path)
  if (remark.kind === 'gone') {
    return { title: problems.goneTitle(name), happened: problems.gone(remark.path), todo: [problems.goneTodo] }
  }
  const { code, message, details, notices } = remark
  const told = notices === undefined ? problemWords(code, message, details) : barrenWords(notices)
  const stays = remark.serving ? problems.servedStays : problems.othersStay
  const happened = told.happened.includes(name) ? told.happened : problems.aboutFile(name, told.happened)
  return { ...told, happened: `${happened} ${stays}` }
}

/** A medium that can be read, and has nothing to boot, with what was noticed in it. */
function barrenWords(notices: MediumReport['notices']): ProblemWords {
  const error = words().errors['no-recipe']
  const happened = reportWords(notices)
  if (happened === '') return error
  const advised = words().told.engineSpeaksIt ? saysWhatToDo('no-recipe', happened) : notices.some(saysMore)
  return { ...error, happened, todo: advised ? [] : error.todo }
}

/** Reasons of `no-recipe` that leave it open what to choose in its place (main/engine/recipes/nothing.ts). */
const NO_ADVICE: readonly unknown[] = ['archive', 'image', 'file']

function saysMore({ code, details }: MediumReport['notices'][number]): boolean {
  return code !== 'no-recipe' || !NO_ADVICE.includes(details?.['reason'])
}

/** More faults than this hide one another. */
const MOST_FAULTS = 5

/** Recipe files that are left out: `rescue.yaml, line 7: match.0.score: …`. */
export function brokenWords(broken: readonly BrokenRecipe[]): ProblemWords {
  const { problems } = words()
  const files = [...new Set(broken.map(({ file }) => file))]
  const faults = broken.map((fault) => {
    const { file, line } = fault
    return `${line > 0 ? problems.fileAndLine(file, line) : file}: ${faultWords(fault)}`
  })
  const more = faults.length - MOST_FAULTS
  return {
    title: files.length === 1 ? problems.brokenRecipe(files[0] ?? '') : problems.brokenRecipes(files.length),
    happened: problems.brokenHappened,
    todo: [...faults.slice(0, MOST_FAULTS), ...(more > 0 ? [problems.andMore(more)] : [])],
  }
}

/** What is wrong in it; what the YAML parser or the system said is quoted. */
function faultWords({ reason, code, details = {} }: BrokenRecipe): string {
  const told = code === undefined ? undefined : toldWords('faults', code, details)
  if (told === undefined) return reasonWords(reason)
  return details['where'] === undefined ? told : `${details['where']}: ${told}`
}

/** The command that a sentence tells to run, to be copied with one click. */
export function commandIn(text: string): string | undefined {
  return /\bsudo [^,]+?(?=[,.](?:\s|$)|$)/.exec(text)?.[0]
}
