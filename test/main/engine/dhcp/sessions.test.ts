import { expect, it } from 'vitest'
import { Sessions } from '../../../../main/engine/dhcp/sessions'
import { clientOf, message } from './messages'

const PLACE = { mode: 'proxy' } as const
const client = clientOf(message())
const mac = (number: number): string => `02:00:00:00:00:${number.toString(16).padStart(2, '0')}`

it('forgets the machine heard longest ago when the table is full', () => {
  const sessions = new Sessions(2)
  sessions.discovered(mac(1), client, 1, 0, PLACE)
  sessions.discovered(mac(2), client, 2, 0, PLACE)
  sessions.discovered(mac(1), client, 1, 0, PLACE)
  sessions.discovered(mac(3), client, 3, 0, PLACE)
  expect([1, 2, 3].map((number) => sessions.get(mac(number)) !== undefined)).toEqual([true, false, true])
})

it('stays bounded under a flood of invented machines', () => {
  const sessions = new Sessions()
  for (let number = 0; number < 10_000; number += 1) {
    sessions.discovered(`02:00:00:00:${number >> 8}:${number & 255}`, client, number, 0, PLACE)
    sessions.addressed(`02:00:00:00:${number >> 8}:${number & 255}`, `10.0.${number >> 8}.${number & 255}`)
  }
  expect(sessions.size).toBe(4096)
  expect(sessions.at('10.0.0.1')).toBeUndefined()
})

it('finds a machine by the address that it took', () => {
  const sessions = new Sessions()
  sessions.discovered(mac(1), client, 1, 0, PLACE)
  sessions.addressed(mac(1), '10.0.0.5')
  expect(sessions.at('10.0.0.5')?.mac).toBe(mac(1))
})

it('gives an address to the machine that took it last', () => {
  const sessions = new Sessions()
  for (const number of [1, 2]) {
    sessions.discovered(mac(number), client, number, 0, PLACE)
    sessions.addressed(mac(number), '10.0.0.5')
  }
  sessions.discovered(mac(1), client, 1, 0, PLACE)
  expect(sessions.at('10.0.0.5')?.mac).toBe(mac(2))
})

it('never takes progress back', () => {
  const sessions = new Sessions()
  sessions.discovered(mac(1), client, 1, 0, PLACE)
  sessions.progress(mac(1), 'started')
  sessions.progress(mac(1), 'transfer')
  expect(sessions.get(mac(1))?.round.reached).toBe('started')
})

it('passes over progress of machines that it does not know', () => {
  const sessions = new Sessions()
  sessions.progress(mac(1), 'loader')
  sessions.addressed(mac(1), '10.0.0.5')
  expect(sessions.size).toBe(0)
})

it('keeps what the firmware said where its iPXE says less', () => {
  const sessions = new Sessions()
  const http = clientOf(message({ arch: [16], vendorClass: 'HTTPClient:Arch:00016:UNDI:003001' }))
  sessions.discovered(mac(1), http, 1, 0, PLACE)
  sessions.sent(mac(1), 'ipxe-small')
  sessions.discovered(mac(1), clientOf(message({ ipxe: true })), 2, 0, PLACE)
  expect(sessions.get(mac(1))).toMatchObject({ arch: 'http-x64', vendorClass: http.vendorClass, chain: 'ipxe-small' })
})

it('takes a ROM that is iPXE itself at its word', () => {
  const sessions = new Sessions()
  sessions.discovered(mac(1), clientOf(message({ ipxe: true, arch: [0] })), 2, 0, PLACE)
  sessions.sent(mac(1), 'script')
  expect(sessions.get(mac(1))).toMatchObject({ arch: 'bios', chain: undefined })
})
