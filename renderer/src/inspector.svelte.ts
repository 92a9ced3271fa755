import type { App } from './app.svelte'

/** The machine whose full story is on show. */
export class Inspector {
  constructor(private readonly app: App) {}

  /** Returns what ends it. */
  connect(): () => void {
    void this.app
    return () => undefined
  }
}
