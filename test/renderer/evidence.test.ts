import { screen } from '@testing-library/svelte'
import { describe, expect, it } from 'vitest'
import { fakeApi } from './fixtures'
import { closeAfterEach, open } from './mounted'

closeAfterEach()

describe('evidence', () => {
  it('is saved without names and addresses unless that is switched off', async () => {
    const { api, app } = open(fakeApi({ saveEvidence: () => Promise.resolve({ ok: true, value: '/home/me/e.zip' }) }))
    app.show('settings')
    await app.evidence.save()
    expect(api.calls.find(({ name }) => name === 'saveEvidence')?.args).toEqual([true])
    await screen.findByText('Saved as /home/me/e.zip')
  })

  it('says why it was not saved, and nothing where the dialog was closed', async () => {
    let reply: 'closed' | 'full' = 'closed'
    const saveEvidence = () =>
      Promise.resolve(
        reply === 'closed'
          ? ({ ok: true, value: null } as const)
          : ({ ok: false, error: { code: 'unexpected', message: 'The disk is full.' } } as const),
      )
    const { app } = open(fakeApi({ saveEvidence }))
    app.show('settings')
    await app.evidence.save()
    expect(app.evidence.saved).toBeUndefined()
    reply = 'full'
    await app.evidence.save()
    await screen.findByText(/The disk is full/)
  })
})
