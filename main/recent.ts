import { access, constants } from 'node:fs/promises'
import type { Absence, Settings } from '../preload/contract'
import type { FeatureHandlers } from './ipc'

/** Why a path cannot be read now. A link to another server is taken to be there: asking it would take its time. */
async function absenceOf(path: string): Promise<Absence> {
  if (/^(https?|tftp):\/\//i.test(path)) return null
  try {
    await access(path, constants.R_OK)
    return null
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : ''
    return code === 'EACCES' || code === 'EPERM' ? 'denied' : 'missing'
  }
}

export function recentHandlers(): Pick<FeatureHandlers, 'absences'> {
  return { absences: (paths) => Promise.all(paths.map(absenceOf)) }
}

/** The media that came to the list, oldest first: the system's own list of recent files shall have them, too. */
export function newlyServed(before: Settings['recent'], after: Settings['recent']): readonly string[] {
  const known = new Set(before.map(({ path, at }) => `${String(at)} ${path}`))
  return after
    .filter(({ path, at }) => !known.has(`${String(at)} ${path}`) && !path.includes('://'))
    .map(({ path }) => path)
    .reverse()
}
