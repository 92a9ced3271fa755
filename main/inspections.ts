import { BootdropError } from './engine/errors'
import type { MediumReport } from './engine/types'
import type { Inspecting } from '../preload/contract'
import type { Host } from './host'

/** The media that are being looked at: each tells how far its unpacking is, and can be broken off. */
export class Inspections {
  readonly #running = new Map<string, Set<AbortController>>()

  constructor(
    private readonly inspect: Host['inspect'],
    private readonly tell: (progress: Inspecting) => void,
  ) {}

  /** @throws BootdropError `medium-*`, and `cancelled` when it was broken off */
  async open(path: string): Promise<MediumReport> {
    const controller = new AbortController()
    const { signal } = controller
    const ofPath = this.#running.get(path) ?? new Set()
    this.#running.set(path, ofPath.add(controller))
    try {
      return await this.inspect(path, {
        signal,
        // A 7-Zip that is being ended may still have a word to say.
        onProgress: ({ done, text }) => !signal.aborted && this.tell({ path, done, text }),
      })
    } finally {
      ofPath.delete(controller)
      if (ofPath.size === 0) this.#running.delete(path)
    }
  }

  cancel(path: string): void {
    for (const controller of this.#running.get(path) ?? []) {
      controller.abort(new BootdropError('cancelled', 'The unpacking was broken off.', { path }))
    }
  }

  /** The window is gone: nobody waits for any of them. */
  cancelAll(): void {
    for (const path of this.#running.keys()) this.cancel(path)
  }
}
