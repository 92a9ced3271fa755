/** What set-up says. One voice for all scripts: short lines on stderr, so that stdout stays free for programs. */

export const root = new URL('../../', import.meta.url).pathname.replace(/^\/([A-Za-z]:)/, '$1')

/** @param {string} text */
export function say(text) {
  process.stderr.write(`${text}\n`)
}

/**
 * A line that is written over while something goes on; on a log (no terminal) only every tenth percent.
 * @param {string} title
 */
export function progress(title) {
  const terminal = process.stderr.isTTY
  let last = -1
  return {
    /** @param {number} done bytes @param {number} total bytes, 0 where not known */
    at(done, total) {
      const percent = total > 0 ? Math.floor((done / total) * 100) : 0
      const step = terminal ? percent : Math.floor(percent / 25) * 25
      if (step === last) return
      last = step
      const text = `  ${title}: ${(done / 1e6).toFixed(0)}${total > 0 ? ` of ${(total / 1e6).toFixed(0)}` : ''} MB`
      process.stderr.write(terminal ? `\r${text}   ` : `${text}\n`)
    },
    end() {
      if (terminal) process.stderr.write('\n')
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
    say(
      error instanceof SetupError ? `\n${error.message}` : error instanceof Error ? String(error.stack) : String(error),
    )
    process.exitCode = 1
  }
}
