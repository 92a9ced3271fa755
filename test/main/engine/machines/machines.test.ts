import { beforeEach, describe, expect, it } from 'vitest'
import type { Observation } from '../../../../main/engine/clients/observation'
import { Machines } from '../../../../main/engine/machines/machines'
import { StateStore } from '../../../../main/engine/state'
import { NO_STORAGE } from '../../../../main/engine/storage'
import { FakeClock } from '../../../support/fake-clock'
import * as seen from '../clients/support'

const STRANGER = '192.168.1.200'
const VICTIM = { mac: seen.MAC, uuid: undefined }

let clock: FakeClock
let machines: Machines
const notices: string[] = []

beforeEach(() => {
  clock = new FakeClock()
  notices.length = 0
  machines = new Machines({
    clock,
    storage: NO_STORAGE,
    store: new StateStore(clock),
    notify: (_level, code) => void notices.push(code),
    emit: () => undefined,
  })
})

const feed = (...observations: readonly Observation[]): void => {
  for (const observation of observations) machines.observe(observation)
}

describe('a stranger who writes another’s MAC into a query', () => {
  it('does not mark that machine as installed', () => {
    feed(...seen.TO_SCRIPT, { kind: 'finished', ip: STRANGER, mac: seen.MAC })
    expect(machines.installs.of(VICTIM)).toBeUndefined()
    expect(machines.clients().find(({ id }) => id === seen.MAC)?.phase).toEqual({ phase: 'script' })
  })

  it('does not change its model', () => {
    feed(...seen.TO_SCRIPT, seen.script({ model: 'Dell Inc. OptiPlex' }))
    feed(seen.script({ ip: STRANGER, model: 'EVIL Corp' }))
    expect(machines.memory.of(VICTIM).model).toBe('Dell Inc. OptiPlex')
  })
})

it('the machine itself is believed, also when it is no client yet after our restart', () => {
  feed({ kind: 'finished', ip: seen.IP, mac: seen.MAC })
  expect(machines.installs.of(VICTIM)).toBeDefined()
})

it('boards that share a UUID are not all installed because one is', () => {
  const uuid = '11111111-2222-3333-4444-555555555555'
  feed(seen.discover({ uuid }), seen.offer(), seen.lease(), { kind: 'finished', ip: seen.IP, mac: seen.MAC })
  expect(machines.installs.of({ mac: seen.MAC, uuid })).toBeDefined()
  expect(machines.installs.of({ mac: '52:54:00:00:00:02', uuid })).toBeUndefined()
})

it('Secure Boot is told once a machine', () => {
  for (let boot = 0; boot < 3; boot += 1) {
    feed(...seen.TO_LOADER)
    for (let second = 0; second < 70; second += 1) clock.advance(1_000)
  }
  expect(notices).toEqual(['secure-boot'])
})

it('an installation goes on over our restart', () => {
  const kept = new Map<string, unknown>()
  const storage = {
    read: (name: string) => kept.get(name),
    write: (name: string, value: unknown) => (kept.set(name, JSON.parse(JSON.stringify(value))), true),
  }
  const session = (): Machines =>
    new Machines({ clock, storage, store: new StateStore(clock), notify: () => undefined, emit: () => undefined })
  const first = session()
  const files = [...seen.file('h2', 'boot', seen.KERNEL), ...seen.file('h3', 'boot', seen.INITRD)]
  for (const observation of [
    ...seen.TO_IPXE,
    seen.script({ installs: true, title: 'Debian installer 12' }),
    ...files,
  ]) {
    first.observe(observation)
  }
  first.close()
  clock.advance(10 * 60_000)
  const second = session()
  second.observe(seen.discover())
  expect(second.installs.of(VICTIM)).toMatchObject({ title: 'Debian installer 12' })
  second.close()
})
