import { createLook } from '../doctor/look'
import { EXIT } from '../engine/errors'
import type { Check, CheckState, Preflight } from '../engine/types'
import type { Host } from '../host'
import type { Command } from './args'
import type { Output } from './output'

type DoctorCommand = Extract<Command, { name: 'doctor' }>

/** What begins each line: a word, for a colour alone tells nobody on a printer. */
const MARKS: Readonly<Record<CheckState, string>> = { ok: 'ok  ', warning: 'LOOK', failed: 'STOP', unknown: '?   ' }

/**
 * Pre-flight of this computer and of one card; without a card of the computer alone, with the names of the cards.
 * @returns the exit code: 0 where nothing is red; 3 where ports cannot be opened; 1 for anything else that is red
 */
export async function doctor(
  { nic, listen }: Pick<DoctorCommand, 'nic' | 'listen'>,
  host: Pick<Host, 'engine' | 'assets' | 'cards'>,
  output: Output,
  look = createLook({ host, inWindow: false, fixes: [] }),
): Promise<number> {
  if (listen) output.say('Listening for DHCP servers, up to 4 seconds…')
  const found = await look(nic ?? null, listen)
  const code = exitCode(found)
  if (output.json) {
    for (const check of found.checks) output.event('check', check)
    output.event('preflight', summaryOf(found, code))
  }
  const text = [...found.checks.map(inWords), verdict(found)].join('\n')
  if (output.json) output.say(text)
  else output.result(text, found)
  return code
}

/** What a line says, with the command under it where there is one. */
function inWords({ state, text, command, items = [], id }: Check): string {
  const loaders = id === 'loaders' ? items.map((item) => `\n       ${loaderInWords(item)}`).join('') : ''
  return `${MARKS[state]}  ${text}${command === undefined ? '' : `\n       ${command}`}${loaders}`
}

function loaderInWords({ name, version, sha256 }: Readonly<Record<string, string | number>>): string {
  return `${String(name).padEnd(18)} ${String(sha256)}  ${String(version)}`
}

function verdict({ checks, nic, listened }: Preflight): string {
  const count = (state: CheckState): number => checks.filter((check) => check.state === state).length
  const [failed, warnings] = [count('failed'), count('warning')]
  const where = nic === null ? '' : ` on ${nic}`
  const listening = nic === null || listened ? '' : ' --listen also hears who gives out addresses there.'
  if (failed === 0 && warnings === 0) return `Nothing stands in the way of serving${where}.${listening}`
  const parts = [
    failed === 0 ? '' : `${failed} ${failed === 1 ? 'thing stands' : 'things stand'} in the way`,
    warnings === 0 ? '' : `${warnings} to look at`,
  ]
  return `${parts.filter((part) => part !== '').join(', ')}${where}.${listening}`
}

function summaryOf({ nic, listened, servers, checks }: Preflight, exit: number): object {
  const states = Object.fromEntries(
    (['ok', 'warning', 'failed', 'unknown'] as const).map((state) => [
      state,
      checks.filter((check) => check.state === state).length,
    ]),
  )
  return { nic, listened, servers, ...states, exit }
}

/** As `serve` would end: what it could not bind is 3. */
export function exitCode({ checks }: Pick<Preflight, 'checks'>): number {
  const failed = checks.filter(({ state }) => state === 'failed').map(({ id }) => id)
  if (failed.length === 0) return EXIT.fine
  return failed.some((id) => id === 'permission' || id.startsWith('port-')) ? EXIT.cannotBind : EXIT.unexpected
}
