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
  // A reader that went away (`| head -1`) ends its voice, not the service.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
  return {
    json,
    event(type, fields) {
      if (json) process.stdout.write(`${JSON.stringify({ at: now().toISOString(), type, ...fields })}\n`)
    },
    say: (text) => void process.stderr.write(`${forTerminal(text)}\n`),
    result: (text, object) =>
      void process.stdout.write(json ? `${JSON.stringify(object)}\n` : `${forTerminal(text)}\n`),
  }
}

/** Labels, menu titles and file names are what somebody else wrote: they may not steer the terminal. */
function forTerminal(text: string): string {
  return text.replace(/[^\P{Cc}\n\t]/gu, '\u00b7')
}
