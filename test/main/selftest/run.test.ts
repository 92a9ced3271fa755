import { createSocket } from 'node:dgram'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { createAssets } from '../../../main/engine/assets'
import { systemClock, type Clock } from '../../../main/engine/clock'
import { createEngine, type Engine, type EngineEvent } from '../../../main/engine/engine'
import { BootdropError } from '../../../main/engine/errors'
import type { Check } from '../../../main/engine/types'
import type { DoorCode } from '../../../main/selftest/doors'
import { realSystem } from '../../../main/engine/doctor/real-system'
import { listCards } from '../../../main/engine/net/cards'
import { lookOutside } from '../../../main/selftest/outside'
import { runSelfTest, type SelfTestOptions } from '../../../main/selftest/run'
import type { SelfTestStep } from '../../../preload/contract'
import { loopbackCard } from '../../../main/virtual/loopback'
import { serveConfig } from '../../support/virtual-lan'

/** Other ports than every other test's: they run beside each other. */
const PORTS = { dhcp: 28_067, pxe: 28_411, tftp: 28_069, http: 28_080 }
const assets = createAssets(join(import.meta.dirname, '../../../assets'))
const MEDIUM = join(assets.bootFolder, 'memtest86plus-x64.iso')
const makeEngine = (ports = PORTS): Engine => createEngine({ clock: systemClock, assets, ports })

const engines: Engine[] = []
afterEach(async () => {
  for (const engine of engines.splice(0)) await engine.stop()
})

async function bench(patch: Partial<SelfTestOptions> = {}) {
  const engine = makeEngine()
  engines.push(engine)
  const steps: SelfTestStep[] = []
  const abort = new AbortController()
  const options: SelfTestOptions = {
    ...{ engine, assets, listCards, nic: (await loopbackCard()).name, clock: systemClock, random: Math.random },
    outside: (place) => lookOutside(realSystem(), { ...place, opened: false }),
    ...{ secondEngine: makeEngine, signal: abort.signal, cache: undefined, onStep: (step) => steps.push(step) },
    ...patch,
  }
  return { engine, steps, abort, run: () => runSelfTest(options) }
}

const passedOf = (steps: readonly SelfTestStep[], arch: string) =>
  steps.filter(({ facts, state }) => facts['arch'] === arch && state === 'passed').map(({ rung }) => rung)
const WHOLE = ['seen', 'offered', 'addressed', 'loader', 'ipxe', 'script', 'loading', 'handed-over', 'files']

/** Whether somebody else may have the port now. */
function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4')
    socket.on('error', () => resolve(false))
    socket.bind(port, '127.0.0.1', () => socket.close(() => resolve(true)))
  })
}

describe('with nothing served', () => {
  it('boots a BIOS and a UEFI machine from a server of its own, and gives every port back', async () => {
    const { run, steps } = await bench()
    const result = await run()
    expect(result.passed).toBe(true)
    expect(passedOf(result.steps, 'bios')).toEqual(WHOLE)
    expect(passedOf(result.steps, 'uefi-x64')).toEqual(WHOLE)
    expect(result.steps.filter(({ state, rung }) => state !== 'passed' && rung !== 'firewall')).toEqual([])
    expect(steps.map(({ rung }) => rung)).toEqual(expect.arrayContaining(WHOLE))
    expect(await Promise.all([PORTS.dhcp, PORTS.pxe, PORTS.tftp].map(isFree))).toEqual([true, true, true])
  })

  it('tells every file that it compared', async () => {
    const { run } = await bench()
    const { steps } = await run()
    const [files] = steps.filter(({ rung }) => rung === 'files')
    expect(Number(files?.facts['same'])).toBeGreaterThanOrEqual(2)
    expect(Number(files?.facts['bytes'])).toBeGreaterThan(100_000)
  })

  it('says who has a port that it needs', async () => {
    const other = createSocket('udp4')
    await new Promise<void>((resolve) => other.bind(PORTS.tftp, '127.0.0.1', resolve))
    const { run } = await bench()
    await expect(run()).rejects.toMatchObject({ code: 'port-taken', details: { port: PORTS.tftp } })
    await new Promise<void>((resolve) => other.close(() => resolve()))
    expect(await isFree(PORTS.dhcp)).toBe(true)
  })
})

describe('with something served', () => {
  async function serving() {
    const at = await bench()
    await at.engine.start({ ...(await serveConfig(MEDIUM)), httpPort: PORTS.http })
    return at
  }

  it('boots through the server that runs, which goes on afterwards', async () => {
    const { run, engine } = await serving()
    const { passed } = await run()
    expect(passed).toBe(true)
    expect(engine.state().status).toBe('serving')
  })

  it('leaves no trace: no machine on the list, no event, no line in the log', async () => {
    const { run, engine } = await serving()
    const events: EngineEvent[] = []
    engine.onEvent((event) => events.push(event))
    const lines = engine.log().length
    await run()
    expect(engine.state().clients).toEqual([])
    expect(events).toEqual([])
    expect(engine.log().slice(lines)).toEqual([])
  })

  it('does not test another card than the one that is served', async () => {
    const { engine } = await serving()
    const cards = [...(await listCards()), { ...(await loopbackCard()), name: 'other0' }]
    const other = await bench({ engine, nic: 'other0', listCards: () => Promise.resolve(cards) })
    await expect(other.run()).rejects.toMatchObject({ code: 'already-serving' })
  })
})

describe('broken off', () => {
  it.each(['seen', 'loader', 'script'])('at %s it ends at once and frees everything', async (rung) => {
    const at = await bench({
      onStep: (step) => {
        if (step.rung === rung) at.abort.abort(new BootdropError('cancelled', 'Enough.'))
      },
    })
    await expect(at.run()).rejects.toMatchObject({ code: 'cancelled' })
    expect(await Promise.all([PORTS.dhcp, PORTS.pxe, PORTS.tftp].map(isFree))).toEqual([true, true, true])
  })
})

/** Ten times as fast, so that nobody waits for a machine that gives up. */
const hurried: Clock = {
  now: () => Date.now() * 10,
  after: (delayMs, callback) => systemClock.after(delayMs / 10, callback),
}

describe('a door that is shut', () => {
  it.each([
    ['dhcp', 'offered', 'dhcp-not-heard'],
    ['tftp', 'loader', 'tftp-not-heard'],
  ] as const)('is named: %s', async (port, rung, code) => {
    const { engine } = await bench()
    await engine.start({ ...(await serveConfig(MEDIUM)), httpPort: PORTS.http })
    // As behind a firewall: what is sent to the port never comes to Bootdrop.
    const { ports } = engine.state()
    const state = { ...engine.state(), ports: { ...ports, [port]: { ...ports[port], port: 28_999 } } }
    const walled: SelfTestOptions['engine'] = {
      state: () => state,
      story: (id) => engine.story(id),
      aside: (mac, ip) => engine.aside(mac, ip),
    }
    const { run } = await bench({ engine: walled, clock: hurried })
    const { passed, steps } = await run()
    expect(passed).toBe(false)
    expect(steps.find(({ state }) => state === 'failed')).toMatchObject({ rung, code })
    expect(steps.at(-1)?.rung).toBe('firewall')
    expect(engine.state().clients).toEqual([])
  })
})

describe('what the rules of the firewall say', () => {
  const line = (state: Check['state'], code: string): Check => ({
    ...{ id: 'firewall', state, code, text: 'as the rules say' },
    facts: { firewall: 'nftables', card: 'eno1' },
  })
  const outside = (check: Check, barred: DoorCode[] = []): SelfTestOptions['outside'] => {
    return () => Promise.resolve({ check, barsItself: (door) => barred.includes(door) })
  }

  it.each([
    ['failed', 'blocks', false],
    ['warning', 'may-block', true],
    ['unknown', 'not-readable', true],
    ['ok', 'open', true],
  ] as const)('counts as much as what was tried: %s', async (state, code, passed) => {
    const { run } = await bench({ outside: outside(line(state, code)) })
    const result = await run()
    expect(result.passed).toBe(passed)
    expect(result.steps.at(-1)).toMatchObject({ rung: 'firewall', facts: { check: code } })
  })

  it('tells a door that is shut from one that this computer shuts to itself', async () => {
    const { engine } = await bench()
    await engine.start({ ...(await serveConfig(MEDIUM)), httpPort: PORTS.http })
    const { ports } = engine.state()
    const state = { ...engine.state(), ports: { ...ports, tftp: { ...ports.tftp, port: 28_999 } } }
    const walled: SelfTestOptions['engine'] = {
      state: () => state,
      story: (id) => engine.story(id),
      aside: (mac, ip) => engine.aside(mac, ip),
    }
    const open = outside(line('ok', 'open'), ['tftp-not-heard'])
    const { run } = await bench({ engine: walled, clock: hurried, outside: open })
    const { steps } = await run()
    expect(steps.find(({ state }) => state === 'failed')).toMatchObject({
      ...{ rung: 'loader', code: 'self-barred' },
      facts: { door: 'tftp-not-heard', check: 'open', firewall: 'nftables' },
    })
  })
})
