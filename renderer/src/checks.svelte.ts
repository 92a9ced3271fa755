import type { App } from './app.svelte'

/** Pre-flight: what was found of this computer and of the card on show. */
export class Checks {
  constructor(private readonly app: App) {}

  /** Returns what ends it. */
  connect(): () => void {
    void this.app
    return () => undefined
  }
}
