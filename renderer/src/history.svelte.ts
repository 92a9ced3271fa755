import type { App } from './app.svelte'

/** The bench journal on show. */
export class History {
  constructor(private readonly app: App) {}

  /** Returns what ends it. */
  connect(): () => void {
    void this.app
    return () => undefined
  }
}
