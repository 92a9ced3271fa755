import { expect, test } from 'vitest'
import { mayAnswer } from '../../../../main/engine/tftp/peers'

const card = { address: '192.168.1.10', netmask: '255.255.255.0' }

test.each(['192.168.1.20', '10.0.0.1', '127.0.0.1', '192.168.2.255'])('%s may be answered', (address) => {
  expect(mayAnswer({ address, port: 2070 }, card)).toBe(true)
})

test.each([
  '0.0.0.0',
  '0.1.2.3',
  '224.0.0.1',
  '239.255.255.250',
  '240.0.0.1',
  '255.255.255.255',
  '192.168.1.255',
  '192.168.1.0',
  '192.168.1',
  '192.168.1.300',
  '::1',
  '',
])('%s is never answered', (address) => {
  expect(mayAnswer({ address, port: 2070 }, card)).toBe(false)
})

test.each([0, -1, 65_536])('port %i is never answered', (port) => {
  expect(mayAnswer({ address: '192.168.1.20', port }, card)).toBe(false)
})

test('a point-to-point link has no broadcast address', () => {
  expect(mayAnswer({ address: '10.0.0.1', port: 2070 }, { address: '10.0.0.0', netmask: '255.255.255.254' })).toBe(true)
})
