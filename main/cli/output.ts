/**
 * The two voices of the command line: JSON objects on stdout for programs (DESIGN.md 3.2), plain sentences on stderr for
 * people. With --json both speak; without it only the sentences do, and results that were asked for go to stdout.
 */
export interface Output {
  readonly json: boolean
  /** One event for programs: `{"at": ISO time, "type": …}`. Nothing without --json. */
  event(type: string, fields: object): void
  /** One sentence for people, on stderr. */
  say(text: string): void
  /** The result that was asked for, on stdout: the text without --json, the object with it. */
  result(text: string, object: object): void
}

/** @param now gives the time of an event */
export function createOutput(json: boolean, now: () => Date = () => new Date()): Output {
  return {
    json,
    event(type, fields) {
      if (json) process.stdout.write(`${JSON.stringify({ at: now().toISOString(), type, ...fields })}\n`)
    },
    say: (text) => void process.stderr.write(`${text}\n`),
    result: (text, object) => void process.stdout.write(json ? `${JSON.stringify(object)}\n` : `${text}\n`),
  }
}
