import { fireEvent, screen, waitFor } from '@testing-library/svelte'
import { describe, expect, it } from 'vitest'
import type { ErrorCode } from '../../main/engine/errors'
import type { Bootdrop } from '../../preload/contract'
import { PAGES } from '../../preload/contract'
import { fakeApi, report, serving } from './fixtures'
import { closeAfterEach, open } from './mounted'

/** What goes wrong leaves the user where the way on is. */
closeAfterEach()

const SAVED = { media: ['/media/debian-12.iso'] }

function failing(...codes: readonly ErrorCode[]): Bootdrop['start'] {
  const left = [...codes]
  return () => {
    const code = left.shift() ?? 'unexpected'
    return Promise.resolve({ ok: false, error: { code, message: `${code} happened.` } })
  }
}
/** As the keyboard does it. */
async function press(button: HTMLElement): Promise<void> {
  button.focus()
  await fireEvent.click(button)
}
const inError = (): boolean => document.activeElement?.closest('.problem') != null

describe('the keyboard after a start that failed', () => {
  const ready = async (start: Bootdrop['start']) => {
    const opened = open(fakeApi({ saved: SAVED, start }))
    await screen.findByRole('heading', { name: /Ready to serve/ })
    return { ...opened, start: screen.getByRole('button', { name: 'Start serving' }) }
  }

  it.each<ErrorCode>([
    'port-taken',
    'port-forbidden',
    'permission-refused',
    'no-dhcp',
    'foreign-dhcp',
    'medium-missing',
  ])('is on what is said of it: %s', async (code) => {
    const { start } = await ready(failing(code))
    await press(start)
    await waitFor(() => expect(inError()).toBe(true))
    expect(document.activeElement?.tagName).toBe('H2')
  })

  it.each(PAGES)('is not lost on the page %s', async (page) => {
    const { app, start } = await ready(failing('port-taken'))
    app.show(page)
    await press(start)
    await waitFor(() => expect(app.problem?.code).toBe('port-taken'))
    await waitFor(() => expect(inError()).toBe(true))
  })

  it('is on the error once more where “Try again” failed as well', async () => {
    const { app, start } = await ready(failing('port-taken', 'port-forbidden', 'port-taken'))
    await press(start)
    for (const code of ['port-forbidden', 'port-taken']) {
      await press(await screen.findByRole('button', { name: /^(Try|Ask) again$/ }))
      await waitFor(() => expect(app.problem?.code).toBe(code))
      await waitFor(() => expect(inError()).toBe(true))
    }
  })

  it('is on the error where the answer to a question failed', async () => {
    const { app, start } = await ready(failing('no-dhcp', 'foreign-dhcp'))
    await press(start)
    await press(await screen.findByRole('button', { name: 'Give out addresses' }))
    await waitFor(() => expect(app.problem?.code).toBe('foreign-dhcp'))
    await waitFor(() => expect(inError()).toBe(true))
  })

  it('is on Start again once the error was put away', async () => {
    const { start } = await ready(failing('port-taken'))
    await press(start)
    await press(await screen.findByRole('button', { name: /^Hide: / }))
    await waitFor(() => expect(document.activeElement).toBe(start))
  })

  it('stays in the field where somebody types meanwhile', async () => {
    let fail: () => void = () => undefined
    const { app, start } = await ready(
      () => new Promise((resolve) => (fail = () => resolve({ ok: false, error: { code: 'port-taken', message: '' } }))),
    )
    await press(start)
    const elsewhere = screen.getByRole('button', { name: 'Log' })
    elsewhere.focus()
    fail()
    await waitFor(() => expect(app.problem?.code).toBe('port-taken'))
    await screen.findByRole('button', { name: /^Hide: / })
    expect(document.activeElement).toBe(elsewhere)
  })
})

describe('a wrong file that is dropped on a choice that is ready', () => {
  const refused = {
    ok: false,
    error: { code: 'medium-not-recognised', message: 'cat.jpg is no boot medium: it begins like a picture.' },
  } as const
  const inspect: Bootdrop['inspect'] = (path) =>
    Promise.resolve(path.includes('cat') ? refused : { ok: true, value: report({ path }) })
  const drop = async (): Promise<void> => {
    const files = [new File([], 'cat.jpg')]
    const dataTransfer = { types: ['Files'], files }
    await fireEvent.dragOver(document.body, { dataTransfer, clientX: 10 })
    await fireEvent.drop(document.body, { dataTransfer })
  }
  const pathOf = (file: File): string => `/downloads/${file.name}`

  it.each(PAGES)('leaves the choice, and tells of the file, on the page %s', async (page) => {
    const { api, app } = open(fakeApi({ saved: SAVED, inspect, pathOf }))
    await screen.findByRole('heading', { name: /Ready to serve/ })
    const { config } = app
    app.show(page)
    await drop()
    const told = await screen.findByRole('alert')
    expect(told.textContent).toContain('cat.jpg')
    expect(app.media).toMatchObject([{ kind: 'ready', path: '/media/debian-12.iso' }])
    expect(app.config).toEqual(config)
    expect(screen.getByRole('button', { name: 'Start serving' }).getAttribute('aria-disabled')).toBe('false')
    // Nor is it there at the next start of Bootdrop.
    const saved = api.calls.filter(({ name }) => name === 'saveSettings').map(({ args }) => JSON.stringify(args))
    expect(saved.filter((settings) => settings.includes('cat.jpg'))).toEqual([])
    await fireEvent.click(screen.getByRole('button', { name: 'Start serving' }))
    expect(api.calls.find(({ name }) => name === 'start')?.args).toEqual([config])
  })

  it('leaves what is served, too', async () => {
    const state = () => Promise.resolve(serving())
    const { app } = open(fakeApi({ saved: SAVED, inspect, pathOf, state }))
    await screen.findByText('Being served')
    await drop()
    expect((await screen.findByRole('alert')).textContent).toContain('cat.jpg')
    expect(app.changed).toBe(false)
    screen.getByText('Being served')
  })
})
