import { BY_HAND, type PermissionWhy } from '../../main/permission/refusals'
import { words } from './lang/lang.svelte'
import type { Problem } from './view.svelte'
import type { ProblemWords } from './words-trouble'

const CODES: readonly string[] = ['permission-refused', 'permission-unavailable', 'permission-failed']

/** What is said of a permission that was not given; undefined for other problems, and for reasons that we do not know. */
export function permissionWords({ code, details = {} }: Problem): ProblemWords | undefined {
  const { why, said } = details
  const known = words().permission.why
  if (!CODES.includes(code) || typeof why !== 'string' || !isWhy(known, why)) return undefined
  const { title, happened, todo, byHand } = known[why]
  const fact = typeof said === 'string' ? ` ${words().permission.said(said)}` : ''
  return { title, happened: `${happened}${fact}`, todo, ...(byHand ? { command: BY_HAND } : {}) }
}

const isWhy = (known: object, why: string): why is PermissionWhy => Object.hasOwn(known, why)

/** Nobody can be asked here, however often. */
export const canAskAgain = (problem: Problem): boolean =>
  problem.code !== 'permission-unavailable' || !['flatpak', 'snap'].includes(String(problem.details?.['why']))
