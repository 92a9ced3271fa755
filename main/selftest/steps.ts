import type { SelfTestStep } from '../../preload/contract'
import type { RungFacts } from '../virtual/machine'
import type { VirtualArch } from '../virtual/persona'

type StepRung = SelfTestStep['rung']

/** What one machine goes through, in order. */
export const STEPS = [
  'seen',
  'offered',
  'addressed',
  'loader',
  'ipxe',
  'script',
  'loading',
  'handed-over',
  'files',
] as const satisfies readonly StepRung[]

/** The steps of one machine, told as they begin and end; each tells its `arch` among its facts. */
export class Steps {
  readonly #told = new Map<StepRung, SelfTestStep>()
  #running: StepRung | undefined
  #loaded = { files: 0, bytes: 0 }

  constructor(
    private readonly arch: VirtualArch,
    private readonly now: () => number,
    private readonly tell: (step: SelfTestStep) => void,
  ) {}

  /** All of them as they stand, in order. */
  list(): SelfTestStep[] {
    return STEPS.flatMap((rung) => this.#told.get(rung) ?? [])
  }

  begin(rung: StepRung): void {
    this.#running = rung
    this.#put(rung, 'running', '', '', {})
  }

  /** The machine has got to a rung: that step is done, and the next one begins. */
  reached(rung: StepRung, facts: RungFacts = {}): void {
    if (rung === 'loading') {
      this.#loaded = { files: this.#loaded.files + 1, bytes: this.#loaded.bytes + Number(facts['bytes'] ?? 0) }
      this.#put(rung, 'running', '', '', { ...facts, ...this.#loaded })
      return
    }
    if (rung === 'handed-over') this.#put('loading', 'passed', '', '', this.#loaded)
    this.#put(rung, 'passed', '', '', facts)
    const next = STEPS[STEPS.indexOf(rung as (typeof STEPS)[number]) + 1]
    this.#running = undefined
    if (next !== undefined) this.begin(next)
  }

  /** The step that is under way ends here. */
  end(state: 'passed' | 'failed', code: string, text: string, facts: RungFacts): void {
    this.#put(this.#running ?? 'seen', state, code, text, facts)
    this.#running = undefined
  }

  #put(rung: StepRung, state: SelfTestStep['state'], code: string, text: string, facts: RungFacts): void {
    const step: SelfTestStep = { at: this.now(), state, rung, code, text, facts: { arch: this.arch, ...facts } }
    this.#told.set(rung, step)
    this.tell(step)
  }
}
