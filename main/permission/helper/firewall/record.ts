/**
 * What is open, kept where only root writes and where a restart of the computer, which ends the rules, ends it too. Written
 * before the first rule, removed after the last is gone.
 */
import { linkSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { encode, isRuleId, parseRequest, type RuleId } from '../../messages'
import { recordPath, recordsFolder } from '../../records'
import type { Opening } from './opening'

export function keepRecord({ id, card, address, http }: Opening): void {
  mkdirSync(recordsFolder(), { recursive: true, mode: 0o755 })
  const path = recordPath(id)
  const lines = [
    encode({ verb: 'open-firewall', id, card, address, http }),
    `${process.pid} ${startOf(process.pid) ?? ''}`,
  ]
  writeOnce(path, lines.join('\n'))
}

/** A whole file or none. @throws Error `EEXIST` where one is there: it may be another helper's, whose rules have the same name */
export function writeOnce(path: string, text: string): void {
  const temporary = `${path}.new`
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

/** Openings whose helper was killed, so that nobody takes them back. */
export function orphans(): readonly Opening[] {
  return records().flatMap((id) => {
    const [request = '', keeper = ''] = read(id).split('\n')
    const [pid = '', start = ''] = keeper.split(' ')
    const opening = parseRequest(request)
    if (!('verb' in opening) || opening.verb !== 'open-firewall') return []
    return start !== '' && startOf(Number(pid)) === start ? [] : [opening]
  })
}

function records(): readonly RuleId[] {
  try {
    return readdirSync(recordsFolder()).filter(isRuleId)
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

/** When a process began, in ticks: an id alone may belong to another one by now. Undefined when it is gone. proc(5), field 22. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
  } catch {
    return undefined
  }
}
