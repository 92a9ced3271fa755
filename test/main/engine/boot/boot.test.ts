import { beforeAll, describe, expect, test } from 'vitest'
import type { Boot, BootOptions } from '../../../../main/engine/boot/contract'
import { bzImage } from '../recipes/bytes'
import { memoryMedium } from '../recipes/memory-medium'
import { asked, matchOf, testBoot, text } from './boots'
import { known, request, URL_BASE } from './parts'

const medium = memoryMedium({
  '/debian-installer/amd64/linux': bzImage({ pe: true }),
  '/debian-installer/amd64/initrd.gz': Buffer.alloc(1024 * 1024),
  '/version.info': 'Debian version: 12 (bookworm)\n',
  '/DIR/File Name.TXT': 'text',
})
const PC = 'mac=52:54:00:12:34:56&uuid=&arch=x86_64&platform=efi&dimms=0008&maker=QEMU&product=Standard%20PC'
const ARM = 'mac=52:54:00:12:34:57&uuid=&arch=arm64&platform=efi&dimms='

const seen: unknown[] = []
const notices: unknown[] = []

const bootOf = (changes: Partial<BootOptions> = {}): Promise<Boot> =>
  testBoot([medium], {
    observe: (observation) => seen.push(observation),
    notify: (notice) => notices.push(notice),
    ...changes,
  })

let boot: Boot
beforeAll(async () => {
  boot = await bootOf()
})

describe('the boot file', () => {
  test.each([
    ['bios', 'firmware', 0, 'undionly.kpxe', 'ipxe-small'],
    ['uefi-x64', 'firmware', 0, 'snponly.efi', 'ipxe-small'],
    ['uefi-x64', 'firmware', 1, 'ipxe.efi', 'ipxe-full'],
    ['uefi-x64', 'firmware', 9, 'ipxe.efi', 'ipxe-full'],
    ['uefi-arm64', 'firmware', 0, 'ipxe-arm64.efi', 'ipxe-full'],
    ['unknown', 'firmware', 0, 'undionly.kpxe', 'ipxe-small'],
    ['http-x64', 'firmware', 0, `${URL_BASE}/boot/snponly.efi`, 'ipxe-small'],
    ['bios', 'ipxe', 0, `${URL_BASE}/boot.ipxe`, 'script'],
    ['uefi-arm64', 'ipxe', 3, `${URL_BASE}/boot.ipxe`, 'script'],
  ] as const)('of %s, %s, attempt %i is %s', (arch, stage, attempt, file, chain) => {
    expect(boot.bootFile(asked({ arch }, { stage, attempt }))).toEqual({ kind: 'file', file, chain })
  })

  test('of an iPXE without HTTP is our own loader', () => {
    expect(boot.bootFile(asked({ arch: 'bios' }, { stage: 'ipxe', ipxeHasHttp: false }))).toEqual({
      kind: 'file',
      file: 'undionly.kpxe',
      chain: 'ipxe-small',
    })
  })

  test('of a machine that a loader worked for is that one first', () => {
    expect(boot.bootFile(asked({}, { worked: 'ipxe-full' }))).toMatchObject({ file: 'ipxe.efi' })
    expect(boot.bootFile(asked({}, { worked: 'ipxe-full', attempt: 1 }))).toMatchObject({ file: 'snponly.efi' })
  })

  test.each([
    ['uefi-ia32', 'no-loader-for-arch'],
    ['uefi-arm32', 'no-loader-for-arch'],
    ['rpi', 'no-pi-firmware'],
  ] as const)('of firmware %s that nothing fits is none, with the reason %s', (arch, why) => {
    expect(boot.bootFile(asked({ arch }))).toEqual({ kind: 'none', why })
  })

  test('changes nothing and tells nobody', () => {
    seen.length = 0
    notices.length = 0
    const request = asked()
    expect(boot.bootFile(request)).toEqual(boot.bootFile(request))
    expect([seen, notices]).toEqual([[], []])
  })
})

describe('the script', () => {
  test('that is asked for without a machine is the first one, over HTTP and TFTP, under both names', async () => {
    const first = await text(await boot.resolve(request('/boot.ipxe')))
    expect(first).toContain(`chain ${URL_BASE}/boot.ipxe?mac=`)
    expect(await text(await boot.resolve(request('autoexec.ipxe', 'tftp')))).toBe(first)
    expect(await text(await boot.resolve(request('/boot/autoexec.ipxe')))).toBe(first)
  })

  test('of a machine loads its files and is observed', async () => {
    seen.length = 0
    const script = await text(await boot.resolve(request('/boot.ipxe', 'http', PC)))
    expect(script).toContain(`kernel ${URL_BASE}/iso/abcdef012345/debian-installer/amd64/linux initrd=initrd0.img`)
    expect(seen).toEqual([
      {
        kind: 'script',
        ip: '192.168.1.77',
        mac: '52:54:00:12:34:56',
        uuid: undefined,
        arch: 'uefi-x64',
        files: ['/iso/abcdef012345/debian-installer/amd64/linux', '/iso/abcdef012345/debian-installer/amd64/initrd.gz'],
        model: 'QEMU Standard PC',
        title: 'Debian installer 12',
        memory: { hasMiB: 2048, needsMiB: 458 },
        installs: true,
        expectsMore: false,
      },
    ])
  })

  test('names only files that are there, by the URLs that it names', async () => {
    const script = await text(await boot.resolve(request('/boot.ipxe', 'http', PC)))
    const urls = [...script.matchAll(/^(?:kernel|initrd --name=\S+) (\S+)/gm)].map((match) => new URL(match[1] ?? ''))
    for (const url of urls) {
      const found = await boot.resolve(request(decodeURIComponent(url.pathname)))
      expect(found).toMatchObject({ kind: 'file', role: 'boot' })
    }
    expect(urls).toHaveLength(2)
  })

  test('ends with the words of the user', async () => {
    const own = await bootOf({ append: 'console=ttyS0' })
    expect(await text(await own.resolve(request('/boot.ipxe', 'http', PC)))).toMatch(
      /quiet console=ttyS0 \|\| goto no_kernel/,
    )
  })

  test('of a machine that the medium has nothing for says so, and nothing is called loaded', async () => {
    seen.length = 0
    notices.length = 0
    const script = await text(await boot.resolve(request('/boot.ipxe', 'http', ARM)))
    expect(script).toContain('does not start on a 64-bit ARM machine')
    expect(script).not.toContain('kernel ')
    expect(seen).toEqual([
      { kind: 'refused', mac: '52:54:00:12:34:57', arch: 'uefi-arm64', why: 'recipe-not-for-arch' },
    ])
    expect(notices).toMatchObject([{ code: 'recipe-not-for-arch', mac: '52:54:00:12:34:57' }])
  })

  test('of a machine with too little memory asks before it loads, and tells the user', async () => {
    notices.length = 0
    const small = PC.replace('dimms=0008', 'dimms=0001')
    const script = await text(await boot.resolve(request('/boot.ipxe', 'http', small)))
    expect(script.indexOf('choose')).toBeLessThan(script.indexOf('kernel '))
    expect(notices).toMatchObject([{ code: 'too-little-ram', text: expect.stringContaining('256 MiB') }])
  })

  test('of a machine that does not tell its memory does not ask', async () => {
    const script = await text(await boot.resolve(request('/boot.ipxe', 'http', PC.replace('dimms=0008', 'dimms='))))
    expect(script.indexOf('kernel ')).toBeLessThan(script.indexOf('choose'))
  })
})

test('a system that says that it is done is heard, by its MAC or by its address', async () => {
  seen.length = 0
  const own = await bootOf({ identify: () => known({ mac: '52:54:00:00:00:09' }) })
  expect(await text(await own.resolve(request('/finished', 'http', 'mac=52:54:00:12:34:56')))).toBe('Noted.\n')
  await own.resolve(request('/finished'))
  expect(seen).toEqual([
    { kind: 'finished', ip: '192.168.1.77', mac: '52:54:00:12:34:56' },
    { kind: 'finished', ip: '192.168.1.77', mac: '52:54:00:00:00:09' },
  ])
  expect(await own.resolve(request('finished', 'tftp'))).toMatchObject({ kind: 'not-found' })
})

describe('a boot cannot be made', () => {
  test('of a medium that can only be refused', async () => {
    const cd = memoryMedium({ '/install.amd/vmlinuz': bzImage(), '/dists/x': '' })
    await expect(testBoot([cd])).rejects.toMatchObject({ code: 'no-recipe' })
  })

  test('with an entry that there is not', async () => {
    const media = [{ medium, match: await matchOf(medium), entry: 'nope' }]
    await expect(bootOf({ media })).rejects.toMatchObject({ code: 'recipe-unknown' })
  })

  test('with arguments that would be script lines', async () => {
    await expect(bootOf({ append: 'a\nshell' })).rejects.toMatchObject({ code: 'usage' })
  })
})
