import { untrack } from 'svelte'
import type { SelfTestResult, SelfTestStep } from '../../preload/contract'
import type { App } from './app.svelte'
import { words } from './lang/lang.svelte'
import { doorWords } from './self-test-words'
import type { Problem } from './view.svelte'

/** What a virtual machine goes through, in order. */
const RUNGS = [
  ...(['seen', 'offered', 'addressed', 'loader', 'ipxe'] as const),
  ...(['script', 'loading', 'handed-over', 'files'] as const),
] satisfies readonly SelfTestStep['rung'][]

/** What a test was made of. */
interface Circumstances {
  readonly nic: string | null
  /** Counts starts and stops. */
  readonly turns: number
  /** Paths and recipes, where something was served. */
  readonly served: string | undefined
}

/** One line of the checklist; `waiting` where nothing was told of it yet. */
export interface StepLine {
  readonly rung: SelfTestStep['rung']
  readonly state: SelfTestStep['state'] | 'waiting'
  readonly step: SelfTestStep | undefined
  /** ms since this machine began. */
  readonly ms: number | undefined
}

/** One virtual machine of the test. */
export interface TestedMachine {
  readonly arch: string
  readonly lines: readonly StepLine[]
}

/** The self-test that runs, or ran last. */
export class SelfTest {
  #steps = $state.raw<readonly SelfTestStep[]>([])
  state = $state<'idle' | 'running' | 'stopping'>('idle')
  result = $state.raw<SelfTestResult>()
  /** Why it could not run at all. */
  problem = $state.raw<Problem>()
  cancelled = $state(false)
  /** When the last one ended, ms since the epoch. */
  endedAt = $state<number>()
  /** Changes at each start and stop, and not with each snapshot of the engine. */
  readonly #since = $derived.by(() => (this.app.serving ? this.app.engine.startedAt : undefined))
  #turns = $state(0)
  #madeOf = $state.raw<Circumstances>()

  /** The card it goes through. */
  readonly nic = $derived.by(() => this.app.checks.nic)
  readonly machines = $derived.by(() => machinesOf(this.#steps))
  /** Whether other machines get in; told last. */
  readonly outside = $derived.by(() => this.#steps.find(({ rung }) => rung === 'firewall'))
  /** What went wrong, in words; undefined where nothing did. */
  readonly failure = $derived.by(() => {
    const { problem, result } = this
    if (problem !== undefined)
      return doorWords({ code: problem.code, text: problem.message, facts: problem.details ?? {} })
    const first = (as: SelfTestStep['state']) => result?.steps.find(({ state }) => state === as)
    const shut = first('failed') ?? (result?.passed === true ? first('unsure') : undefined)
    return shut && doorWords(shut)
  })
  /** How many machines booted to the end. */
  readonly booted = $derived(
    this.machines.filter(({ lines }) => lines.some(({ rung, state }) => rung === 'files' && state === 'passed')).length,
  )
  /** What has changed since the last one; undefined where it still tells how things are. */
  readonly old = $derived.by(() => {
    const [then, now] = [this.#madeOf, this.#circumstances()]
    if (then === undefined || this.state !== 'idle') return undefined
    if (then.nic !== now.nic) return 'card'
    if (then.turns !== now.turns) return this.app.serving ? 'start' : 'stop'
    return then.served === now.served ? undefined : 'media'
  })
  /** The card that the last one went through. */
  readonly testedNic = $derived(this.#madeOf?.nic ?? '')

  constructor(private readonly app: App) {}

  /** Returns what ends it. */
  connect(): () => void {
    const endWatching = $effect.root(() => {
      $effect(() => {
        void this.#since
        untrack(() => this.#turns++)
      })
    })
    const endListening = this.app.api.on.selfTest((step) => {
      if (this.state !== 'running') return
      const others = this.#steps.filter(({ rung, facts }) => rung !== step.rung || facts['arch'] !== step.facts['arch'])
      this.#steps = [...others, step]
    })
    return () => {
      endWatching()
      endListening()
    }
  }

  async run(): Promise<void> {
    const { nic, app } = this
    if (nic === null || this.state !== 'idle') return
    this.#clear()
    this.#madeOf = this.#circumstances()
    this.state = 'running'
    try {
      const result = await app.api.selfTest(nic)
      if (result.ok) {
        this.result = result.value
        this.#steps = result.value.steps
      } else if (result.error.code === 'cancelled') this.cancelled = true
      else this.problem = result.error
    } finally {
      this.state = 'idle'
      this.endedAt = Date.now()
      // Nothing runs any more: what was under way stands there as not done.
      this.#steps = this.#steps.filter(({ state }) => state !== 'running')
    }
    app.speech.say(this.#news())
    // The line of the checks shall not say otherwise.
    if (this.outside !== undefined && this.outside.state !== 'passed') void app.checks.look()
  }

  /** Breaks it off; it is over once `run` is. */
  async cancel(): Promise<void> {
    if (this.state !== 'running') return
    this.state = 'stopping'
    await this.app.api.cancelSelfTest()
  }

  #circumstances(): Circumstances {
    const { serving, engine } = this.app
    const served = engine.served?.media.map(({ path, recipe }) => [path, recipe])
    return { nic: this.nic, turns: this.#turns, served: serving ? JSON.stringify(served) : undefined }
  }

  #clear(): void {
    this.#steps = []
    this.result = undefined
    this.problem = undefined
    this.cancelled = false
  }

  #news(): string {
    const { passed, nothing, cancelled } = words().selftest
    if (this.cancelled) return cancelled
    return this.failure?.title ?? (this.result?.passed === true ? passed : nothing)
  }
}

function machinesOf(steps: readonly SelfTestStep[]): TestedMachine[] {
  const archs = [...new Set(steps.flatMap(({ facts }) => facts['arch'] ?? []))].map(String)
  return archs.map((arch) => {
    const own = steps.filter(({ facts }) => facts['arch'] === arch)
    const began = Math.min(...own.map(({ at }) => at))
    const lines = RUNGS.map((rung): StepLine => {
      const step = own.find((told) => told.rung === rung)
      const ms = step === undefined || step.state === 'running' ? undefined : step.at - began
      return { rung, state: step?.state ?? 'waiting', step, ms }
    })
    return { arch, lines }
  })
}
