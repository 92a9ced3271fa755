/**
 * What is open, kept where only root writes and where a restart of the computer, which ends the rules, ends it too. Written
 * before the first rule, removed after the last is gone.
 */
import {
  chmodSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { encode, isRuleId, parseRequest, type RuleId } from '../../messages'
import { recordPath, recordsFolder } from '../../records'
import type { Opening } from './opening'
import { isRunning, startOf } from './processes'

/** One a card, and some more. */
const MAX_OPENINGS = 16
const HALF_WRITTEN = '.new'
/** A record takes a moment to be written; what is half written after this was left by a helper that was killed. */
const HALF_WRITTEN_MS = 60_000

/** @throws Error where a record of that name is there, or as many as may be */
export function keepRecord({ id, card, address, http }: Opening): void {
  mkdirSync(recordsFolder(), { recursive: true })
  // Whatever it was made with: everybody may look.
  chmodSync(recordsFolder(), 0o755)
  if (records().length >= MAX_OPENINGS)
    throw new Error(`the firewall is open in ${String(MAX_OPENINGS)} places already`)
  const path = recordPath(id)
  const lines = [
    encode({ verb: 'open-firewall', id, card, address, http }),
    `${process.pid} ${startOf(process.pid) ?? ''}`,
    network(),
  ]
  writeOnce(path, lines.join('\n'))
}

/** A whole file or none. @throws Error `EEXIST` where one is there: it may be another helper's, whose rules have the same name */
export function writeOnce(path: string, text: string): void {
  const temporary = `${path}${HALF_WRITTEN}`
  writeFileSync(temporary, text, { mode: 0o644, flag: 'wx' })
  try {
    // Unlike a rename, a link never replaces.
    linkSync(temporary, path)
  } finally {
    rmSync(temporary, { force: true })
  }
}

export function removeRecord(id: RuleId): void {
  rmSync(recordPath(id), { force: true })
}

/** Openings whose helper was killed, so that nobody takes them back. What is open in another network is not seen from here. */
export function orphans(): readonly Opening[] {
  sweepHalfWritten()
  return records().flatMap((id) => {
    const [request = '', keeper = '', where = ''] = read(id).split('\n')
    const [pid = '', start = ''] = keeper.split(' ')
    const opening = parseRequest(request)
    if (!('verb' in opening) || opening.verb !== 'open-firewall') return []
    return isRunning(Number(pid), start) || where !== network() ? [] : [opening]
  })
}

/** The network namespace that we are in (namespaces(7)). */
const network = (): string => readlinkSync('/proc/self/ns/net')

function sweepHalfWritten(): void {
  for (const name of names().filter((name) => name.endsWith(HALF_WRITTEN))) {
    const path = join(recordsFolder(), name)
    const age = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now())
    if (age > HALF_WRITTEN_MS) rmSync(path, { force: true })
  }
}

const records = (): readonly RuleId[] => names().filter(isRuleId)

function names(): readonly string[] {
  try {
    return readdirSync(recordsFolder())
  } catch {
    return []
  }
}

function read(id: RuleId): string {
  try {
    return readFileSync(recordPath(id), 'latin1')
  } catch {
    return ''
  }
}
