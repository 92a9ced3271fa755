import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Assets } from '../../assets'
import { BootdropError, messageOf, systemCode } from '../../errors'
import type { AnswerFile } from '../contract'
import { decodeAnswer } from './text'

/** How MediumChoice.answer names one of Bootdrop's own. */
export const EXAMPLE = 'example:'

/** Longer than any answer file; a mistaken choice is not read whole. */
export const MAX_ANSWER_BYTES = 4 * 1024 * 1024

/** Reads files of Bootdrop's own. */
export type Examples = Pick<Assets, 'answerExample'>

/**
 * The answer file that was chosen, read once to see that it is there and again each time a machine asks.
 * @throws BootdropError `answer-missing`
 */
export async function answerFile(chosen: string, assets: Examples): Promise<AnswerFile> {
  const file: AnswerFile = chosen.startsWith(EXAMPLE)
    ? { title: chosen.slice(EXAMPLE.length), read: () => assets.answerExample(chosen.slice(EXAMPLE.length)) }
    : { title: chosen, read: () => readAnswer(chosen) }
  await file.read()
  return file
}

async function readAnswer(path: string): Promise<string> {
  try {
    const file = await stat(path)
    if (!file.isFile()) throw new Error(file.isDirectory() ? 'it is a folder' : 'it is no file')
    if (file.size > MAX_ANSWER_BYTES) throw new Error(`it is ${file.size} bytes long, which no answer file is`)
    return decodeAnswer(await readFile(path))
  } catch (error) {
    const why = systemCode(error) === 'ENOENT' ? 'it is not there' : messageOf(error)
    const words = `The answer file ${basename(path)} cannot be used: ${why}. Choose another one, or none.`
    throw new BootdropError('answer-missing', words, { path }, error)
  }
}
