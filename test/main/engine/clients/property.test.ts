import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Observation } from '../../../../main/engine/clients/observation'
import { createRegistry, MAX_MACHINES } from '../../../../main/engine/clients/registry'
import { isAtLeast, rungOf } from '../../../../main/engine/clients/rungs'
import { MAX_TRANSFERS } from '../../../../main/engine/clients/transfers'
import type { Client } from '../../../../main/engine/types'

const ip = fc.constantFrom('10.0.0.1', '10.0.0.2', '10.0.0.3')
const mac = fc.constantFrom('02:00:00:00:00:01', '02:00:00:00:00:02', '02:00:00:00:00:03')
const id = fc.constantFrom('a', 'b', 'c', 'd')
const text = fc.oneof(
  fc.constantFrom('/iso/x/linux', '/iso/x/initrd', 'snponly.efi', ''),
  fc.string({ unit: 'binary' }),
)
const arch = fc.constantFrom('bios' as const, 'uefi-x64' as const, 'http-x64' as const, 'unknown' as const)
const bytes = fc.integer({ min: -5, max: 2 ** 45 })
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })
const kind = <K extends Observation['kind']>(name: K) => ({ kind: fc.constant(name) })

const observation: fc.Arbitrary<Observation> = fc.oneof(
  fc.record({
    ...kind('discover'),
    ...{ mac, arch, uuid: maybe(text), vendorClass: maybe(text), hostname: maybe(text), detail: text },
    stage: fc.constantFrom('firmware' as const, 'ipxe' as const),
  }),
  fc.record({
    ...kind('offer'),
    ...{ mac, file: text, detail: text, bootServer: fc.boolean() },
    strategy: fc.constantFrom('A' as const, 'B' as const, 'C' as const),
  }),
  fc.record({ ...kind('lease'), mac, ip, server: maybe(ip) }),
  fc.record({
    ...kind('refused'),
    mac,
    arch,
    why: fc.constantFrom('no-loader-for-arch' as const, 'medium-gone' as const),
  }),
  fc.record({
    ...kind('transfer-start'),
    ...{ id, ip, file: text, detail: text, sizeBytes: maybe(bytes) },
    protocol: fc.constantFrom('tftp' as const, 'http' as const),
    role: fc.constantFrom('loader', 'probe', 'script', 'boot', 'runtime', 'other'),
  }),
  fc.record({ ...kind('transfer-progress'), id, ip, sentBytes: bytes }),
  fc.record({
    ...kind('transfer-end'),
    ...{ id, ip, sentBytes: bytes, detail: text },
    outcome: fc.constantFrom('complete', 'aborted-probe', 'aborted', 'timed-out', 'failed'),
  }),
  fc.record({
    ...kind('not-found'),
    ...{ ip, file: text, expected: fc.boolean() },
    protocol: fc.constantFrom('tftp' as const, 'http' as const),
  }),
  fc.record({ ...kind('script'), ip, mac: maybe(mac), arch: maybe(arch), uuid: maybe(text), files: fc.array(text) }),
)
/** An observation, or so many ms that pass. */
const step = fc.oneof(
  { weight: 4, arbitrary: observation },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 150_000 }) },
)

/** Transfer ids are given once: each start gets a new one, and later reports are about the newest of that letter. */
function withFreshIds(steps: readonly (Observation | number)[]): (Observation | number)[] {
  const newest = new Map<string, string>()
  return steps.map((one, index) => {
    if (typeof one === 'number' || !('id' in one)) return one
    if (one.kind === 'transfer-start') newest.set(one.id, `${one.id}${index}`)
    return { ...one, id: newest.get(one.id) ?? one.id }
  })
}

/** What must never be seen between two snapshots of one machine. */
function wrongBetween(before: Client, after: Client): string[] {
  const wrongs: string[] = []
  if (after.boots < before.boots) wrongs.push('boots went back')
  if (after.boots !== before.boots) return wrongs
  if (!isAtLeast(rungOf(after.phase), rungOf(before.phase))) wrongs.push('the rung went down')
  for (const transfer of after.transfers) {
    const old = before.transfers.find((candidate) => candidate.id === transfer.id)
    if (old !== undefined && transfer.sentBytes < old.sentBytes) wrongs.push('bytes went back')
    if (old?.done === true && !transfer.done) wrongs.push('a finished transfer ran again')
  }
  return wrongs
}

/** What must never be seen in one snapshot. */
function wrongIn(clients: readonly Client[], byIp: (ip: string) => Client | undefined): string[] {
  const wrongs: string[] = []
  for (const client of clients) {
    if (client.transfers.length > MAX_TRANSFERS) wrongs.push('too many transfers')
    if (client.transfers.some(({ sentBytes }) => sentBytes < 0)) wrongs.push('fewer than no bytes')
    if (client.transfers.some(({ bytesPerSecond }) => !(bytesPerSecond >= 0))) wrongs.push('an impossible speed')
    if (client.ip !== undefined && byIp(client.ip)?.id !== client.id) wrongs.push('two machines at one address')
    if (client.reached[rungOf(client.phase)] === undefined) wrongs.push('a rung that was never reached')
  }
  return wrongs
}

describe('any sequence of observations', () => {
  test('never throws, never takes a machine down within one boot, never takes a count of bytes back', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120, size: 'max' }), (steps) => {
        let now = 1_700_000_000_000
        const listeners = { onChange: () => undefined, onTransfer: () => undefined }
        const registry = createRegistry({ clock: { now: () => now }, ...listeners })
        let known = new Map<string, Client>()
        for (const one of withFreshIds(steps)) {
          if (typeof one === 'number') {
            now += one
            registry.tick()
          } else registry.observe(one)
          const clients = registry.clients()
          const wrongs = clients.flatMap((client) => wrongBetween(known.get(client.id) ?? client, client))
          expect([...wrongs, ...wrongIn(clients, registry.byIp)]).toEqual([])
          known = new Map(clients.map((client) => [client.id, client]))
        }
      }),
      { numRuns: 1_000 },
    )
    // 120,000 observations: two seconds on a machine that does nothing else.
  }, 60_000)

  test('keeps memory bounded', () => {
    const registry = createRegistry({ clock: { now: () => 0 }, onChange: () => undefined, onTransfer: () => undefined })
    const long = 'x'.repeat(60_000)
    for (let index = 0; index < 3_000; index += 1) {
      const address = `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`
      const common = { ip: address, protocol: 'http', role: 'runtime', sizeBytes: undefined } as const
      for (let part = 0; part < 4; part += 1) {
        registry.observe({
          kind: 'transfer-start',
          id: `${index}-${part}`,
          file: `${part}${long}`,
          detail: long,
          ...common,
        })
      }
    }
    expect(registry.clients().length).toBeLessThanOrEqual(MAX_MACHINES)
    expect(JSON.stringify(registry.clients()).length).toBeLessThan(3_000_000)
  })
})
