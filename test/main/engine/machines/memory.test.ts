import { describe, expect, it } from 'vitest'
import { MachineMemory } from '../../../../main/engine/machines/memory'
import type { Storage } from '../../../../main/engine/storage'
import { FakeClock } from '../../../support/fake-clock'

const UUID = '00112233-4455-6677-8899-aabbccddeeff'
const machine = {
  mac: '52:54:00:12:34:56',
  uuid: UUID,
  arch: 'uefi-x64',
  vendorClass: 'PXEClient:Arch:00007:UNDI:003016',
} as const

/** Keeps what a file would keep: JSON. */
function shelf(first?: unknown): Storage & { readonly written: () => unknown } {
  let text = first === undefined ? undefined : JSON.stringify(first)
  return {
    read: () => (text === undefined ? undefined : JSON.parse(text)),
    write: (_name, value) => ((text = JSON.stringify(value)), true),
    written: () => (text === undefined ? undefined : JSON.parse(text)),
  }
}

describe('what worked', () => {
  it('outlives the program', () => {
    const [storage, clock] = [shelf(), new FakeClock()]
    new MachineMemory(storage, clock).learn(machine, { proxy: 'A', chain: 'ipxe-full' })
    clock.advance(2_000)
    expect(new MachineMemory(storage, clock).wayOf(machine)).toEqual({ proxy: 'A', chain: 'ipxe-full' })
  })

  it('is written once for many boots at once, and at the end in any case', () => {
    const [storage, clock] = [shelf(), new FakeClock()]
    const memory = new MachineMemory(storage, clock)
    memory.learn(machine, { proxy: 'A' })
    expect(storage.written()).toBeUndefined()
    memory.save()
    expect(storage.written()).toMatchObject({ machines: [[UUID, { proxy: 'A' }]] })
  })

  it('of the machine itself counts before that of its kind', () => {
    const memory = new MachineMemory(shelf(), new FakeClock())
    memory.learn(machine, { proxy: 'A' })
    memory.learn({ ...machine, uuid: UUID.replaceAll('0', '1') }, { proxy: 'B' })
    expect(memory.wayOf(machine).proxy).toBe('A')
    expect(memory.wayOf({ ...machine, uuid: UUID.replaceAll('0', '2') }).proxy).toBe('B')
  })

  it('as a signed loader is the machine’s own matter, for Secure Boot is a switch in each one’s setup', () => {
    const memory = new MachineMemory(shelf(), new FakeClock())
    memory.learn(machine, { proxy: 'A', chain: 'medium-signed' })
    expect(memory.wayOf(machine).chain).toBe('medium-signed')
    expect(memory.wayOf({ ...machine, uuid: undefined })).toEqual({ proxy: 'A' })
  })

  it('beside a server says nothing about leasing', () => {
    const memory = new MachineMemory(shelf(), new FakeClock())
    memory.learn(machine, { proxy: 'A' })
    memory.learn(machine, { dhcp: 'B' })
    expect(memory.wayOf(machine)).toEqual({ proxy: 'A', dhcp: 'B' })
  })

  it('stays bounded', () => {
    const [storage, clock] = [shelf(), new FakeClock()]
    const memory = new MachineMemory(storage, clock)
    for (let number = 0; number < 3_000; number += 1) {
      const mac = `02:00:00:00:${number >> 8}:${number & 255}`
      memory.learn({ ...machine, mac, uuid: undefined, vendorClass: String(number) }, { proxy: 'A' })
    }
    memory.save()
    const { machines, kinds } = storage.written() as { machines: unknown[]; kinds: unknown[] }
    expect([machines.length, kinds.length]).toEqual([2_000, 500])
  })
})

describe('a file that was damaged or edited', () => {
  it.each<[string, unknown]>([
    ['is no object', 'x'],
    ['has another version', { version: 9, machines: [], kinds: [] }],
    ['has no lists', { version: 1 }],
  ])('counts as none when it %s', (_what, file) => {
    expect(new MachineMemory(shelf(file), new FakeClock()).of(machine)).toEqual({})
  })

  it('loses the broken entries alone', () => {
    const machines = [
      [UUID, { model: 'OptiPlex' }],
      ['other', { model: 7 }],
    ]
    const memory = new MachineMemory(shelf({ version: 1, machines, kinds: [] }), new FakeClock())
    expect(memory.of(machine)).toEqual({ model: 'OptiPlex' })
    expect(memory.of({ mac: 'other', uuid: undefined })).toEqual({})
  })
})
