import { underWay } from '../preload/under-way'
import type { EngineState } from './engine/types'

interface Stoppable {
  preventDefault(): void
}

export interface QuitDeps {
  state(): EngineState
  stop(): Promise<void>
  now(): number
  /** Asks, in the system's own dialog, whether so many boots may be broken off. */
  mayBreakOff(count: number): Promise<boolean>
  /** Takes the window into the tray; false where it has to close. */
  hide(): boolean
  /** Begins the end anew: beforeQuit is called. */
  quit(): void
}

/**
 * Ports are given back before the program goes, whichever way it is asked to go; while machines boot, only if that is meant.
 */
export class Quitting {
  #asking = false
  #agreed = false
  #stopped = false

  constructor(private readonly deps: QuitDeps) {}

  /** The window is about to close. */
  closing(event: Stoppable): void {
    if (!this.#agreed && this.deps.hide()) event.preventDefault()
    else this.#asks(event)
  }

  /** The program is about to go. */
  beforeQuit(event: Stoppable): void {
    if (this.#stopped || this.deps.state().status === 'stopped') return this.agree()
    if (this.#asks(event)) return
    event.preventDefault()
    void this.deps.stop().finally(() => {
      this.#stopped = true
      this.quit()
    })
  }

  /** The system goes down, or another program asks for the end: nobody is there to answer. */
  agree(): void {
    this.#agreed = true
  }

  quit(): void {
    this.agree()
    this.deps.quit()
  }

  /** Whether it is asked first; then the event that wanted to close has to wait. */
  #asks(event: Stoppable): boolean {
    const { status, clients } = this.deps.state()
    const count = this.#agreed || status !== 'serving' ? 0 : underWay(clients, this.deps.now())
    if (count === 0) return false
    event.preventDefault()
    if (this.#asking) return true
    this.#asking = true
    void this.deps.mayBreakOff(count).then((may) => {
      this.#asking = false
      if (may) this.quit()
    })
    return true
  }
}
