import { join } from 'node:path'
import { systemClock } from '../engine/clock'
import type { Engine } from '../engine/engine'
import { stateFolder } from '../storage'
import { isAlive, journalFiles } from './files'
import { Journal } from './journal'

/** The journal of this user, kept by this program from now on. */
export function openJournal(
  engine: Pick<Engine, 'onState' | 'notice'>,
  folder = join(stateFolder(), 'journal'),
): Journal {
  const files = journalFiles({ folder, startedAt: Date.now(), pid: process.pid, isAlive })
  const complain = (text: string): void => engine.notice('warning', 'state-not-kept', text)
  return new Journal({ engine, clock: systemClock, files, complain })
}
