import type { App } from './app.svelte'

/** What a machine's screen says, and what that means. */
export class ScreenHelp {
  constructor(private readonly app: App) {}

  /** Returns what ends it. */
  connect(): () => void {
    void this.app
    return () => undefined
  }
}
