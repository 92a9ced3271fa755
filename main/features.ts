import type { About } from '../preload/contract'
import { aboutHandlers } from './about'
import { checkHandlers } from './doctor/handlers'
import { evidenceHandlers } from './evidence/handlers'
import type { SavedFile } from './evidence/saved'
import { SelfTests } from './evidence/self-tests'
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

/** One file a feature; what they share is in the context. */
export function createFeatures(context: FeatureContext): FeatureHandlers {
  const checks = checkHandlers({
    ...context,
    ...(context.host.fixes === undefined ? {} : { fixes: context.host.fixes }),
  })
  const journal = journalHandlers(context)
  const tests = new SelfTests(Date.now)
  const selfTest = selfTestHandlers({ ...context, send: tests.listening(context.send) })
  return {
    ...aboutHandlers(context),
    ...checks,
    ...evidenceHandlers({
      ...context,
      preflight: async (nic) => {
        const looked = await checks.preflight(nic, false)
        return looked.ok ? looked.value : undefined
      },
      journal: async () => journal.journal(),
      selfTest: () => tests.last,
    }),
    ...journal,
    ...recentHandlers(),
    ...selfTest,
    selfTest: tests.noting(selfTest.selfTest),
    ...storyHandlers(context),
    ...wakeHandlers(context),
  }
}
