import type { App } from './app.svelte'

/** The saving of evidence. */
export class Evidence {
  constructor(private readonly app: App) {}

  /** Returns what ends it. */
  connect(): () => void {
    void this.app
    return () => undefined
  }
}
