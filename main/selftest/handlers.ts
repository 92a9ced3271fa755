import type { SelfTestResult } from '../../preload/contract'
import { systemClock } from '../engine/clock'
import { realSystem } from '../engine/doctor/real-system'
import { BootdropError } from '../engine/errors'
import type { FeatureContext } from '../features'
import { attempt, type FeatureHandlers } from '../ipc'
import { cacheFolder } from '../storage'
import { lookOutside } from './outside'
import { runSelfTest } from './run'

/** One self-test at a time. */
export function selfTestHandlers({
  host,
  send,
}: Pick<FeatureContext, 'host' | 'send'>): Pick<FeatureHandlers, 'selfTest' | 'cancelSelfTest'> {
  let running: { readonly abort: AbortController; readonly settled: Promise<unknown> } | undefined

  async function run(nic: string): Promise<SelfTestResult> {
    if (running !== undefined) throw new BootdropError('already-serving', 'A self-test runs already.')
    const abort = new AbortController()
    const testing = runSelfTest({
      ...{
        engine: host.engine,
        assets: host.assets,
        listCards: () => host.cards(),
        secondEngine: () => host.secondEngine(),
      },
      ...{ nic, clock: systemClock, random: Math.random, signal: abort.signal, cache: cacheFolder() },
      outside: (place) => lookOutside(realSystem(), { ...place, opened: host.fixes?.openCard() === nic }),
      onStep: (step) => send('selfTest', step),
    })
    running = { abort, settled: testing.catch(() => undefined) }
    try {
      return await testing
    } finally {
      running = undefined
    }
  }

  return {
    selfTest: (nic) => attempt(() => run(nic)),
    /** Answers once everything that it opened is closed. */
    async cancelSelfTest() {
      running?.abort.abort(new BootdropError('cancelled', 'The self-test was broken off.'))
      await running?.settled
      return null
    },
  }
}
