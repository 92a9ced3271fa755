import { fileURLToPath } from 'node:url'

/** What set-up says. One voice for all scripts: short lines on stderr, so that stdout stays free for programs. */

export const root = fileURLToPath(new URL('../../', import.meta.url))

/** The steps of set-up, in order. */
const STEPS = /** @type {const} */ (['dependencies', 'Electron', 'boot loaders', 'app'])

/** @param {string} text */
export function say(text) {
  process.stderr.write(`${text}\n`)
}

/**
 * Says what a step of set-up is about to do; a step with nothing to do says nothing.
 * @param {typeof STEPS[number]} name @param {string} text
 */
export function sayStep(name, text) {
  say(`[${STEPS.indexOf(name) + 1}/${STEPS.length}] ${name}: ${text}`)
}

/** A terminal is written over at each percent; a log gets a line at each quarter. */
const LOG_STEP_PERCENT = 25

/**
 * A line that shows how far a download is.
 * @param {string} title
 * @param {{ isTTY?: boolean, write: (text: string) => unknown }} [stream]
 */
export function progress(title, stream = process.stderr) {
  let last = -1
  return {
    /** @param {number} done bytes @param {number} total bytes, 0 where not known */
    at(done, total) {
      const percent = total > 0 ? Math.min(100, Math.floor((done / total) * 100)) : 0
      const step = stream.isTTY ? Math.floor(done / 1e6) : Math.floor(percent / LOG_STEP_PERCENT)
      if (step <= last) return
      last = step
      const of = total > 0 ? ` of ${(total / 1e6).toFixed(0)} MB, ${percent} %` : ' MB'
      const text = `      ${title}: ${(Math.min(done, total || done) / 1e6).toFixed(0)}${of}`
      stream.write(stream.isTTY ? `\r${text}   ` : `${text}\n`)
    },
    end() {
      if (stream.isTTY && last >= 0) stream.write('\n')
    },
  }
}

/** An error whose message is all that the user needs: no stack is shown. */
export class SetupError extends Error {}

/**
 * Runs a script's main function; a SetupError is shown as its sentence, anything else with its stack.
 * @param {() => Promise<number | void>} main
 */
export async function runMain(main) {
  try {
    process.exitCode = (await main()) ?? 0
  } catch (error) {
    say(inWords(error))
    process.exitCode = 1
  }
}

/** @param {unknown} error */
export function inWords(error) {
  if (error instanceof SetupError) return `\n${error.message}`
  return error instanceof Error ? String(error.stack) : String(error)
}

/** fetch says only "fetch failed"; what failed is below. @param {unknown} error @returns {string} */
export function rootCause(error) {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? rootCause(error.cause) : error.message
}
