import { expect, test } from 'vitest'
import { isOneMachine, isPrivate } from '../../../../main/engine/net/peers'

const card = { address: '192.168.1.10', netmask: '255.255.255.0' }

test.each(['192.168.1.20', '192.168.1.10', '10.0.0.1', '192.168.2.255', '8.8.8.8'])('%s is one machine', (address) => {
  expect(isOneMachine(address, card)).toBe(true)
})

test.each([
  ...['0.0.0.0', '0.1.2.3', '127.0.0.1', '224.0.0.1', '240.0.0.1', '255.255.255.255'],
  ...['192.168.1.255', '192.168.1.0', '192.168.1', '192.168.1.300', '::1', ''],
])('"%s" is not', (address) => {
  expect(isOneMachine(address, card)).toBe(false)
})

test('on the loopback card, addresses of this computer are', () => {
  expect(isOneMachine('127.0.0.2', { address: '127.0.0.1', netmask: '255.0.0.0' })).toBe(true)
})

test('a point-to-point link has no broadcast address', () => {
  expect(isOneMachine('10.0.0.1', { address: '10.0.0.0', netmask: '255.255.255.254' })).toBe(true)
})

test.each([
  ['10.200.0.1', true],
  ['172.31.0.1', true],
  ['172.32.0.1', false],
  ['192.168.3.4', true],
  ['192.169.0.1', false],
  ['100.100.0.1', true],
  ['8.8.8.8', false],
])('%s private: %s', (address, expected) => {
  expect(isPrivate(address)).toBe(expected)
})
