import { expect, test } from 'vitest'
import { Budget } from '../../../../main/engine/tftp/budget'
import { FakeClock } from '../../../support/fake-clock'

const limits = { perAddress: 3, total: 10 }

/** How many of `times` answers to an address are allowed. */
function allowed(budget: Budget, address: string, times: number): number {
  return Array.from({ length: times }, () => budget.spend(address)).filter(Boolean).length
}

test('one address gets its share and takes nothing of the others’', () => {
  const budget = new Budget(new FakeClock(), limits)
  expect(allowed(budget, '10.0.0.2', 100)).toBe(3)
  expect(allowed(budget, '10.0.0.3', 1)).toBe(1)
})

test('all addresses together get no more than the total', () => {
  const budget = new Budget(new FakeClock(), limits)
  const sum = Array.from({ length: 50 }, (_, host) => allowed(budget, `10.0.0.${host}`, 3)).reduce((a, b) => a + b)
  expect(sum).toBe(10)
})

test.each([1000, -5000])('a new second brings a new budget (the clock moves by %i ms)', (ms) => {
  let now = 100_000
  const budget = new Budget({ now: () => now, after: () => () => undefined }, limits)
  allowed(budget, '10.0.0.2', 5)
  now += ms
  expect(allowed(budget, '10.0.0.2', 5)).toBe(3)
})
