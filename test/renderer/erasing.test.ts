import { fireEvent, screen, waitFor, within } from '@testing-library/svelte'
import { describe, expect, it } from 'vitest'
import type { ServeConfig } from '../../main/engine/types'
import type { RecipeChoice } from '../../preload/contract'
import { fakeApi, installer, preview, serving } from './fixtures'
import { problemWords } from '../../renderer/src/words-problem'
import { closeAfterEach, open } from './mounted'

/** What empties a disk without a question is told for as long as it is chosen, and is not brought back unseen. */
const PATH = '/media/debian-12.iso'
const MINE = '/home/me/mine.cfg'
const WORDS = 'Erases a disk without asking'
const chosen: RecipeChoice = { recipe: 'debian-installer', answer: MINE }
const api = (wipes: boolean, recipes: Readonly<Record<string, RecipeChoice>> = {}) =>
  fakeApi({
    saved: { media: [PATH], recipes },
    inspect: () => Promise.resolve({ ok: true, value: installer() }),
    previewAnswer: () => Promise.resolve({ ok: true, value: preview({ wipes }) }),
    chooseAnswer: () => Promise.resolve(MINE),
  })
closeAfterEach()

const isReady = () => screen.findByRole('heading', { name: /Ready to serve/ })
const button = (name: string): HTMLElement => screen.getByRole('button', { name })
const badges = async () => within(await screen.findByRole('list', { name: 'Boots on' }))
const chooseMine = async (): Promise<void> => {
  await isReady()
  await fireEvent.click(button('Choose the preseed file from a file…'))
}

describe('what erases a disk without asking', () => {
  it('has a badge and a line beside Start while it is chosen', async () => {
    open(api(true))
    await chooseMine()
    expect((await badges()).getByText(WORDS)).toBeTruthy()
    const start = button('Start serving')
    const described = (start.getAttribute('aria-describedby') ?? '').split(' ')
    expect(described.map((id) => document.getElementById(id)?.textContent ?? '').join()).toContain(WORDS)
    await fireEvent.click((await screen.findAllByRole('button', { name: 'Remove the preseed file' }))[0] ?? start)
    await waitFor(() => expect(screen.queryByText(WORDS)).toBeNull())
  })

  it('is not told of where the installer asks', async () => {
    open(api(false))
    await chooseMine()
    await screen.findByRole('region', { name: 'mine.cfg' })
    await waitFor(() => expect(screen.queryByText(WORDS)).toBeNull())
  })

  it('stands in the summary while it is served', async () => {
    const notice = { at: 1, level: 'warning', code: 'erases-disks', text: 'A disk is erased (answer file x).' } as const
    const state = serving({ notices: [notice] })
    open(fakeApi({ ...api(true), state: () => Promise.resolve(state) }))
    const summary = within(await screen.findByRole('region', { name: 'What is being served' }))
    expect(summary.getByText(WORDS)).toBeTruthy()
  })
})

describe('an answer file of last time', () => {
  it('that erases a disk is not brought back', async () => {
    const opened = open(api(true, { [PATH]: chosen }))
    await isReady()
    expect(screen.queryByText(WORDS)).toBeNull()
    expect(opened.app.settings.recipes[PATH]).toEqual({ recipe: 'debian-installer' })
    await fireEvent.click(button('Start serving'))
    const start = opened.api.calls.find(({ name }) => name === 'start')?.args[0] as ServeConfig
    expect(start.media).toEqual([expect.not.objectContaining({ answer: MINE })])
  })

  it('is not brought back either for a medium that was taken out and is dropped again', async () => {
    const { app } = open(api(true))
    await chooseMine()
    await waitFor(() => expect(app.settings.recipes[PATH]?.answer).toBe(MINE))
    app.removeMedium(PATH)
    await app.open([PATH])
    await isReady()
    expect(app.settings.recipes[PATH]?.answer).toBeUndefined()
  })

  it('that leaves the disk to the user is there again', async () => {
    const { app } = open(api(false, { [PATH]: chosen }))
    await isReady()
    expect(app.settings.recipes[PATH]?.answer).toBe(MINE)
    expect(screen.queryByText(WORDS)).toBeNull()
  })
})

it.each([
  ['There is no loader for it here. Choose a folder of loaders.', 0],
  ['No kernel was found on it.', 1],
])('the advice to try another image stands under %j only where nothing is said', (message, todo) => {
  expect(problemWords('no-recipe', message).todo).toHaveLength(todo)
})
