import { screen, waitFor } from '@testing-library/svelte'
import { tick } from 'svelte'
import { describe, expect, it } from 'vitest'
import type { Result, SelfTestResult, SelfTestStep } from '../../preload/contract'
import { fakeApi, NOW, serving, stopped } from './fixtures'
import { closeAfterEach, open } from './mounted'

closeAfterEach()

const step = (rung: SelfTestStep['rung'], patch: Partial<SelfTestStep> = {}): SelfTestStep => ({
  ...{ at: 1000, state: 'passed', rung, code: '', text: '', facts: { arch: 'bios' } },
  ...patch,
})

function fail(): never {
  throw new Error('the fixture has no card')
}

/** The page with the test, which answers when it is told to. */
async function testing() {
  let finish: (result: Result<SelfTestResult>) => void = () => undefined
  const { api, app } = open(fakeApi({ selfTest: () => new Promise((resolve) => (finish = resolve)) }))
  app.show('checks')
  await waitFor(() => expect(app.selfTest.nic).not.toBeNull())
  const running = app.selfTest.run()
  const end = async (result: Result<SelfTestResult>): Promise<void> => {
    finish(result)
    await running
  }
  return { api, app, end }
}

describe('the self-test', () => {
  it('shows each step as it is told, those to come as well', async () => {
    const { api, app } = await testing()
    api.send('selfTest', step('seen'))
    api.send('selfTest', step('offered', { state: 'running' }))
    api.send(
      'selfTest',
      step('offered', { at: 1250, facts: { arch: 'bios', server: '10.0.0.1', file: 'undionly.kpxe' } }),
    )
    const [machine] = app.selfTest.machines
    expect(machine?.lines.map(({ state }) => state).slice(0, 3)).toEqual(['passed', 'passed', 'waiting'])
    expect(machine?.lines[1]?.ms).toBe(250)
    await screen.findByText('10.0.0.1 names undionly.kpxe')
  })

  it('names the door that is shut, and the line of the checks that tells more', async () => {
    const { app, end } = await testing()
    const steps = [step('seen'), step('loader', { state: 'failed', code: 'tftp-not-heard', facts: { arch: 'bios' } })]
    await end({ ok: true, value: { passed: false, steps, ms: 10 } })
    expect(app.selfTest.failure).toMatchObject({ title: 'Port 69 is shut', check: 'firewall' })
    await screen.findByRole('button', { name: 'Show in the checks: Firewall' })
  })

  const firewall = (state: SelfTestStep['state'], code: string, check: string): SelfTestStep =>
    step('firewall', { state, code, facts: { firewall: 'nftables', card: 'eno1', ports: 'UDP 69', check } })
  const whole = [step('seen'), step('files', { facts: { arch: 'bios', same: 2, files: 2 } })]

  it('is not green where the rules keep other machines out, though the virtual one booted', async () => {
    const { app, end } = await testing()
    const steps = [...whole, firewall('failed', 'outside-shut', 'blocks')]
    await end({ ok: true, value: { passed: false, steps, ms: 10 } })
    expect(app.selfTest.failure).toMatchObject({ title: 'Other machines are kept out', check: 'firewall' })
    expect(app.selfTest.failure?.happened).toContain('The firewall (nftables) drops UDP 69')
    expect(app.selfTest.failure?.todo[0]).toBe('Let these packets in on this card.')
    // It is no machine's step.
    expect(app.selfTest.machines.map(({ arch }) => arch)).toEqual(['bios'])
    expect(screen.queryByText('Every door is open')).toBeNull()
  })

  it('doubts where the rules do not tell', async () => {
    const { app, end } = await testing()
    const steps = [...whole, firewall('unsure', 'outside-unsure', 'may-block')]
    await end({ ok: true, value: { passed: true, steps, ms: 10 } })
    expect(app.selfTest.failure).toMatchObject({ title: 'Other machines may be kept out', doubt: true })
    expect(screen.queryByText('Every door is open')).toBeNull()
  })

  it('says when it ran, and no more than it knows of the rules', async () => {
    const { end } = await testing()
    const read = step('firewall', { code: 'outside-unread', facts: { check: 'none-found' } })
    await end({ ok: true, value: { passed: true, steps: [...whole, read], ms: 1200 } })
    await screen.findByText(/^Passed at \d\d:\d\d\.$/)
    await screen.findByText('One machine booted through this card in 1.2 s.')
    await screen.findByText('The firewall’s rules could not be read')
  })

  it('says of another day which one it was', async () => {
    const { app, end } = await testing()
    await end({ ok: true, value: { passed: true, steps: whole, ms: 10 } })
    app.selfTest.endedAt = Date.UTC(2026, 4, 4, 10, 0, 0)
    await screen.findByText(/^Passed on 4 May 2026 at \d\d:\d\d\.$/)
  })

  it('says that it is older than the start, and than the stop after it', async () => {
    const { api, app, end } = await testing()
    await end({ ok: true, value: { passed: true, steps: whole, ms: 10 } })
    expect(app.selfTest.old).toBeUndefined()
    api.send('state', serving())
    await screen.findByText(/^This was before the start at \d\d:\d\d\./)
    api.send('state', stopped())
    await screen.findByText(/^This was before the stop\./)
  })

  it('is as good as before while what is served goes on, until that is changed', async () => {
    const { api, app } = open(fakeApi({ state: () => Promise.resolve(serving()) }))
    app.show('checks')
    await waitFor(() => expect(app.serving).toBe(true))
    await tick()
    await app.selfTest.run()
    const { served } = serving()
    api.send('state', serving({ bytesPerSecond: 5 }))
    await tick()
    expect(app.selfTest.old).toBeUndefined()
    if (served === undefined) throw new Error('the fixture serves nothing')
    api.send('state', serving({ served: { ...served, media: [{ path: '/media/other.iso' }] } }))
    await screen.findByText(/^What is served has been changed since\./)
  })

  it('says which card it was about', async () => {
    const { api, app, end } = await testing()
    await end({ ok: true, value: { passed: true, steps: whole, ms: 10 } })
    const other = { ...app.engine, status: 'serving' as const, startedAt: NOW }
    api.send('state', serving({ ...other, card: { ...(serving().card ?? fail()), name: 'eno2' } }))
    await screen.findByText(/^This was on the card eno1\./)
  })

  it('words what keeps a server from starting', async () => {
    const { app, end } = await testing()
    const error = {
      code: 'port-taken',
      message: 'UDP port 69 is used by tftpd.',
      details: { port: 69, owner: 'tftpd' },
    }
    await end({ ok: false, error })
    expect(app.selfTest.failure?.check).toBe('port-tftp')
    expect(app.selfTest.failure?.title).not.toBe('')
  })

  it('leaves nothing under way after it was stopped', async () => {
    const { api, app, end } = await testing()
    api.send('selfTest', step('seen', { state: 'running' }))
    await app.selfTest.cancel()
    await end({ ok: false, error: { code: 'cancelled', message: 'Enough.' } })
    expect(app.selfTest.machines).toEqual([])
    await screen.findByText('The test was stopped.')
  })
})
