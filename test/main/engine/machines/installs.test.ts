import { beforeEach, expect, it } from 'vitest'
import type { Observation } from '../../../../main/engine/clients/observation'
import { createRegistry, type Registry } from '../../../../main/engine/clients/registry'
import { Installs } from '../../../../main/engine/machines/installs'
import { MachineMemory } from '../../../../main/engine/machines/memory'
import { NO_STORAGE } from '../../../../main/engine/storage'
import { FakeClock } from '../../../support/fake-clock'
import * as seen from '../clients/support'

const WHO = { mac: seen.MAC, uuid: undefined }
const MINUTE = 60_000

let clock: FakeClock
let installs: Installs
let registry: Registry

beforeEach(() => {
  clock = new FakeClock()
  installs = new Installs(new MachineMemory(NO_STORAGE, clock), clock)
  registry = createRegistry({ clock, onChange: (client) => installs.changed(client), onTransfer: () => undefined })
})

/** As session.ts does: the machine as it was before, then the ladder. */
function feed(...observations: readonly Observation[]): void {
  for (const observation of observations) {
    const id = 'mac' in observation ? observation.mac : undefined
    const before = registry.clients().find((client) => client.id === id)
    installs.observe(observation, before ?? ('ip' in observation ? registry.byIp(observation.ip) : undefined))
    registry.observe(observation)
  }
}

/** A whole boot of an installer, to the hand-over. */
function install(): void {
  feed(...seen.TO_IPXE, seen.script({ installs: true, title: 'Debian installer 12' }))
  feed(...seen.file('h2', 'boot', seen.KERNEL), ...seen.file('h3', 'boot', seen.INITRD))
}

it('takes a machine that comes back a while after its installer began for installed', () => {
  install()
  expect(installs.of(WHO)).toBeUndefined()
  clock.advance(4 * MINUTE)
  feed(seen.discover())
  expect(installs.of(WHO)).toMatchObject({ title: 'Debian installer 12' })
})

it('lets an installer that was broken off at once begin again', () => {
  install()
  clock.advance(MINUTE)
  feed(seen.discover())
  clock.advance(10 * MINUTE)
  feed(seen.discover())
  expect(installs.of(WHO)).toBeUndefined()
})

it('believes a system that says it is done, at once', () => {
  install()
  feed({ kind: 'finished', ip: seen.IP, mac: seen.MAC })
  expect(installs.of(WHO)).toMatchObject({ title: 'Debian installer 12' })
})

it('does not guard a machine that runs a live system', () => {
  feed(...seen.TO_RUNNING)
  clock.advance(20 * MINUTE)
  feed(seen.discover())
  expect(installs.of(WHO)).toBeUndefined()
})

it('forgets by the next day', () => {
  install()
  feed({ kind: 'finished', ip: seen.IP, mac: seen.MAC })
  clock.advance(13 * 60 * MINUTE)
  expect(installs.of(WHO)).toBeUndefined()
})
