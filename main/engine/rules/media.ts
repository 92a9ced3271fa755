import { basename, dirname, isAbsolute, resolve } from 'node:path'
import { EXAMPLE } from '../boot/answers/source'
import { BootdropError } from '../errors'
import type { MediumChoice, Rule } from '../types'

/**
 * The rules of `file` with each `medium` written as `media` has it: a rules file may name a medium by the path on the command
 * line, by one that is relative to the file itself, or by its bare name where only one medium has it. An `answer` is relative to
 * the file.
 * @throws BootdropError `rules-broken` for a medium that is not served
 */
export function withMediaOf(rules: readonly Rule[], media: readonly MediumChoice[], file: string): readonly Rule[] {
  const paths = media.map(({ path }) => path)
  return rules.map((rule, index) => {
    const { medium, answer } = rule.action
    const own = answer === undefined ? {} : { answer: answerPath(answer, dirname(file)) }
    if (medium === undefined) return answer === undefined ? rule : { ...rule, action: { ...rule.action, ...own } }
    const meant = findMedium(medium, paths, dirname(file))
    if (meant !== undefined) return { ...rule, action: { ...rule.action, ...own, medium: meant } }
    const who = `rule ${index + 1}${rule.name === undefined ? '' : ` (${rule.name})`}`
    const text = `${file}: ${who}: action.medium: ${medium} is not served, or not the only one of that name; served are ${paths.join(', ')}`
    throw new BootdropError('rules-broken', text, { file, medium })
  })
}

function answerPath(answer: string, folder: string): string {
  return answer.startsWith(EXAMPLE) || isAbsolute(answer) ? answer : resolve(folder, answer)
}

function findMedium(medium: string, paths: readonly string[], folder: string): string | undefined {
  const exact = paths.find(
    (path) => path === medium || resolve(path) === resolve(medium) || resolve(path) === resolve(folder, medium),
  )
  if (exact !== undefined) return exact
  const sameName = paths.filter((path) => basename(path) === medium)
  return sameName.length === 1 ? sameName[0] : undefined
}
