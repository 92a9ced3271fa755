import { describe, expect, it } from 'vitest'
import type { SelfTestStep } from '../../../preload/contract'
import { SelfTests } from '../../../main/evidence/self-tests'
import { archive, AT, boot, client, input } from './support'
import { STOPPED } from '../../../main/engine/initial'

async function fileOf(name: string, made: Parameters<typeof input>[0], mask = true): Promise<unknown> {
  return JSON.parse((await archive(input(made), mask)).get(name)?.toString() ?? 'undefined')
}

const step = (rung: SelfTestStep['rung'], state: SelfTestStep['state'], arch = 'bios'): SelfTestStep => ({
  ...{ at: AT, state, rung, code: '', text: '', facts: { arch } },
})

describe('the journal in evidence', () => {
  it('tells of each boot when, what and how it ended, and whether it was in this run', async () => {
    const [now, before] = [boot({ result: 'stalled', why: 'no-request-after-offer' }), boot({ endedAt: AT - 90_000 })]
    expect(await fileOf('journal.json', { journal: [now, before] })).toMatchObject({
      runStartedAt: new Date(AT - 60_000).toISOString(),
      kept: 2,
      boots: [
        { startedAt: new Date(AT).toISOString(), inThisRun: true, result: 'stalled', why: 'no-request-after-offer' },
        { inThisRun: false, title: 'Debian 12', bytes: 5, reachedMs: { seen: 0 } },
      ],
    })
  })

  it('holds the newest 500 boots, and says how many there are', async () => {
    const journal = Array.from({ length: 700 }, (_, place) => boot({ bytes: place }))
    const held = (await fileOf('journal.json', { journal })) as { boots: { bytes: number }[] }
    expect(held).toMatchObject({ kept: 700, here: 500 })
    expect([held.boots[0]?.bytes, held.boots.at(-1)?.bytes]).toEqual([0, 499])
  })

  it('calls a machine as every other file does', async () => {
    const mac = '52:54:00:aa:bb:cc'
    const made = {
      state: { ...STOPPED, clients: [client({ id: mac })] },
      journal: [boot({ mac, hostname: 'lab-pc-07' })],
    }
    const { boots } = (await fileOf('journal.json', made)) as { boots: object[] }
    expect(boots).toMatchObject([{ mac: '52:54:00:00:00:01', hostname: 'host-1' }])
  })

  it('is null where there is no journal', async () => {
    expect(await fileOf('journal.json', { journal: undefined })).toBeNull()
  })
})

describe('the self-test in evidence', () => {
  it('is null before the first one', async () => {
    expect(await fileOf('selftest.json', {})).toBeNull()
  })

  it('tells when it was, through which card, how it ended, and each step', async () => {
    const tests = new SelfTests(() => AT)
    const steps = [step('seen', 'passed'), step('offered', 'failed')]
    await tests.noting(() => ({ ok: true, value: { passed: false, steps, ms: 6300 } }))('eno1')
    expect(await fileOf('selftest.json', { selfTest: tests.last })).toEqual({
      ...{ startedAt: new Date(AT).toISOString(), card: 'eno1', ms: 6300, outcome: 'failed' },
      steps: steps.map((one) => ({ ...one, at: new Date(AT).toISOString() })),
    })
  })

  it.each([
    [['passed', 'passed'], 'passed'],
    [['passed', 'unsure'], 'unsure'],
  ] as const)('that ended with %s is %s', async (states, outcome) => {
    const tests = new SelfTests(() => AT)
    const steps = states.map((state) => step('firewall', state))
    await tests.noting(() => ({ ok: true, value: { passed: true, steps, ms: 900 } }))('eno1')
    expect(await fileOf('selftest.json', { selfTest: tests.last })).toMatchObject({ outcome })
  })

  it('that broke off tells why, and its steps as they stood', async () => {
    const tests = new SelfTests(() => AT)
    const sent: unknown[] = []
    const send = tests.listening((name, payload) => sent.push([name, payload]))
    const error = { code: 'port-taken', message: 'dnsmasq has port 69.' }
    const told = [step('seen', 'running'), step('seen', 'passed'), step('seen', 'running', 'uefi-x64')]
    await tests.noting(() => {
      for (const one of told) send('selfTest', one)
      return { ok: false, error }
    })('eno1')
    expect(sent).toEqual(told.map((one) => ['selfTest', one]))
    const file = await fileOf('selftest.json', { selfTest: tests.last })
    expect(file).toMatchObject({
      outcome: 'not-finished',
      error,
      steps: [{ state: 'passed' }, { facts: { arch: 'uefi-x64' } }],
    })
  })

  it('that is under way stays the one to tell of when a second is refused', async () => {
    const tests = new SelfTests(() => AT)
    const first = tests.noting(() => new Promise(() => undefined))
    void first('eno1')
    await tests.noting(() => ({ ok: false, error: { code: 'already-serving', message: 'One runs already.' } }))('lo')
    expect(await fileOf('selftest.json', { selfTest: tests.last })).toMatchObject({ card: 'eno1', outcome: 'running' })
  })
})
