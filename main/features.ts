import type { About, Result } from '../preload/contract'
import { aboutHandlers } from './about'
import { checkHandlers } from './doctor/handlers'
import { evidenceHandlers } from './evidence/handlers'
import type { SavedFile } from './evidence/saved'
import { SelfTests } from './evidence/self-tests'
import { begin, type FeatureId, type Refuse } from './feature'
import type { WindowHost } from './host'
import type { FeatureHandlers, Send, Wire } from './ipc'
import { journalHandlers } from './journal/handlers'
import { recentHandlers } from './recent'
import { selfTestHandlers } from './selftest/handlers'
import type { SettingsFile } from './settings'
import { storyHandlers } from './story'
import { wakeHandlers } from './wake'

/** What the features of the window are made of. */
export interface FeatureContext {
  readonly host: WindowHost
  readonly settings: SettingsFile
  readonly wire: Pick<Wire, 'choosePlace' | 'writeFile' | 'showFolder'>
  readonly send: Send
  /** What was saved last. */
  readonly saved: Pick<SavedFile, 'path'>
  /** This program and this computer, as things are now. */
  readonly about: () => About
}

/** What makes each feature; others for tests. */
export const MAKERS = { checkHandlers, evidenceHandlers, journalHandlers, recentHandlers, selfTestHandlers, storyHandlers, wakeHandlers } // prettier-ignore

const nothing = (): null => null

/** One file a feature; what they share is in the context. One that does not begin answers with why, and is told of once. */
export function createFeatures(context: FeatureContext, make: typeof MAKERS = MAKERS): FeatureHandlers {
  const { engine, fixes } = context.host
  const part = <T>(feature: FeatureId, create: () => T, without: (refuse: Refuse) => T): T =>
    begin(engine, feature, create, without)

  const checks = part(
    'checks',
    () => make.checkHandlers({ ...context, ...(fixes === undefined ? {} : { fixes }) }),
    (refuse) => ({ preflight: refuse, fix: refuse }),
  )
  const journal = part(
    'journal',
    () => make.journalHandlers(context),
    (refuse) => ({ journal: refuse, forgetJournal: nothing, restoreJournal: nothing, exportJournal: refuse }),
  )
  const tests = new SelfTests(Date.now)
  const selfTest = part(
    'self-test',
    () => make.selfTestHandlers({ ...context, send: tests.listening(context.send) }),
    (refuse) => ({ selfTest: refuse, cancelSelfTest: nothing }),
  )
  const evidence = part(
    'evidence',
    () =>
      make.evidenceHandlers({
        ...context,
        preflight: async (nic) => valueOf(await checks.preflight(nic, false)),
        journal: async () => valueOf(await journal.journal()),
        selfTest: () => tests.last,
      }),
    (refuse) => ({ saveEvidence: refuse, showSaved: nothing }),
  )
  return {
    ...aboutHandlers(context),
    ...checks,
    ...evidence,
    ...journal,
    ...part('recent', make.recentHandlers, () => ({ absences: (paths) => paths.map(nothing) })),
    ...selfTest,
    selfTest: tests.noting(selfTest.selfTest),
    ...part(
      'story',
      () => make.storyHandlers(context),
      () => ({ story: () => [] }),
    ),
    ...part(
      'wake',
      () => make.wakeHandlers(context),
      (refuse) => ({ wake: refuse }),
    ),
  }
}

function valueOf<T>(result: Result<T>): T | undefined {
  return result.ok ? result.value : undefined
}
