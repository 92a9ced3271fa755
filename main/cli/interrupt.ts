import type { EventEmitter } from 'node:events'

/**
 * Aborts on the first SIGINT or SIGTERM that `process` hears, so that what is half unpacked is removed; the second one ends the process
 * as ever.
 */
export function interruptSignal(process: Pick<EventEmitter, 'once' | 'off'>): AbortSignal {
  const controller = new AbortController()
  const abort = (): void => {
    for (const signal of SIGNALS) process.off(signal, abort)
    controller.abort()
  }
  for (const signal of SIGNALS) process.once(signal, abort)
  return controller.signal
}

const SIGNALS = ['SIGINT', 'SIGTERM']
