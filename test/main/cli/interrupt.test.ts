import { EventEmitter } from 'node:events'
import { describe, expect, it } from 'vitest'
import { interruptSignal } from '../../../main/cli/interrupt'

describe('a command that can be broken off', () => {
  it.each(['SIGINT', 'SIGTERM'])('hears the first %s, and leaves the second one to the system', (name) => {
    const process = new EventEmitter()
    const signal = interruptSignal(process)
    expect(signal.aborted).toBe(false)
    expect(process.emit(name)).toBe(true)
    expect(signal.aborted).toBe(true)
    expect([process.listenerCount('SIGINT'), process.listenerCount('SIGTERM')]).toEqual([0, 0])
  })
})
