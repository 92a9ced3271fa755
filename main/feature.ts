import type { Result } from '../preload/contract'
import type { Engine } from './engine/engine'
import { messageOf, type ErrorCode } from './engine/errors'

/** A feature of the window that may fail to begin, with the name that its error goes by. */
export type FeatureId = 'checks' | 'evidence' | 'journal' | 'recent' | 'self-test' | 'story' | 'wake'

const NAMES: Readonly<Record<FeatureId, string>> = {
  checks: 'The checks',
  evidence: 'The saving of evidence',
  journal: 'The history of boots',
  recent: 'The list of recent media',
  'self-test': 'The test with a virtual machine',
  story: 'The record of what machines said',
  wake: 'Wake on LAN',
}

/** The reply to whatever is asked of a feature that did not begin. */
export type Refuse = () => Extract<Result<never>, { readonly ok: false }>

const CODE: ErrorCode = 'feature-broken'

/**
 * A feature's handlers; where they cannot be made, others in their place, and one line in the log. Whatever is broken in one feature,
 * the window opens and everything else works.
 * @param without what answers then: a refusal to each request that can hold one, and to the others as if there were nothing
 */
export function begin<T>(
  engine: Pick<Engine, 'notice'>,
  feature: FeatureId,
  make: () => T,
  without: (refuse: Refuse) => T,
): T {
  try {
    return make()
  } catch (error) {
    const cause = messageOf(error).replace(/[.\s]+$/, '')
    const message = `${NAMES[feature]} did not start: ${cause}. Everything else works. Mend what that names, if you can, then close Bootdrop and open it again; if it stays so, install Bootdrop anew.`
    const details = { reason: feature, cause }
    engine.notice('warning', CODE, message, undefined, details)
    return without(() => ({ ok: false, error: { code: CODE, message, details } }))
  }
}
