import { basename } from 'node:path'
import { erasesDisk, erasesSomewhere, erasesUnasked } from './boot/answers/wipes'
import type { AnswerFile, BootMedium } from './boot/contract'
import type { NoticeDetails, Rule } from './types'

/**
 * What is said of disks that are emptied without a question: by an answer file, an entry or an option of what is served, or by
 * the answer file of a rule. Undefined where nothing is.
 * @param answerOf reads the answer file of a rule. @throws BootdropError `answer-missing`
 */
export async function whatErases(
  menu: readonly BootMedium[],
  rules: readonly Rule[],
  answerOf: (chosen: string) => Promise<AnswerFile>,
): Promise<{ readonly text: string; readonly details: NoticeDetails } | undefined> {
  const answers = new Set<string>()
  const entries = new Set<string>()
  const options = new Set<string>()
  for (const { match, entry, options: chosen = {}, answer } of menu) {
    const { recipe } = match
    const takes = recipe.answer
    if (answer !== undefined && takes !== undefined && erasesDisk(await answer.read(), takes, recipe.installs)) {
      answers.add(basename(answer.title))
    }
    const way = recipe.entries.find(({ id }) => id === entry)
    if (way !== undefined && erasesUnasked(way.title)) entries.add(way.id)
    for (const option of recipe.options) {
      if ((chosen[option.id] ?? '') === '') continue
      if (option.installs || erasesUnasked(option.title)) options.add(option.id)
    }
  }
  for (const { action } of rules) {
    if (action.answer === undefined) continue
    // createBoot has read it already, and has refused a rule whose file is not there.
    const answer = await answerOf(action.answer)
    if (erasesSomewhere(await answer.read())) answers.add(basename(answer.title))
  }
  const causes = [
    ...[...answers].map((name) => `answer file ${name}`),
    ...[...entries].map((id) => `entry ${id}`),
    ...[...options].map((id) => `option ${id}`),
  ].join(', ')
  if (causes === '') return undefined
  const details = { causes, ...listed({ answers, entries, options }) }
  if (answers.size > 0) {
    const text = `Machines that boot this are installed without a question, and a disk of each is erased (${causes}).`
    return { text, details: { reason: 'answer', ...details } }
  }
  return { text: `A disk of each machine that boots this is erased without a question (${causes}).`, details }
}

/** Names in a row, of those of which there are any. */
function listed(names: Readonly<Record<string, ReadonlySet<string>>>): NoticeDetails {
  return Object.fromEntries(
    Object.entries(names).flatMap(([kind, set]) => (set.size > 0 ? [[kind, [...set].join(', ')]] : [])),
  )
}
