import { describe, expect, it } from 'vitest'
import { StateStore } from '../../../main/engine/state'
import { FakeClock } from '../../support/fake-clock'

describe('StateStore', () => {
  it('publishes many changes as one snapshot', () => {
    const clock = new FakeClock()
    const store = new StateStore(clock)
    const seen: number[] = []
    store.onState((state) => seen.push(state.bytesPerSecond))
    store.update({ bytesPerSecond: 1 })
    store.update({ bytesPerSecond: 2 })
    clock.advance(100)
    expect(seen).toEqual([2])
  })

  it('publishes a change of status at once', () => {
    const store = new StateStore(new FakeClock())
    const seen: string[] = []
    store.onState((state) => seen.push(state.status))
    store.update({ status: 'starting' })
    expect(seen).toEqual(['starting'])
  })

  it('asks for computed fields only when a snapshot is read or published', () => {
    const clock = new FakeClock()
    const store = new StateStore(clock)
    let asked = 0
    for (let change = 0; change < 10; change += 1) store.refresh(() => ({ bytesPerSecond: (asked += 1) }))
    clock.advance(100)
    expect(asked).toBe(1)
    expect(store.state.bytesPerSecond).toBe(1)
  })

  it('keeps one line of a cause that repeats, per machine', () => {
    const store = new StateStore(new FakeClock())
    store.notice('warning', 'no-loader', 'first', 'aa')
    store.notice('warning', 'no-loader', 'second', 'aa')
    store.notice('warning', 'no-loader', 'other machine', 'bb')
    expect(store.state.notices.map(({ text }) => text)).toEqual(['second', 'other machine'])
  })

  it('keeps what tells of the bench, however many machines are invented', () => {
    const store = new StateStore(new FakeClock())
    store.notice('error', 'card-down', 'down')
    for (let index = 0; index < 500; index += 1) store.notice('warning', 'too-little-ram', 'small', `mac ${index}`)
    const { notices } = store.state
    expect(notices[0]?.code).toBe('card-down')
    expect(notices).toHaveLength(51)
    expect(notices.at(-1)?.mac).toBe('mac 499')
  })

  it('keeps notices bounded', () => {
    const store = new StateStore(new FakeClock())
    for (let index = 0; index < 500; index += 1) store.notice('error', `code ${index}`, 'text')
    expect(store.state.notices).toHaveLength(100)
  })

  it('takes a notice back', () => {
    const store = new StateStore(new FakeClock())
    store.notice('error', 'card-down', 'down')
    store.clearNotice('card-down')
    expect(store.state.notices).toEqual([])
  })

  it('keeps the log bounded', () => {
    const store = new StateStore(new FakeClock())
    for (let number = 0; number < 1500; number += 1) store.line('info', String(number))
    expect(store.log.length).toBe(1000)
    expect(store.log.at(-1)?.text).toBe('1499')
  })

  it('does not call a listener that unsubscribed', () => {
    const store = new StateStore(new FakeClock())
    let called = 0
    const end = store.onState(() => (called += 1))
    end()
    store.update({ status: 'starting' })
    expect(called).toBe(0)
  })
})
