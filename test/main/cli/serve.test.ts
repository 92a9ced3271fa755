import { describe, expect, it } from 'vitest'
import type { Output } from '../../../main/cli/output'
import { createTeller } from '../../../main/cli/serve'
import type { EngineEvent } from '../../../main/engine/engine'
import { STOPPED } from '../../../main/engine/initial'
import type { Client } from '../../../main/engine/types'

function recorder(): { output: Output; events: Record<string, unknown>[]; said: string[] } {
  const events: Record<string, unknown>[] = []
  const said: string[] = []
  const output: Output = {
    json: true,
    event: (type, fields) => void events.push({ type, ...fields }),
    say: (text) => void said.push(text),
    result: () => undefined,
  }
  return { output, events, said }
}

const client = {
  id: '52:54:00:00:00:01',
  mac: '52:54:00:00:00:01',
  uuid: undefined,
  arch: 'bios',
  ip: undefined,
  hostname: undefined,
  vendorClass: undefined,
  phase: { phase: 'seen' },
  detail: 'DISCOVER',
  strategy: undefined,
  firstSeen: 0,
  lastSeen: 0,
  reached: {},
  transfers: [],
  boots: 1,
} satisfies Client

describe('what serve tells', () => {
  it('names card, address, mode and the four ports when it is ready', () => {
    const { output, events } = recorder()
    const state = { ...STOPPED, status: 'serving', address: '192.168.1.20' } as const
    createTeller(output)({ type: 'ready', state, mode: 'proxy' })
    expect(events).toEqual([
      {
        type: 'ready',
        nic: undefined,
        address: '192.168.1.20',
        mode: 'proxy',
        dhcp: 67,
        pxe: 4011,
        tftp: 69,
        http: 8067,
      },
    ])
  })

  it('gives programs every client event with its stable fields', () => {
    const { output, events } = recorder()
    createTeller(output)({ type: 'client', client })
    expect(events[0]).toMatchObject({
      type: 'client',
      mac: '52:54:00:00:00:01',
      arch: 'bios',
      phase: 'seen',
      detail: 'DISCOVER',
    })
  })

  it('does not tell a person the same sentence twice in a row, but every change', () => {
    const { output, events, said } = recorder()
    const tell = createTeller(output)
    const told: EngineEvent[] = [
      client,
      { ...client, detail: 'again' },
      { ...client, phase: { phase: 'ipxe' } as const },
    ].map((one) => ({ type: 'client', client: one }))
    told.forEach(tell)
    expect(events.length).toBe(3)
    expect(said).toEqual(['52:54:00:00:00:01 (bios) asks for a boot server', '52:54:00:00:00:01 (bios) runs iPXE'])
  })

  it('puts the level before a notice that is no mere information', () => {
    const { output, said } = recorder()
    createTeller(output)({ type: 'notice', notice: { at: 0, level: 'warning', code: 'x', text: 'Careful.' } })
    expect(said).toEqual(['warning: Careful.'])
  })

  it('says stopped last', () => {
    const { output, events } = recorder()
    createTeller(output)({ type: 'stopped' })
    expect(events).toEqual([{ type: 'stopped' }])
  })
})
