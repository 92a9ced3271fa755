import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { networkInterfaces, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { Output } from '../../../main/cli/output'
import { createTeller, serve } from '../../../main/cli/serve'
import type { EngineEvent } from '../../../main/engine/engine'
import { BootdropError, EXIT } from '../../../main/engine/errors'
import { DEFAULTS, STOPPED } from '../../../main/engine/initial'
import type { Client, EngineState, ServeConfig } from '../../../main/engine/types'

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
  vendor: undefined,
  model: undefined,
  title: undefined,
  doing: undefined,
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
        title: null,
        media: [],
        choices: [],
        servers: [],
      },
    ])
  })

  it('warns at the start where a signed loader was chosen and not every machine can have one', () => {
    const { output, events, said } = recorder()
    const served = { ...DEFAULTS, title: 'X 1', media: [], loader: 'signed', signed: [] } as const
    createTeller(output)({ type: 'ready', state: { ...STOPPED, status: 'serving', served }, mode: 'proxy' })
    expect(events.at(-1)).toMatchObject({ type: 'notice', level: 'warning', code: 'signed-not-for-all' })
    expect(said.at(-1)).toContain('warning: UEFI machines will not be answered')
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
      title: null,
      doing: null,
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

  it('tells a person of the menu, and of what was chosen there', () => {
    const { output, said } = recorder()
    const tell = createTeller(output)
    const script = { phase: 'script' } as const
    tell({ type: 'client', client: { ...client, phase: script, doing: 'menu' } })
    tell({ type: 'client', client: { ...client, phase: script } })
    expect(said).toEqual(['52:54:00:00:00:01 (bios) is at the menu', '52:54:00:00:00:01 (bios) has its boot script'])
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

describe('serve', () => {
  const config: ServeConfig = { ...DEFAULTS, nic: 'e', media: [{ path: 'isos/a.iso' }] }
  const command = { name: 'serve', json: false, config } as const

  /**
   * An engine without a wire. `start` runs when it is started, with the configuration and the way to tell of a new state;
   * what it does not wait for, `stop` ends.
   */
  function engineThat(start: (config: ServeConfig, tell: (state: EngineState) => void) => Promise<void>) {
    const listeners = new Set<(state: EngineState) => void>()
    const calls: string[] = []
    let onStop = (): void => undefined
    const untilStopped = new Promise<never>((_, reject) => {
      onStop = () => reject(new BootdropError('cancelled', 'Stopped before it had started.'))
    })
    untilStopped.catch(() => undefined)
    const engine: Parameters<typeof serve>[0] = {
      onState(listener) {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
      onEvent: () => () => undefined,
      state: () => STOPPED,
      capture: () => undefined,
      start(given) {
        calls.push('start')
        return start(given, (state) => listeners.forEach((listen) => listen(state)))
      },
      stop() {
        calls.push('stop')
        onStop()
        return Promise.resolve()
      },
    }
    return { engine, calls, untilStopped }
  }

  /** Ctrl+C, once `serve` listens for it; the signal never reaches this process. */
  const pressCtrlC = (): void => void process.emit('SIGINT')

  it('serves until Ctrl+C, then frees everything and ends well', async () => {
    const { engine, calls } = engineThat(() => {
      setImmediate(pressCtrlC)
      return Promise.resolve()
    })
    expect(await serve(engine, command, recorder().output)).toBe(EXIT.fine)
    expect(calls).toEqual(['start', 'stop'])
  })

  it('can be stopped while it still listens for other servers', async () => {
    const { engine, calls, untilStopped } = engineThat(() => {
      setImmediate(pressCtrlC)
      return untilStopped
    })
    expect(await serve(engine, command, recorder().output)).toBe(EXIT.fine)
    expect(calls).toEqual(['start', 'stop'])
  })

  const listeningNotice = { type: 'notice', level: 'info', code: 'listening', text: expect.any(String) }
  const [loopback = ''] = Object.entries(networkInterfaces()).find(([, all]) => all?.[0]?.internal === true) ?? []

  it('says once that it listens for other servers, not before it does, and never in proxy mode or on the loopback card', async () => {
    const dhcp = { port: 67, state: 'open' } as const
    const listening: EngineState = { ...STOPPED, status: 'starting', ports: { ...STOPPED.ports, dhcp } }
    const saidBefore: string[] = []
    const notices: Record<string, unknown>[] = []
    const told = async (mode: ServeConfig['mode'], nic = 'e'): Promise<string[]> => {
      const { output, said, events } = recorder()
      const { engine } = engineThat((_, tell) => {
        tell({ ...STOPPED, status: 'starting' })
        saidBefore.push(...said)
        tell(listening)
        tell(listening)
        setImmediate(pressCtrlC)
        return Promise.resolve()
      })
      await serve(engine, { ...command, config: { ...config, nic, mode } }, output)
      notices.push(...events)
      return said
    }
    expect(await told('auto')).toEqual([expect.stringContaining('Listening for other DHCP servers')])
    expect(await told('dhcp')).toHaveLength(1)
    expect(await told('proxy')).toEqual([])
    expect(await told('auto', loopback)).toEqual([])
    expect(notices).toEqual([listeningNotice, listeningNotice])
    expect(saidBefore).toEqual([])
  })

  it('tells what kept it from starting', async () => {
    const taken = new BootdropError('port-taken', 'Another program has the port.')
    const { engine } = engineThat(() => Promise.reject(taken))
    await expect(serve(engine, command, recorder().output)).rejects.toBe(taken)
  })

  it('names the options that help against what kept it from starting', async () => {
    const foreign = new BootdropError('foreign-dhcp', 'Another DHCP server answers.')
    const { engine } = engineThat(() => Promise.reject(foreign))
    await expect(serve(engine, command, recorder().output)).rejects.toMatchObject({
      exitCode: EXIT.refused,
      message: expect.stringContaining('--mode proxy'),
    })
  })

  it('does not start where captures could not be written', async () => {
    const { engine, calls } = engineThat(() => Promise.resolve())
    const pcap = join(import.meta.filename, 'captures')
    await expect(serve(engine, { ...command, pcap }, recorder().output)).rejects.toMatchObject({
      exitCode: EXIT.usage,
      message: expect.stringContaining(`--pcap ${pcap} is a file, not a folder`),
    })
    expect(calls).toEqual([])
  })

  describe('with a rules file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'bootdrop-serve-'))
    const rules = join(folder, 'rules.yaml')
    afterAll(() => rmSync(folder, { recursive: true }))

    it('starts with its rules; they and the media name a medium by its whole path', async () => {
      writeFileSync(rules, '- match: {mac: 52:54:00}\n  action: {medium: a.iso}\n')
      let started: ServeConfig | undefined
      const { engine } = engineThat((given) => {
        started = given
        setImmediate(pressCtrlC)
        return Promise.resolve()
      })
      await serve(engine, { ...command, rules }, recorder().output)
      const path = resolve('isos/a.iso')
      const media = [{ path }]
      expect(started).toEqual({ ...config, media, rules: [{ match: { mac: '52:54:00' }, action: { medium: path } }] })
    })

    it('finds a medium by its bare name, also where it is served twice', async () => {
      writeFileSync(rules, '- action: {medium: a.iso}\n')
      let started: ServeConfig | undefined
      const { engine } = engineThat((given) => {
        started = given
        setImmediate(pressCtrlC)
        return Promise.resolve()
      })
      const media = ['one', 'two'].map((entry) => ({ path: resolve('isos/a.iso'), entry }))
      await serve(engine, { ...command, config: { ...config, media }, rules }, recorder().output)
      expect(started).toMatchObject({ media, rules: [{ action: { medium: resolve('isos/a.iso') } }] })
    })

    it('says of a file that is not there that it is not there', async () => {
      const { engine } = engineThat(() => Promise.resolve())
      const missing = join(folder, 'none.yaml')
      await expect(serve(engine, { ...command, rules: missing }, recorder().output)).rejects.toMatchObject({
        exitCode: EXIT.usage,
        message: `--rules ${missing} is not there. Give a YAML or JSON file, see docs/rules.md`,
      })
    })

    it('does not start with broken ones', async () => {
      writeFileSync(rules, '- action: {}\n')
      const { engine, calls } = engineThat(() => Promise.resolve())
      await expect(serve(engine, { ...command, rules }, recorder().output)).rejects.toMatchObject({
        code: 'rules-broken',
      })
      expect(calls).toEqual([])
    })
  })
})
