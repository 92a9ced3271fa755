import { describe, expect, test } from 'vitest'
import { STOPPED } from '../../../../main/engine/initial'
import { explain, factsOf } from '../../../../main/engine/diagnosis/facts'
import { rankCauses } from '../../../../main/engine/diagnosis/rank'
import { MESSAGE_IDS, type MessageId } from '../../../../main/engine/diagnosis/screen/messages'
import { brokenStation, passedStation } from '../../../../main/engine/diagnosis/station'
import type { Seen } from '../../../../main/engine/diagnosis/types'
import type { Client, EngineState, OtherServer, Preflight } from '../../../../main/engine/types'
import type { Observation } from '../../../../main/engine/clients/observation'
import * as seen from '../clients/support'
import { bench, discover, end, lease, offer, script, start } from '../clients/support'

const ROUTER: OtherServer = { address: '192.168.1.1', kind: 'dhcp', claimsPxe: false, lastHeard: 0 }
const serving = (patch: Partial<EngineState> = {}): EngineState => ({
  ...STOPPED,
  status: 'serving',
  mode: 'proxy',
  otherServers: [ROUTER],
  ...patch,
})

/** A machine as the servers would have come to know it, and what is thought of it `seconds` later. */
function machine(observations: readonly Observation[], seconds = 0): { client: Client; now: number } {
  const one = bench({ place: () => ({ servers: [ROUTER], leases: false }) })
  one.feed(...observations)
  one.wait(seconds)
  const client = one.client()
  return { client, now: client.lastSeen + seconds * 1000 }
}

const firewall = (state: 'ok' | 'failed'): Preflight => ({
  at: 0,
  nic: 'eno1',
  listened: false,
  servers: [],
  checks: [{ id: 'firewall', state, code: 'x', text: '', facts: {} }],
})

function ranked(message: MessageId, patch: Partial<Seen>) {
  return rankCauses(message, { client: undefined, state: serving(), preflight: undefined, now: 0, ...patch })
}
const first = (message: MessageId, patch: Partial<Seen> = {}): string => ranked(message, patch)[0]?.cause ?? ''
const causes = (message: MessageId, patch: Partial<Seen> = {}): string[] =>
  ranked(message, patch).map(({ cause }) => cause)

describe('without a machine', () => {
  test.each(MESSAGE_IDS)('%s has causes in an order, and never more than six', (message) => {
    const list = ranked(message, {})
    expect(list.length).toBeGreaterThan(0)
    expect(list.length).toBeLessThanOrEqual(6)
    expect(list.map(({ weight }) => weight)).toEqual(list.map(({ weight }) => weight).sort((a, b) => b - a))
  })

  test('what is served, and what the checks saw, counts all the same', () => {
    expect(first('pxe-e53', { state: STOPPED })).toBe('not-serving')
    expect(first('pxe-e18', { preflight: firewall('failed') })).toBe('firewall')
    expect(first('pxe-e18', { preflight: firewall('ok') })).not.toBe('firewall')
    expect(first('pxe-e16', { state: serving({ otherServers: [] }) })).toBe('no-dhcp-server')
    expect(first('pxe-e55', { state: serving({ otherServers: [{ ...ROUTER, claimsPxe: true }] }) })).toBe('option-60')
  })
})

describe('with a machine', () => {
  const addressed = [discover(), offer({ strategy: 'B' }), lease()]

  test('of which port 4011 heard nothing, PXE-E16 is the firewall and not a missing DHCP server', () => {
    const list = ranked('pxe-e16', machine(addressed, 40))
    expect(list[0]).toMatchObject({ cause: 'firewall', leaning: 'likely' })
    expect(list[0]?.speaksFor.map(({ code }) => code)).toContain('boot-server-not-asked')
    const none = list.find(({ cause }) => cause === 'no-dhcp-server')
    expect(none?.leaning).toBe('unlikely')
    expect(none?.speaksAgainst.map(({ code }) => code)).toContain('leased')
  })

  test('that asked in vain, PXE-E16 is not the firewall of this computer', () => {
    const { client, now } = machine([discover(), offer(), discover(), offer(), discover(), offer()], 40)
    expect(['proxy-ignored', 'port-blocks']).toContain(first('pxe-e16', { client, now }))
  })

  test('that has its loader, “downloaded successfully” is Secure Boot on UEFI and the card on BIOS', () => {
    expect(first('nbp-downloaded', machine(seen.TO_LOADER, 70))).toBe('secure-boot')
    const bios = seen.TO_LOADER.map((one) => (one.kind === 'discover' ? { ...one, arch: 'bios' as const } : one))
    expect(first('nbp-downloaded', machine(bios, 70))).toBe('loader-hangs')
  })

  test('that told its memory, “no space” is too little of it', () => {
    const told = [...seen.TO_IPXE, script({ memory: { hasMiB: 1024, needsMiB: 4096 } })]
    const list = ranked('ipxe-no-memory', machine(told, 40))
    expect(list[0]).toMatchObject({ cause: 'too-little-ram', leaning: 'likely' })
    expect(list[0]?.speaksFor).toContainEqual({ code: 'memory', hasMiB: 1024, needsMiB: 4096 })
  })

  test('a BIOS ROM means something else with PXE-E05', () => {
    const bios = machine([discover({ arch: 'bios' }), offer()])
    expect(causes('pxe-e05', bios)).toContain('firmware-fault')
    expect(causes('pxe-e05', machine([discover(), offer()]))).not.toContain('firmware-fault')
  })

  test('what the engine found out counts, whatever the screen says', () => {
    const late = [...seen.TO_LOADER, ...seen.TO_IPXE.slice(-2)]
    expect(causes('pxe-m0f', machine(late, 40))).toContain('port-blocks')
  })

  test('what was passed in this boot is unlikely', () => {
    const list = ranked('ipxe-timeout', machine(seen.TO_SCRIPT))
    expect(list.find(({ cause }) => cause === 'port-blocks')?.speaksAgainst).toContainEqual({
      code: 'reached',
      rung: 'script',
    })
  })
})

describe('facts', () => {
  test('are told once each, and only where there is something to tell', () => {
    for (const path of [seen.TO_ADDRESSED, seen.TO_LOADER, seen.TO_SCRIPT, seen.TO_HANDED_OVER, seen.TO_RUNNING]) {
      const codes = factsOf({ ...machine(path, 200), state: serving(), preflight: undefined }).map(({ code }) => code)
      expect(new Set(codes).size).toBe(codes.length)
    }
    const { client, now } = machine([discover()])
    const bare = factsOf({ client: { ...client, evidence: undefined }, state: STOPPED, preflight: undefined, now })
    expect(bare.map(({ code }) => code)).toEqual(['firmware', 'not-serving'])
  })

  test('explain a stop in the order they are told in', () => {
    const chokes = (id: string): Observation[] => [start(id, 'loader', 'snponly.efi'), end(id, 'aborted', 400)]
    const told = machine([...seen.TO_ADDRESSED, ...chokes('a'), ...chokes('b'), ...chokes('c')], 31)
    const facts = explain('transfer-restarts', { ...told, state: serving(), preflight: undefined })
    expect(facts).toEqual([
      { code: 'loader-broke', times: 3 },
      { code: 'broke-off', file: 'snponly.efi', sentBytes: 400, sizeBytes: 1000 },
    ])
  })

  test('of a machine that asked: how often, in which time, and how often it was answered', () => {
    const one = bench()
    for (const wait of [0, 4, 8, 16]) {
      one.wait(wait)
      one.feed(discover(), offer())
    }
    const facts = explain('offers-ignored', { client: one.client(), state: serving(), preflight: undefined, now: 0 })
    expect(facts).toMatchObject([
      { code: 'asked', times: 4, seconds: 28 },
      { code: 'answered', times: 4 },
      { code: 'no-request' },
      { code: 'dhcp-heard', servers: ['192.168.1.1'] },
    ])
  })
})

describe('the picture', () => {
  test('breaks where the machine stopped', () => {
    expect(brokenStation('secure-boot', 'loader')).toBe('ipxe')
    expect(brokenStation('file-not-found', 'loading')).toBe('kernel')
    expect(brokenStation('file-not-found', 'addressed')).toBe('loader')
    expect(brokenStation('stopped', 'offered')).toBe('dhcp')
  })

  test('shows as passed what was passed, and a whole loader as passed', () => {
    expect(passedStation(machine([discover(), offer()]).client)).toBe('card')
    expect(passedStation(machine(seen.TO_LOADER).client)).toBe('loader')
    expect(passedStation(machine(seen.TO_RUNNING).client)).toBe('system')
  })
})
