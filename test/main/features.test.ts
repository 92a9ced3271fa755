import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createFeatures, MAKERS } from '../../main/features'
import type { FeatureContext } from '../../main/features'
import { STOPPED } from '../../main/engine/initial'
import type { About } from '../../preload/contract'

const ABOUT: About = { version: '1.2.3', platform: 'linux', language: 'en', confinement: null, tray: false }

/** As much of the context as the making of features touches. */
function bench() {
  const notices: unknown[][] = []
  const engine = {
    state: () => STOPPED,
    onState: () => () => undefined,
    notice: (...args: unknown[]) => void notices.push(args),
    story: () => [],
  }
  const context = {
    ...{ host: { engine, ports: {}, cards: () => Promise.resolve([]) }, about: () => ABOUT },
    ...{ settings: {}, wire: {}, saved: { path: undefined }, send: () => undefined },
  } as unknown as FeatureContext
  return { context, notices }
}

const fall = (): never => {
  throw new Error("EACCES: permission denied, open '/home/me/x'")
}
const names = Object.keys(MAKERS) as (keyof typeof MAKERS)[]

// The real journal of whoever runs the tests is none of theirs.
beforeAll(() => void vi.stubEnv('XDG_STATE_HOME', join(tmpdir(), 'bootdrop-no-such-folder')))
afterAll(() => void vi.unstubAllEnvs())

describe('features of the window', () => {
  it('all begin on a bench where nothing is wrong', () => {
    const { context, notices } = bench()
    createFeatures(context)
    expect(notices).toEqual([])
  })

  it.each(names)('go on without the one whose making throws (%s), which is told of once', async (broken) => {
    const { context, notices } = bench()
    const features = createFeatures(context, { ...MAKERS, [broken]: fall })
    expect(notices).toHaveLength(1)
    expect(notices[0]?.slice(0, 2)).toEqual(['warning', 'feature-broken'])
    expect(features.about()).toEqual(ABOUT)
    expect(await features.cancelSelfTest()).toBeNull()
    expect(await features.absences([import.meta.filename])).toEqual([null])
    expect(await features.story('52:54:00:00:00:01')).toEqual([])
    const working =
      broken === 'wakeHandlers' ? await features.journal() : await features.wake('eno9', '52:54:00:00:00:01')
    expect(working).not.toMatchObject({ error: { code: 'feature-broken' } })
  })

  it('say to each request which one is broken, why, and what to do', async () => {
    const { context, notices } = bench()
    const features = createFeatures(context, { ...MAKERS, journalHandlers: fall })
    const refusal = {
      ok: false,
      error: {
        code: 'feature-broken',
        message:
          "The history of boots did not start: EACCES: permission denied, open '/home/me/x'. Everything else works. Mend what that names, if you can, then close Bootdrop and open it again; if it stays so, install Bootdrop anew.",
        details: { reason: 'journal', cause: "EACCES: permission denied, open '/home/me/x'" },
      },
    }
    expect(await features.journal()).toEqual(refusal)
    expect(await features.exportJournal('csv', [])).toEqual(refusal)
    expect(await features.forgetJournal(['a'])).toBeNull()
    expect(notices).toHaveLength(1)
  })

  it('go on when all of them are broken', async () => {
    const { context, notices } = bench()
    const features = createFeatures(context, { ...MAKERS, ...Object.fromEntries(names.map((name) => [name, fall])) })
    expect(notices).toHaveLength(names.length)
    for (const asked of [
      features.preflight(null, false),
      features.fix('card', 'eno1'),
      features.selfTest('eno1'),
      features.saveEvidence(true),
      features.journal(),
      features.wake('eno1', '52:54:00:00:00:01'),
    ]) {
      expect(await asked).toMatchObject({ ok: false, error: { code: 'feature-broken' } })
    }
    expect(await features.absences(['/a', '/b'])).toEqual([null, null])
  })
})
