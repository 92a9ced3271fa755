import { cleanup, render } from '@testing-library/svelte'
import { afterEach, beforeAll, vi } from 'vitest'
import { App } from '../../renderer/src/app.svelte'
import Window from '../../renderer/src/components/Window.svelte'
import type { FakeApi } from './fixtures'

let end: () => void = () => undefined

/** The whole window on a page that is not drawn, until the end of the test. */
export function open(api: FakeApi): { api: FakeApi; app: App } {
  const app = new App(api)
  render(Window, { app })
  end = app.connect()
  return { api, app }
}

/** Hooks for a file that opens windows. */
export function closeAfterEach(): void {
  beforeAll(() => {
    // happy-dom lays nothing out.
    Element.prototype.scrollIntoView = vi.fn()
  })
  afterEach(() => {
    end()
    cleanup()
  })
}
