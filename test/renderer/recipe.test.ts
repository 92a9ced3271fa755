import { fireEvent, screen, waitFor, within } from '@testing-library/svelte'
import { describe, expect, it } from 'vitest'
import type { ServeConfig } from '../../main/engine/types'
import type { RecipeChoice } from '../../preload/contract'
import { fakeApi, installer, preview, report, serving } from './fixtures'
import type { FakeApi } from './fixtures'
import { closeAfterEach, open } from './mounted'

/** What can be set of a recipe, and what is told of it. */
const PATH = '/media/debian-12.iso'
const READY = {
  saved: { media: [PATH] },
  inspect: () => Promise.resolve({ ok: true, value: installer() } as const),
} as const
const with_ = (choice: RecipeChoice) => ({ ...READY, saved: { media: [PATH], recipes: { [PATH]: choice } } })
closeAfterEach()

const button = (name: string | RegExp): HTMLElement => screen.getByRole('button', { name })
const isReady = () => screen.findByRole('heading', { name: /Ready to serve/ })
const startedWith = (api: FakeApi): unknown =>
  (api.calls.find(({ name }) => name === 'start')?.args[0] as ServeConfig | undefined)?.media
const savedLast = (api: FakeApi): unknown => api.calls.filter(({ name }) => name === 'saveSettings').at(-1)?.args[0]

describe('the truth about a recipe', () => {
  it('stands on badges, with what was not tried in words', async () => {
    open(fakeApi(READY))
    const badges = await screen.findByRole('list', { name: 'Boots on' })
    expect(within(badges).getByText('Installs')).toBeTruthy()
    expect(within(badges).getByRole('button', { name: /^Not tried yet.*Nobody has seen it boot on ARM/ })).toBeTruthy()
    expect(within(badges).getByRole('button', { name: /^Needs more.*A Debian mirror/ })).toBeTruthy()
  })

  it('follows the entry that is chosen', async () => {
    const [offer] = installer().recipes
    const entries = [
      { id: 'pc', title: 'PC', minRamMiB: 512, machines: ['bios-x64', 'bios-x86'] as const },
      { id: 'arm', title: 'Board', minRamMiB: 2048, machines: ['uefi-arm64'] as const },
      { id: 'none', title: 'Nobody', minRamMiB: 0, machines: [] },
    ]
    expect(offer).toBeDefined()
    const value = installer({ entries, secureBoot: 'unknown', untested: '', needs: [], installs: false })
    const { app } = open(fakeApi({ ...READY, inspect: () => Promise.resolve({ ok: true, value }) }))
    const told = async (): Promise<string[]> =>
      within(await screen.findByRole('list', { name: 'Boots on' }))
        .getAllByRole('listitem')
        .map((item) => item.textContent.trim().replaceAll('\u00a0', ' ').replace(/: .*/, ''))
    expect(await told()).toEqual(['BIOS', 'no UEFI', '64-bit', '32-bit', 'Secure Boot', '512 MiB memory'])
    app.chooseRecipe('debian-installer', 'arm')
    await screen.findByText('2048 MiB memory')
    expect(await told()).toEqual(['no BIOS', 'UEFI', 'ARM', 'Secure Boot', '2048 MiB memory'])
    app.chooseRecipe('debian-installer', 'none')
    await screen.findByText('No kind of machine can boot this entry. Choose another one.')
  })

  it('has its reason and its score in the details', async () => {
    open(fakeApi(READY))
    await isReady()
    expect(screen.queryByText('80 of 100 sure.')).toBeNull()
    const details = button('Details')
    expect(details.getAttribute('aria-expanded')).toBe('false')
    await fireEvent.click(details)
    expect(screen.getByText('80 of 100 sure.')).toBeTruthy()
    expect(screen.getByText('The graphical installer needs more memory.')).toBeTruthy()
    expect(screen.getByText(/BIOS \(64-bit\) and UEFI \(64-bit\)/, { selector: 'dd:nth-of-type(2)' })).toBeTruthy()
  })
})

describe('options', () => {
  it('are served as they are set, and kept', async () => {
    const { api } = open(fakeApi(READY))
    await isReady()
    await fireEvent.click(button('Options'))
    await fireEvent.click(screen.getByRole('checkbox', { name: 'Copy the system to memory' }))
    const language = screen.getByRole('textbox', { name: 'Language' })
    await fireEvent.input(language, { target: { value: 'de_DE' } })
    await fireEvent.change(language)
    expect(button('Options (2)')).toBeTruthy()
    const choice = { recipe: 'debian-installer', options: { toram: 'yes', locale: 'de_DE' } }
    expect(savedLast(api)).toEqual({ recipes: { [PATH]: choice } })
    await fireEvent.click(button('Start serving'))
    expect(startedWith(api)).toMatchObject([{ path: PATH, options: choice.options }])
  })

  it('are judged as they are typed: what does not fit blocks Start and is not kept', async () => {
    const { api } = open(fakeApi(READY))
    await isReady()
    await fireEvent.click(button('Options'))
    const language = screen.getByRole('textbox', { name: 'Language' })
    await fireEvent.input(language, { target: { value: 'deutsch' } })
    expect(screen.getByText('Write it like this: de_DE')).toBeTruthy()
    expect(language.getAttribute('aria-invalid')).toBe('true')
    expect(button('Start serving').getAttribute('aria-disabled')).toBe('true')
    await fireEvent.change(language)
    expect(savedLast(api)).not.toHaveProperty('recipes')
    await fireEvent.input(language, { target: { value: '' } })
    expect(button('Start serving').getAttribute('aria-disabled')).toBe('false')
  })

  it('go back to the defaults by one button', async () => {
    const options = { toram: 'yes', console: 'serial' }
    const { api } = open(fakeApi(with_({ recipe: 'debian-installer', entry: 'text', options })))
    await fireEvent.click(await screen.findByRole('button', { name: 'Options (2)' }))
    await fireEvent.click(button('Reset to defaults'))
    expect(savedLast(api)).toEqual({ recipes: { [PATH]: { recipe: 'debian-installer', entry: 'text' } } })
    expect(screen.queryByRole('button', { name: 'Reset to defaults' })).toBeNull()
  })

  it('of another recipe of the medium are there again when that is chosen again', async () => {
    const { app } = open(fakeApi(with_({ recipe: 'debian-installer', options: { toram: 'yes' } })))
    await screen.findByRole('button', { name: 'Options (1)' })
    app.chooseRecipe('generic-linux')
    await waitFor(() => expect(screen.queryByRole('button', { name: /^Options/ })).toBeNull())
    app.chooseRecipe('debian-installer')
    await screen.findByRole('button', { name: 'Options (1)' })
  })

  it('change what is served without a stop', async () => {
    const medium = { path: PATH, recipe: 'debian-installer', entry: 'text' }
    const served = serving().served
    const state = serving(served && { served: { ...served, media: [medium] } })
    const { api, app } = open(fakeApi({ ...READY, state: () => Promise.resolve(state) }))
    await fireEvent.click(await screen.findByRole('button', { name: 'Change…' }))
    await screen.findByText('Nothing is changed yet.')
    app.setup.set('toram', 'yes')
    await fireEvent.click(await screen.findByRole('button', { name: 'Serve these choices' }))
    const change = api.calls.find(({ name }) => name === 'change')?.args[0] as ServeConfig
    expect(change.media).toEqual([{ ...medium, options: { toram: 'yes' } }])
  })
})

describe('the answer file', () => {
  const cfg = (name: string) => ({ dataTransfer: { types: ['Files'], files: [new File(['x'], name)] } })

  it('is taken when it is dropped beside its medium, and shown as a machine gets it', async () => {
    const value = preview({
      warnings: [{ text: 'Line 3 still has CHANGE-ME.', code: 'placeholder', details: { line: 3 } }],
      wipes: true,
    })
    const { api } = open(fakeApi({ ...READY, previewAnswer: () => Promise.resolve({ ok: true, value }) }))
    await isReady()
    await fireEvent.drop(document.body, cfg('preseed.cfg'))
    const panel = await screen.findByRole('region', { name: 'preseed.cfg' })
    await within(panel).findByText(/string pc-123456/)
    const warnings = within(panel).getByRole('list', { name: 'What to look at' })
    expect(warnings.textContent).toContain('Erases a disk')
    expect(warnings.textContent).toContain('Line 3 still has CHANGE-ME.')
    expect(within(panel).getByText('{{hostname}}')).toBeTruthy()
    expect(api.calls).toContainEqual({ name: 'previewAnswer', args: ['debian-installer', '/media/preseed.cfg'] })
    expect(api.calls.filter(({ name }) => name === 'inspect')).toHaveLength(1)
    await fireEvent.click(button('Start serving'))
    expect(startedWith(api)).toMatchObject([{ answer: '/media/preseed.cfg' }])
  })

  it('is asked for where a dropped file could be for something else', async () => {
    const { app } = open(fakeApi(with_({ recipe: 'debian-installer', answer: 'example:preseed-minimal.cfg' })))
    await isReady()
    await fireEvent.drop(document.body, cfg('mine.xml'))
    await screen.findByRole('heading', { name: 'What is mine.xml for?' })
    await fireEvent.click(button(/In place of the preseed file of Debian installer/))
    expect(screen.queryByRole('heading', { name: 'What is mine.xml for?' })).toBeNull()
    expect(app.settings.recipes[PATH]?.answer).toBe('/media/mine.xml')
  })

  it('waits for its medium where none is chosen', async () => {
    const error = { code: 'medium-not-recognised', message: 'preseed.cfg is no boot medium.' }
    const { api } = open(fakeApi({ inspect: () => Promise.resolve({ ok: false, error }) }))
    await screen.findByRole('heading', { name: 'Drop a boot medium here' })
    await fireEvent.drop(document.body, cfg('preseed.cfg'))
    await screen.findByText('An answer file: drop the medium first.')
    expect(api.calls).toContainEqual({ name: 'inspect', args: ['/media/preseed.cfg'] })
  })

  it('comes by the dialog, is removed again, and Esc closes what shows it', async () => {
    const { api } = open(fakeApi({ ...READY, chooseAnswer: () => Promise.resolve('/home/me/ks.cfg') }))
    await isReady()
    await fireEvent.click(button('Choose the preseed file from a file…'))
    await screen.findByRole('region', { name: 'ks.cfg' })
    await fireEvent.keyDown(document.body, { key: 'Escape' })
    await waitFor(() => expect(screen.queryByRole('region', { name: 'ks.cfg' })).toBeNull())
    await fireEvent.click(button('Show the preseed file'))
    await fireEvent.click(await screen.findByRole('button', { name: 'Remove the preseed file' }))
    expect(savedLast(api)).toEqual({ recipes: { [PATH]: { recipe: 'debian-installer' } } })
    expect(screen.queryByRole('button', { name: 'Show the preseed file' })).toBeNull()
  })

  it('says why it cannot be shown', async () => {
    const error = { code: 'answer-missing', message: 'The answer file gone.cfg cannot be used: it is gone.' }
    const choice = { recipe: 'debian-installer', answer: '/gone.cfg' }
    open(fakeApi({ ...with_(choice), previewAnswer: () => Promise.resolve({ ok: false, error }) }))
    await fireEvent.click(await screen.findByRole('button', { name: 'Show the preseed file' }))
    await screen.findByText(error.message)
  })

  it('blocks Start where nothing boots without one', async () => {
    const takes = { title: 'Preseed file', format: 'preseed', required: true, examples: [] }
    const value = installer({ answer: takes })
    const { app } = open(fakeApi({ ...READY, inspect: () => Promise.resolve({ ok: true, value }) }))
    await screen.findByRole('heading', { name: 'Choose the preseed file' })
    expect(button('Start serving').getAttribute('aria-disabled')).toBe('true')
    const [taker] = app.answers.takers
    if (taker) app.answers.use(taker, '/mine.cfg')
    await waitFor(() => expect(button('Start serving').getAttribute('aria-disabled')).toBe('false'))
  })

  it('that is an example which the recipe no longer has is none', async () => {
    const { api } = open(fakeApi(with_({ recipe: 'debian-installer', answer: 'example:gone.cfg' })))
    await isReady()
    await fireEvent.click(button('Start serving'))
    expect(startedWith(api)).toEqual([{ path: PATH, recipe: 'debian-installer', entry: 'text' }])
  })
})

describe('recipes of one’s own', () => {
  const broken = [{ file: 'rescue.yaml', line: 7, reason: 'needs a kernel' }]

  it('are told when they are broken, until they are mended; put away, they come back when they change', async () => {
    const { api } = open(fakeApi({ ...READY, brokenRecipes: () => Promise.resolve(broken) }))
    await screen.findByText('rescue.yaml, line 7: needs a kernel')
    await fireEvent.click(button('Hide: A recipe is broken: rescue.yaml'))
    expect(screen.queryByText(/needs a kernel/)).toBeNull()
    api.send('recipes', [{ file: 'rescue.yaml', line: 8, reason: 'needs a kernel' }])
    await screen.findByText('rescue.yaml, line 8: needs a kernel')
    api.send('recipes', [])
    await waitFor(() => expect(screen.queryByText(/needs a kernel/)).toBeNull())
  })

  it('are found as soon as they are there, and marked', async () => {
    let recipes = report().recipes
    const inspect = () => Promise.resolve({ ok: true, value: report({ recipes }) } as const)
    const { api } = open(fakeApi({ ...READY, inspect }))
    await isReady()
    recipes = installer({ own: true, title: 'Mine' }).recipes
    api.send('recipes', [])
    await screen.findByLabelText('Recipe: Mine, yours')
    expect(screen.getByText('Yours')).toBeTruthy()
  })

  it('are served anew when they change while machines boot by them', async () => {
    const medium = { path: PATH, recipe: 'debian-installer', entry: 'text' }
    const served = serving().served
    const state = serving(served && { served: { ...served, media: [medium] } })
    const inspect = () => Promise.resolve({ ok: true, value: installer({ own: true }) } as const)
    const { api } = open(fakeApi({ ...READY, inspect, state: () => Promise.resolve(state) }))
    // What is being served has been read, and is not being read by chance with the new recipes.
    await screen.findByText(/Text installer/)
    api.send('recipes', [])
    await fireEvent.click(await screen.findByRole('button', { name: 'Serve these choices' }))
    await screen.findByRole('region', { name: 'What is being served' })
    expect(api.calls.some(({ name }) => name === 'change')).toBe(true)
  })

  it('have a folder, opened from the menu; where that fails, it is said', async () => {
    const error = { code: 'unexpected', message: 'Your recipes are in /home/me/recipes.' }
    const { api } = open(fakeApi({ openRecipesFolder: () => Promise.resolve({ ok: false, error }) }))
    await screen.findByRole('heading', { name: 'Drop a boot medium here' })
    api.send('menu', 'recipes')
    await screen.findByText(error.message)
  })
})
