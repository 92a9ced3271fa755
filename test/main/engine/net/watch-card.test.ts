import { expect, it } from 'vitest'
import { FakeClock } from '../../../support/fake-clock'
import { watchCard, type CardSituation } from '../../../../main/engine/net/watch-card'

const usable = (...addresses: string[]): CardSituation => ({
  state: 'usable',
  addresses: addresses.map((address) => ({ address, netmask: '255.255.255.0' })),
})
const DOWN: CardSituation = { state: 'down', addresses: [] }

function watch(situations: CardSituation[]): CardSituation[] {
  const clock = new FakeClock()
  const told: CardSituation[] = []
  let at = 0
  const look = (): CardSituation => situations[at++] ?? DOWN
  watchCard('eth0', clock, (now) => told.push(now), look)
  for (let ticks = 1; ticks < situations.length; ticks += 1) clock.advance(1_000)
  return told
}

it('says nothing while nothing changes', () => {
  expect(watch([usable('10.0.0.1'), usable('10.0.0.1'), usable('10.0.0.1')])).toEqual([])
})

it('tells once that the card went down, and that it came back', () => {
  expect(watch([usable('10.0.0.1'), DOWN, DOWN, usable('10.0.0.1')])).toEqual([DOWN, usable('10.0.0.1')])
})

it('tells another address', () => {
  expect(watch([usable('10.0.0.1'), usable('10.0.0.2')])).toEqual([usable('10.0.0.2')])
})

it('looks no more after its end', () => {
  const clock = new FakeClock()
  const end = watchCard(
    'eth0',
    clock,
    () => undefined,
    () => DOWN,
  )
  clock.advance(1_000)
  end()
  expect(clock.pending).toBe(0)
})

it('does not hear a change that its own callback ended the watch on', () => {
  const clock = new FakeClock()
  const situations = [usable('10.0.0.1'), DOWN, usable('10.0.0.1')]
  const told: CardSituation[] = []
  const end = watchCard(
    'eth0',
    clock,
    (now) => {
      told.push(now)
      end()
    },
    () => situations.shift() ?? DOWN,
  )
  clock.advance(1_000)
  clock.advance(1_000)
  expect(told).toEqual([DOWN])
})
