/**
 * A client at the boot side of every medium of the book, part A: it fetches its script, all that the script names, and what the
 * system then asks for, through the one tree of names.
 */
import { describe, expect, test } from 'vitest'
import type { Boot, BootMedium } from '../../../../main/engine/boot/contract'
import type { Resolution } from '../../../../main/engine/boot/resolve'
import { ARCH_LAYOUTS } from '../../../support/layouts/arch'
import { CASPER_LAYOUTS } from '../../../support/layouts/casper'
import { DEBIAN_LAYOUTS } from '../../../support/layouts/debian'
import type { Layout } from '../../../support/layouts/layout'
import { SMALL_LAYOUTS } from '../../../support/layouts/small'
import { bytesOf } from '../../../support/media'
import { matchOf, testBoot } from '../boot/boots'
import { QUERY } from '../boot/media'
import { request, URL_BASE } from '../boot/parts'
import { layoutMedium, rawBytes } from './layout-medium'

const BOOTABLE = [...CASPER_LAYOUTS, ...DEBIAN_LAYOUTS, ...ARCH_LAYOUTS, ...SMALL_LAYOUTS].filter(
  ({ refused }) => refused === undefined,
)
const ANSWER = { title: 'mine', read: () => Promise.resolve('the answer file') }
const ID = 'abcdef012345'

async function bootOf(layout: Layout, choice: Partial<BootMedium> = {}): Promise<Boot> {
  const medium = layoutMedium(layout)
  return testBoot([], { media: [{ medium, match: await matchOf(medium), ...choice }] })
}

async function get(boot: Boot, url: string, query = ''): Promise<Resolution> {
  return boot.resolve(request(decodeURIComponent(new URL(url).pathname), 'http', query))
}

async function bytes(boot: Boot, url: string, query = ''): Promise<Buffer> {
  const found = await get(boot, url, query)
  if (found.kind !== 'file') throw new Error(`${url}: ${found.reason}`)
  return bytesOf(found.file)
}

/** The script of a PC with this firmware; undefined where it gets none that loads something. */
async function scriptOf(boot: Boot, query: string): Promise<string | undefined> {
  const text = (await bytes(boot, `${URL_BASE}/boot.ipxe`, query)).toString('utf8')
  return /^(kernel|chain) /m.test(text) ? text : undefined
}

/** Every URL of this server in the lines that load and start, without those of folders. */
function urlsIn(script: string): string[] {
  const lines = script.split('\n').filter((line) => /^(kernel|initrd|chain|shim|module) /.test(line))
  const urls = lines.flatMap((line) => line.match(/http:\/\/192\.168\.1\.20:8067\/[^\s"]+/g) ?? [])
  return [...new Set(urls)].filter((url) => !url.endsWith('/') && !url.endsWith('/apks'))
}

function onMedium(layout: Layout, url: string): Buffer | undefined {
  const path = decodeURIComponent(new URL(url).pathname)
  if (path.startsWith('/raw/')) return rawBytes(layout)
  const content = layout.files[path.replace(`/iso/${ID}`, '')]
  return content === undefined ? undefined : Buffer.from(content)
}

describe.each(BOOTABLE)('a client of $name', (layout) => {
  test.each(['bios', 'pc'] as const)('gets all that its script names, byte for byte: %s', async (kind) => {
    const boot = await bootOf(layout)
    const script = await scriptOf(boot, QUERY[kind].replace('dimms=0008', 'dimms=7fff'))
    if (script === undefined) {
      expect(ONE_FIRMWARE).toContain(layout.name)
      return
    }
    const urls = urlsIn(script)
    expect(urls.length).toBeGreaterThan(0)
    for (const url of urls) expect([url, await bytes(boot, url)]).toEqual([url, onMedium(layout, url)])
  })

  test('gets what its system asks for besides', async () => {
    const boot = await bootOf(layout)
    for (const path of layout.asksFor ?? []) {
      expect(await bytes(boot, `${URL_BASE}/iso/${ID}${path}`)).toEqual(
        onMedium(layout, `${URL_BASE}/iso/${ID}${path}`),
      )
    }
    if (layout.filesystem === undefined) {
      // casper and httpfs read the image in pieces.
      const raw = await get(boot, `${URL_BASE}/raw/${ID}/${layout.name}.iso`)
      if (raw.kind !== 'file') throw new Error(raw.reason)
      const piece = Buffer.alloc(100)
      await raw.file.read(piece, 1000)
      await raw.file.close()
      expect(piece).toEqual(rawBytes(layout).subarray(1000, 1100))
    }
  })
})

/** Without a kernel for the other firmware. */
const ONE_FIRMWARE = ['tinycore-x86', 'dban']

describe('a client with an answer file', () => {
  const answered = BOOTABLE.filter(({ recipe }) =>
    ['ubuntu-server', 'casper', 'debian-installer', 'arch', 'systemrescue', 'alpine-netboot'].includes(recipe),
  )

  test.each(answered)('of $name finds its URL in the script, and the text behind it', async (layout) => {
    const boot = await bootOf(layout, { answer: ANSWER })
    const script = (await scriptOf(boot, QUERY.pc.replace('dimms=0008', 'dimms=7fff'))) ?? ''
    const [url = ''] = /http:\S+\/answer\/[^\s"]+/.exec(script) ?? []
    const whole = url.endsWith('/') ? `${url}user-data` : url
    expect((await bytes(boot, whole)).toString('utf8')).toBe('the answer file')
    if (url.endsWith('/')) expect((await bytes(boot, `${url}meta-data`)).toString('utf8')).toBe('')
  })
})
