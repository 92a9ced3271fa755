import { afterEach, describe, expect, it } from 'vitest'
import { existsSync, readlinkSync } from 'node:fs'
import { openBoundSocket } from '../../../main/engine/net/libc'
import type { PortOpener, PortRequest } from '../../../main/engine/net/low-ports'
import { holding } from '../../../main/permission/holding'
import { FakeClock } from '../../support/fake-clock'

const REQUEST: PortRequest = { card: 'lo', address: '127.0.0.1', ports: [67] }
const { signal } = new AbortController()
const fds: number[] = []

/** Each asking opens another port, none of them 67. */
const ask: PortOpener = ({ card, address, ports }) => {
  const opened = ports.map((port) => ({ port, fd: openBoundSocket({ type: 'udp', card, address, port: 0 }) }))
  fds.push(...opened.map(({ fd }) => fd))
  return Promise.resolve(opened)
}
const socketOf = (fd: number | undefined): string => readlinkSync(`/proc/self/fd/${String(fd)}`)
const isOpen = (fd: number | undefined): boolean => existsSync(`/proc/self/fd/${String(fd)}`)

afterEach(() => fds.splice(0))

describe.runIf(process.platform === 'linux')('ports that were asked for ahead of a start', () => {
  it('are handed to it without another question', async () => {
    const held = holding(ask, new FakeClock())
    await held.ahead(REQUEST, signal)
    expect(held.holds('lo')).toBe(true)
    const opened = await held.open(REQUEST, signal)
    expect(opened.map(({ fd }) => fd)).toEqual(fds)
    expect(held.holds('lo')).toBe(false)
  })

  it('are closed for a start on another card, which is asked for anew', async () => {
    const held = holding(ask, new FakeClock())
    await held.ahead(REQUEST, signal)
    const before = socketOf(fds[0])
    await held.open({ ...REQUEST, address: '127.0.0.2' }, signal)
    // The number of the first may be that of the second by now.
    expect(fds.map(socketOf)).not.toContain(before)
    expect(held.holds('lo')).toBe(false)
  })

  it('are closed after five minutes without a start', async () => {
    const clock = new FakeClock()
    const held = holding(ask, clock)
    await held.ahead(REQUEST, signal)
    clock.advance(5 * 60_000 - 1)
    expect(isOpen(fds[0])).toBe(true)
    clock.advance(1)
    expect([isOpen(fds[0]), held.holds('lo')]).toEqual([false, false])
  })
})
