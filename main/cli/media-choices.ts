import { resolve } from 'node:path'
import { EXAMPLE } from '../engine/boot/answers/source'
import { isLink } from '../engine/media/link'
import type { MediumChoice } from '../engine/types'
import { usage } from './options'

/** In the place of a recipe, an entry or an answer file: the best one, or none. */
const LEFT_OPEN = '-'
/** What `--option NAME` without a value means: the switch is on. */
const ON = 'yes'

/** What is given beside `--media`, in the order of the line. */
export interface GivenChoices {
  readonly recipes: readonly string[]
  readonly entries: readonly string[]
  readonly answers: readonly string[]
  /** `toram`, `locale=de`, `2:locale=de` */
  readonly options: readonly string[]
}

/**
 * The nth recipe, entry and answer file are for the nth medium; an option says for which it is. One medium may stand in the menu
 * twice, but not the same way.
 * @throws BootdropError `usage`
 */
export function mediaChoices(paths: readonly string[], given: GivenChoices): readonly MediumChoice[] {
  const { recipes, entries, answers } = given
  for (const [option, values] of [
    ['--recipe', recipes],
    ['--entry', entries],
    ['--answer', answers],
  ] as const) {
    if (values.length > paths.length) {
      throw usage(
        `${option} is given ${values.length} times for ${paths.length} --media: the nth is for the nth medium`,
      )
    }
  }
  const options = optionsOf(given.options, paths.length)
  const chosen = (id: string | undefined): string | undefined => (id === LEFT_OPEN || id === '' ? undefined : id)
  const seen = new Set<string>()
  return paths.map((path, at) => {
    const scheme = /^([a-z][a-z0-9+.-]+):\/\//i.exec(path)?.[1]
    if (scheme !== undefined && !isLink(path)) {
      throw usage(`--media ${path}: Machines cannot fetch ${scheme} addresses: use http, https or tftp.`)
    }
    const recipe = chosen(recipes[at])
    const entry = chosen(entries[at])
    const answer = chosen(answers[at])
    const way = JSON.stringify([wholePath(path), recipe, entry])
    if (seen.has(way)) {
      throw usage(`--media ${path} is given twice: once is enough, unless each has a --recipe or --entry of its own`)
    }
    seen.add(way)
    const own = options.get(at)
    return {
      path,
      ...(recipe === undefined ? {} : { recipe }),
      ...(entry === undefined ? {} : { entry }),
      ...(answer === undefined ? {} : { answer }),
      ...(own === undefined ? {} : { options: Object.fromEntries(own) }),
    }
  })
}

/** A path of this computer from its root; an address of another one as it is. */
export function wholePath(path: string): string {
  return isLink(path) ? path : resolve(path)
}

/** The same of an answer file, which may be one of Bootdrop's own. */
export function wholeAnswer(answer: string): string {
  return answer.startsWith(EXAMPLE) ? answer : resolve(answer)
}

/** By place of the medium, from 0. */
function optionsOf(given: readonly string[], media: number): ReadonlyMap<number, ReadonlyMap<string, string>> {
  const options = new Map<number, Map<string, string>>()
  for (const text of given) {
    const {
      number = '',
      name = '',
      value,
    } = /^(?:(?<number>\d+):)?(?<name>[^=:]+)(?:=(?<value>.*))?$/su.exec(text)?.groups ?? {}
    if (name.trim() === '') {
      throw usage(`--option "${text}": write it as NAME=VALUE, or NAME for a switch; inspect lists what there is`)
    }
    if (number === '' && media > 1) {
      throw usage(`--option ${text}: with several media say for which it is, as 1:${text} for the first`)
    }
    const at = number === '' ? 0 : Number(number) - 1
    if (at < 0 || at >= media) throw usage(`--option ${text}: there is no medium ${number} among ${media} --media`)
    const own = options.get(at) ?? new Map<string, string>()
    if (own.has(name)) throw usage(`--option ${text}: ${name} is given twice, and only one can count`)
    own.set(name, value ?? ON)
    options.set(at, own)
  }
  return options
}
