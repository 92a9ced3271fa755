import { screen, waitFor } from '@testing-library/svelte'
import { describe, expect, it } from 'vitest'
import type { Result, SelfTestResult, SelfTestStep } from '../../preload/contract'
import { fakeApi } from './fixtures'
import { closeAfterEach, open } from './mounted'

closeAfterEach()

const step = (rung: SelfTestStep['rung'], patch: Partial<SelfTestStep> = {}): SelfTestStep => ({
  ...{ at: 1000, state: 'passed', rung, code: '', text: '', facts: { arch: 'bios' } },
  ...patch,
})

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
