/** For each layout of part B: what a machine is told to fetch, fetched through the whole boot side, byte for byte. */
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { Boot } from '../../../../main/engine/boot/contract'
import type { BootLayout } from '../../../support/layouts/boot-layout'
import { ESXI, PLATFORM_LAYOUTS, XCP_NG } from '../../../support/layouts/hypervisors'
import { IMAGE_LAYOUTS } from '../../../support/layouts/images'
import { REDHAT_LAYOUTS } from '../../../support/layouts/redhat'
import { SUSE_LAYOUTS } from '../../../support/layouts/suse'
import { bytesOf } from '../../../support/media'
import { matchOf, testBoot } from '../boot/boots'
import { QUERY } from '../boot/media'
import { OWN_LOADERS, URL_BASE, request, testLoaders } from '../boot/parts'
import { bootLayoutMedium, rawOf } from './boot-layout-medium'

const ID = 'abcdef012345'
const LAYOUTS = [...REDHAT_LAYOUTS, ...SUSE_LAYOUTS, ...PLATFORM_LAYOUTS, ...IMAGE_LAYOUTS].filter(
  ({ refused }) => !refused,
)
const ANSWER = 'answers for {{mac}}\n'
const ANSWER_FILE = { title: 'mine', read: () => Promise.resolve(ANSWER) }

async function bootOf(layout: BootLayout): Promise<Boot> {
  const medium = bootLayoutMedium(layout)
  return testBoot([], {
    media: [{ medium, match: await matchOf(medium), answer: ANSWER_FILE }],
    loaders: testLoaders([...OWN_LOADERS, 'memdisk']),
  })
}

/** Bytes of a URL or of a TFTP name. @throws Error with the reason where there is no such file */
async function fetched(boot: Boot, name: string, protocol: 'http' | 'tftp' = 'http'): Promise<Buffer> {
  const { pathname, searchParams } = new URL(name, URL_BASE)
  const found = await boot.resolve(request(decodeURIComponent(pathname), protocol, searchParams.toString()))
  if (found.kind !== 'file') throw new Error(`${name}: ${found.reason}`)
  return bytesOf(found.file)
}

/** What a name has to give, out of the layout itself; undefined for what is made. */
function wanted(layout: BootLayout, name: string): Buffer | undefined {
  const path = decodeURIComponent(new URL(name, URL_BASE).pathname)
  const inTree = Object.entries(layout.files).find(([file]) => path.toLowerCase().endsWith(file.toLowerCase()))
  if (path.startsWith(`/iso/${ID}/`)) return inTree && Buffer.from(inTree[1])
  if (path.startsWith(`/gunzip/${ID}/`)) return inTree && gunzipSync(inTree[1])
  if (path.startsWith(`/raw/${ID}/`)) return rawOf(layout)
  if (path.startsWith('/boot/')) return Buffer.from(path.slice('/boot/'.length))
  return path.startsWith('/answer/') ? Buffer.from('answers for 52:54:00:12:34:56\n') : undefined
}

const scriptFor = async (boot: Boot, query: string): Promise<string> =>
  (await fetched(boot, `/boot.ipxe?${query}`)).toString('utf8')

/** URLs of our server in a text that name a file: a tree itself, and what stands for its folder, do not. */
function filesIn(layout: BootLayout, text: string): string[] {
  const urls = [...text.matchAll(/http:\/\/192\.168\.1\.20:8067\/[^\s|'"]+/g)].map(([url]) => url)
  const folders = [`${URL_BASE}/iso/${ID}`, `${URL_BASE}/iso/${ID}/`, `${URL_BASE}/iso/${ID}/install`]
  const own = (layout.asksFor ?? []).map((path) => `${URL_BASE}/iso/${ID}${path}`)
  return [...new Set([...urls.filter((url) => !folders.includes(url)), ...own])]
}

describe.each(LAYOUTS)('$name', (layout) => {
  test.each(['bios', 'pc'] as const)(
    'every file that its script and what it asks for name is there (%s)',
    async (kind) => {
      const boot = await bootOf(layout)
      const script = await scriptFor(boot, QUERY[kind])
      if (script.includes('# Bootdrop: nothing to boot')) {
        expect(script).toMatch(/^set why .{20}/m)
        return
      }
      const urls = filesIn(layout, script)
      expect(urls.length).toBeGreaterThan(0)
      for (const url of urls) {
        const bytes = await fetched(boot, url)
        const expected = wanted(layout, url)
        if (expected === undefined) expect(bytes.length).toBeGreaterThan(0)
        else expect(bytes.equals(expected), url).toBe(true)
      }
    },
  )
})

describe('boot.cfg of ESXi', () => {
  const NAME = `/made/${ID}/esxi/52-54-00-12-34-56/boot.cfg`

  test("is the medium's own, with every name below the tree and the kickstart file", async () => {
    expect((await fetched(await bootOf(ESXI), NAME)).toString('utf8')).toBe(
      [
        'bootstate=0',
        'title=Loading ESXi installer',
        'timeout=5',
        'kernel=b.b00',
        'modules=jumpstrt.gz --- useropts.gz --- features.gz --- k.b00 --- s.v00 --- imgdb.tgz --- imgpayld.tgz',
        'build=8.0.2-0.0.22380479',
        'updated=0',
        `prefix=${URL_BASE}/iso/${ID}`,
        `kernelopt=runweasel ks=${URL_BASE}/answer/${ID}/esxi/52-54-00-12-34-56/ks.cfg`,
        '',
      ].join('\n'),
    )
  })

  test('leads to the kernel, every module and the kickstart file, whatever case the ISO has', async () => {
    const boot = await bootOf(ESXI)
    const config = new Map(
      (await fetched(boot, NAME))
        .toString('utf8')
        .split('\n')
        .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const),
    )
    const names = [config.get('kernel') ?? '', ...(config.get('modules') ?? '').split(' --- ')]
    expect(names).toHaveLength(8)
    for (const name of names) {
      const url = `${config.get('prefix')}/${name}`
      expect((await fetched(boot, url)).equals(wanted(ESXI, url) ?? Buffer.alloc(0)), url).toBe(true)
    }
    const [, kickstart = ''] = /ks=(\S+)/.exec(config.get('kernelopt') ?? '') ?? []
    expect((await fetched(boot, kickstart)).toString('utf8')).toBe('answers for 52:54:00:12:34:56\n')
  })

  test('names no kickstart file where none was chosen', async () => {
    const boot = await testBoot([bootLayoutMedium(ESXI)])
    expect((await fetched(boot, NAME)).toString('utf8')).toMatch(/^kernelopt=runweasel$/m)
  })

  test.each(['', 'title=nothing\n', 'kernel', '\u0000\u0001'])(
    'is none where the medium has no kernel in it (%j)',
    async (text) => {
      const layout = { ...ESXI, files: { ...ESXI.files, '/BOOT.CFG': text, '/EFI/BOOT/BOOT.CFG': text } }
      await expect(fetched(await bootOf(layout), NAME)).rejects.toThrow('no such name')
    },
  )
})

describe('the GRUB of XCP-ng on UEFI', () => {
  test('gets the configuration of the machine by TFTP where it looks for it, and all files that it names', async () => {
    const boot = await bootOf(XCP_NG)
    const config = (await fetched(boot, '/EFI/xenserver/grub.cfg', 'tftp')).toString('utf8')
    const names = [...config.matchAll(/\(tftp,192\.168\.1\.20\)([^\s']+)/g)].map(([, name = '']) => name)
    expect(names).toEqual([`/iso/${ID}/boot/xen.gz`, `/iso/${ID}/boot/vmlinuz`, `/iso/${ID}/install.img`])
    for (const name of names) {
      expect((await fetched(boot, name, 'tftp')).equals(wanted(XCP_NG, name) ?? Buffer.alloc(0)), name).toBe(true)
    }
    expect(config).toMatch(/multiboot2 \S+xen\.gz' dom0_max_vcpus=1-16 .*console=com1,vga$/m)
    expect(config).toMatch(/module2 \S+vmlinuz' console=hvc0 console=tty0 answerfile=http\S+\/answer\.xml install$/m)
  })

  test('the same name by HTTP, and other names by TFTP, stay those of the medium', async () => {
    const boot = await bootOf(XCP_NG)
    const own = Buffer.from(XCP_NG.files['/EFI/xenserver/grub.cfg'] ?? '')
    expect((await fetched(boot, `/iso/${ID}/EFI/xenserver/grub.cfg`)).equals(own)).toBe(true)
    expect((await fetched(boot, '/.treeinfo', 'tftp')).toString('utf8')).toContain('XCP-ng')
  })

  test('is given no configuration of ours where the medium is served for BIOS alone', async () => {
    const files = Object.entries(XCP_NG.files).filter(([path]) => !path.endsWith('grubx64.efi'))
    const boot = await bootOf({ ...XCP_NG, files: Object.fromEntries(files) })
    expect((await fetched(boot, '/EFI/xenserver/grub.cfg', 'tftp')).toString('utf8')).toContain('menuentry "install"')
  })
})

describe('pxelinux', () => {
  test('finds what it asks for under its prefix, and all of it counts as loading', async () => {
    const layout = IMAGE_LAYOUTS.find(({ name }) => name === 'pxelinux-tree')
    if (!layout) throw new Error('no layout')
    const boot = await bootOf(layout)
    const [, prefix = ''] = /^set netX\/210:string (\S+)$/m.exec(await scriptFor(boot, QUERY.bios)) ?? []
    for (const name of ['ldlinux.c32', 'pxelinux.cfg/default']) {
      const found = await boot.resolve(request(new URL(`${prefix}${name}`).pathname))
      expect(found).toMatchObject({ kind: 'file', role: 'boot' })
    }
    await expect(fetched(boot, `${prefix}pxelinux.cfg/01-52-54-00-12-34-56`)).rejects.toThrow('no such name')
  })
})
