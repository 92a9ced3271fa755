import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Assets } from '../../assets'
import { BootdropError, messageOf } from '../../errors'
import type { AnswerFile } from '../contract'

/** How MediumChoice.answer names one of Bootdrop's own. */
const EXAMPLE = 'example:'

/** Longer than any answer file; a mistaken choice is not read whole. */
const MAX_ANSWER_BYTES = 4 * 1024 * 1024

/**
 * The answer file that was chosen, read once to see that it is there and again each time a machine asks.
 * @throws BootdropError `answer-missing`
 */
export async function answerFile(chosen: string, assets: Pick<Assets, 'answerExample'>): Promise<AnswerFile> {
  const file: AnswerFile = chosen.startsWith(EXAMPLE)
    ? { title: chosen.slice(EXAMPLE.length), read: () => assets.answerExample(chosen.slice(EXAMPLE.length)) }
    : { title: chosen, read: () => readAnswer(chosen) }
  await file.read()
  return file
}

async function readAnswer(path: string): Promise<string> {
  let text: string
  try {
    const { size } = await stat(path)
    if (size > MAX_ANSWER_BYTES) throw new Error(`it is ${size} bytes long, which no answer file is`)
    text = await readFile(path, 'utf8')
  } catch (error) {
    const words = `The answer file ${basename(path)} cannot be used: ${messageOf(error)}. Choose another one, or none.`
    throw new BootdropError('answer-missing', words, { path }, error)
  }
  return text
}
