import type { App } from './app.svelte'

/** The self-test that runs, or ran last. */
export class SelfTest {
  constructor(private readonly app: App) {}

  /** Returns what ends it. */
  connect(): () => void {
    void this.app
    return () => undefined
  }
}
