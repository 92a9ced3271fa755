import type { Result, SelfTestResult, SelfTestStep } from '../../preload/contract'
import type { FeatureHandlers, Send } from '../ipc'

/** One test with virtual machines, as the window was told of it. */
export interface SelfTestRecord {
  /** ms since the epoch. */
  readonly startedAt: number
  /** The card that it went through. */
  readonly nic: string
  /** Each step as it was told last, in the order of the telling. */
  readonly steps: readonly SelfTestStep[]
  /** How it ended, or why it could not be made; undefined while it runs. */
  readonly result: Result<SelfTestResult> | undefined
}

/** Remembers the last self-test of this run: listens to its requests and to its events, and changes neither. */
export class SelfTests {
  #last: SelfTestRecord | undefined

  constructor(private readonly now: () => number) {}

  get last(): SelfTestRecord | undefined {
    return this.#last
  }

  /** `send` that notes steps as they pass. */
  listening(send: Send): Send {
    return (name, payload) => {
      if (name === 'selfTest' && this.#last !== undefined) {
        this.#last = { ...this.#last, steps: withStep(this.#last.steps, payload as SelfTestStep) }
      }
      send(name, payload)
    }
  }

  /** `selfTest` that notes how it ended. */
  noting(selfTest: FeatureHandlers['selfTest']): FeatureHandlers['selfTest'] {
    return async (nic) => {
      // A second one at the same time is refused: the first goes on, and is the one to remember.
      const isFirst = this.#last === undefined || this.#last.result !== undefined
      if (isFirst) this.#last = { startedAt: this.now(), nic, steps: [], result: undefined }
      const result = await selfTest(nic)
      if (isFirst && this.#last !== undefined) this.#last = { ...this.#last, result }
      return result
    }
  }
}

/** A step is told as often as it goes on. */
function withStep(steps: readonly SelfTestStep[], step: SelfTestStep): readonly SelfTestStep[] {
  const { rung, facts } = step
  return [...steps.filter((one) => one.rung !== rung || one.facts['arch'] !== facts['arch']), step]
}
