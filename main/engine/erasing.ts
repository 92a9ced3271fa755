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
  const others = new Set<string>()
  for (const { match, entry, options = {}, answer } of menu) {
    const { recipe } = match
    const takes = recipe.answer
    if (answer !== undefined && takes !== undefined && erasesDisk(await answer.read(), takes, recipe.installs)) {
      answers.add(`answer file ${basename(answer.title)}`)
    }
    const way = recipe.entries.find(({ id }) => id === entry)
    if (way !== undefined && erasesUnasked(way.title)) others.add(`entry ${way.id}`)
    for (const option of recipe.options) {
      if ((options[option.id] ?? '') === '') continue
      if (option.installs || erasesUnasked(option.title)) others.add(`option ${option.id}`)
    }
  }
  for (const { action } of rules) {
    if (action.answer === undefined) continue
    // createBoot has read it already, and has refused a rule whose file is not there.
    const answer = await answerOf(action.answer)
    if (erasesSomewhere(await answer.read())) answers.add(`answer file ${basename(answer.title)}`)
  }
  const causes = [...answers, ...others].join(', ')
  if (answers.size > 0) {
    const text = `Machines that boot this are installed without a question, and a disk of each is erased (${causes}).`
    return { text, details: { reason: 'answer', causes } }
  }
  if (others.size === 0) return undefined
  return {
    text: `A disk of each machine that boots this is erased without a question (${causes}).`,
    details: { causes },
  }
}
