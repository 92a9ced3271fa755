import { fireEvent, screen, waitFor } from '@testing-library/svelte'
import { describe, expect, it } from 'vitest'
import { baseName } from '../../renderer/src/format'
import { isLink, linkProblem } from '../../renderer/src/links'
import { newsOf } from '../../renderer/src/progress'
import { fakeApi } from './fixtures'
import type { FakeApi } from './fixtures'
import { closeAfterEach, open } from './mounted'

const LINK = 'http://192.168.1.5/fog/boot.php'
closeAfterEach()

const button = (name: string | RegExp): HTMLElement => screen.getByRole('button', { name })
const inspected = (api: FakeApi): unknown[] =>
  api.calls.filter(({ name }) => name === 'inspect').map(({ args }) => args[0])
const paste = (text: string) => fireEvent.paste(document.body, { clipboardData: { getData: () => text } })

describe('addresses', () => {
  it.each([LINK, 'https://boot.netboot.xyz/ipxe.efi', 'tftp://10.0.0.1/undionly.kpxe', '  HTTP://a/b  '])(
    'takes %s',
    (link) => {
      expect(linkProblem(link)).toBeUndefined()
    },
  )

  it.each([
    ['', 'Write the address'],
    ['192.168.1.5/boot', 'begins with http://'],
    ['C:\\images\\a.iso', 'begins with http://'],
    ['ftp://10.0.0.1/a', 'cannot fetch ftp'],
    ['file:///etc/passwd', 'cannot fetch file'],
    ['http://', 'not right'],
    ['http://a/b c', 'no spaces'],
    ['http://a/${net0/mac}', '${…}'],
  ])('refuses %s', (typed, words) => {
    expect(linkProblem(typed)).toContain(words)
  })

  it('are told from files, and named by server and path', () => {
    expect(isLink('/http://a')).toBe(false)
    expect(baseName(LINK)).toBe('192.168.1.5/fog/boot.php')
  })
})

describe('booting from an address', () => {
  it('tells what is wrong where it is typed, and goes on from there', async () => {
    const { api } = open(fakeApi())
    await fireEvent.click(await screen.findByRole('button', { name: 'Boot from an address…' }))
    const field = screen.getByRole('textbox', { name: /^Address/ })
    await fireEvent.input(field, { target: { value: '192.168.1.5' } })
    expect(screen.queryByText(/begins with/)).toBeNull()
    await fireEvent.click(button('Use this address'))
    expect(screen.getByText('It begins with http://, https:// or tftp://')).toBeTruthy()
    expect(field.getAttribute('aria-invalid')).toBe('true')
    await fireEvent.input(field, { target: { value: LINK } })
    await fireEvent.click(button('Use this address'))
    await screen.findByRole('heading', { name: /Ready to serve/ })
    expect(inspected(api)).toEqual([LINK])
  })

  it('adds to what is chosen by Enter, and takes its place by its own button alone', async () => {
    const { app } = open(fakeApi({ saved: { media: ['/media/a.iso'] } }))
    await screen.findByRole('heading', { name: /Ready to serve/ })
    const type = async (): Promise<HTMLElement> => {
      app.links.show()
      const field = await screen.findByRole('textbox', { name: /^Address/ })
      await fireEvent.input(field, { target: { value: LINK } })
      return field
    }
    const form = (await type()).closest('form')
    if (form === null) throw new Error('the field is in no form')
    await fireEvent.submit(form)
    await waitFor(() => expect(app.media.map(({ path }) => path)).toEqual(['/media/a.iso', LINK]))
    await type()
    await fireEvent.click(button('Use instead'))
    await waitFor(() => expect(app.media.map(({ path }) => path)).toEqual([LINK]))
  })

  it('is used at once when it is pasted on an empty window', async () => {
    const { api } = open(fakeApi())
    await screen.findByRole('heading', { name: 'Drop a boot medium here' })
    await paste(`${LINK}\n`)
    await waitFor(() => expect(inspected(api)).toEqual([LINK]))
  })

  it('asks beside a medium whether it is instead or as well', async () => {
    const { api } = open(fakeApi({ saved: { media: ['/a.iso'] } }))
    await screen.findByRole('heading', { name: /Ready to serve/ })
    await paste(LINK)
    expect(inspected(api)).toEqual(['/a.iso'])
    await fireEvent.click(await screen.findByRole('button', { name: 'Add to the menu' }))
    await waitFor(() => expect(inspected(api)).toEqual(['/a.iso', LINK]))
    expect(screen.queryByRole('textbox', { name: /^Address/ })).toBeNull()
  })

  it('leaves alone what is pasted into a field, and what is no address', async () => {
    const { api } = open(fakeApi({ saved: { append: 'quiet', media: ['/a.iso'] } }))
    const field = await screen.findByRole('textbox', { name: 'Extra kernel arguments' })
    await fireEvent.paste(field, { clipboardData: { getData: () => LINK } })
    await paste('see http://a/b')
    await paste('')
    expect(screen.queryByRole('textbox', { name: /^Address/ })).toBeNull()
    expect(inspected(api)).toEqual(['/a.iso'])
  })

  it('comes from the menu, and Esc puts it away', async () => {
    const { api } = open(fakeApi({ saved: { media: ['/a.iso'] } }))
    await screen.findByRole('heading', { name: /Ready to serve/ })
    api.send('menu', 'link')
    await screen.findByRole('textbox', { name: /^Address/ })
    await fireEvent.keyDown(document.body, { key: 'Escape' })
    await waitFor(() => expect(screen.queryByRole('textbox', { name: /^Address/ })).toBeNull())
  })
})

describe('an unpacking', () => {
  const progress = (done: number | undefined) => ({ path: '/big.zip', done, text: 'Unpacking big.zip' })

  it('shows how far it is, is heard, and is broken off by a button', async () => {
    const inspect = () => new Promise<never>(() => undefined)
    const { api } = open(fakeApi({ saved: { media: ['/big.zip'] }, inspect }))
    const bar = await screen.findByRole('progressbar', { name: 'Reading big.zip' })
    expect(bar.hasAttribute('aria-valuenow')).toBe(false)
    api.send('inspecting', progress(0.42))
    await waitFor(() => expect(bar.getAttribute('aria-valuenow')).toBe('42'))
    expect(bar.getAttribute('aria-valuetext')).toBe('42 %')
    expect(screen.getByText('Unpacking: 42 %')).toBeTruthy()
    await waitFor(() => expect(screen.getByRole('status').textContent).toContain('Unpacking big.zip'))
    await fireEvent.click(button('Cancel: big.zip'))
    expect(api.calls).toContainEqual({ name: 'cancelInspect', args: ['/big.zip'] })
  })

  it('is told of a medium that nobody waits for by nobody', async () => {
    const { api, app } = open(fakeApi())
    await screen.findByRole('heading', { name: 'Drop a boot medium here' })
    api.send('inspecting', progress(0.5))
    expect(app.progress.size).toBe(0)
  })

  it('is said at its beginning and at each quarter', () => {
    const first = newsOf(undefined, progress(0))
    expect(first).toBe('Unpacking big.zip')
    expect(newsOf(progress(0.1), progress(0.2))).toBe('')
    expect(newsOf(progress(0.2), progress(0.26))).toBe('big.zip: 25 %')
    expect(newsOf(progress(undefined), progress(undefined))).toBe('')
  })
})
