import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Loaders } from '../../../../main/engine/boot/loaders'
import { loadUserLoaders } from '../../../../main/engine/boot/user-loaders'
import { grub, pe, shim, type PeParts } from './signed/binaries'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bootdrop-user-'))
})
afterEach(() => rm(folder, { recursive: true }))

async function put(files: Readonly<Record<string, Uint8Array | string>>): Promise<void> {
  for (const [path, bytes] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), bytes)
  }
}

/** Different bytes for each `text`. */
function ipxe(text: string, parts: PeParts = {}): Uint8Array {
  return pe({
    sections: { '.text': Buffer.from(text) },
    sbat: 'sbat,1,SBAT Version,sbat,1,https://example.org\nipxe,1,iPXE,ipxe,2.0.0,https://ipxe.org\n',
    ...parts,
  })
}

const ipxeShim = (parts: PeParts = {}): Uint8Array => shim('ipxe', '\\ipxe.efi', parts)

async function summary(): Promise<string[]> {
  const { loaders } = await loadUserLoaders(folder)
  return loaders
    .map(({ name, path, kind, cpu, signed }) => `${path}: ${name} ${cpu} ${kind}${signed ? ' signed' : ''}`)
    .sort()
}

describe("an iPXE release's archive, unpacked", () => {
  test('is sorted by processor, use and signature', async () => {
    await put({
      'ipxeboot/i386/ipxe.efi': ipxe('a', { cpu: 'x86' }),
      'ipxeboot/i386/snponly.efi': ipxe('b', { cpu: 'x86' }),
      'ipxeboot/i386/undionly.kpxe': 'undi',
      'ipxeboot/x86_64/ipxe.efi': ipxe('c'),
      'ipxeboot/x86_64/snponly.efi': ipxe('d'),
      'ipxeboot/x86_64-sb/ipxe.efi': ipxe('e', { signature: 'iPXE' }),
      'ipxeboot/x86_64-sb/snponly.efi': ipxe('f', { signature: 'iPXE' }),
      'ipxeboot/x86_64-sb/shimx64.efi': ipxeShim(),
      'ipxeboot/arm32/snponly.efi': ipxe('g', { cpu: 'arm32' }),
      'ipxeboot/arm64-sb/ipxe.efi': ipxe('h', { cpu: 'arm64', signature: 'iPXE' }),
      'ipxeboot/arm64-sb/shimaa64.efi': ipxeShim({ cpu: 'arm64' }),
    })
    expect(await summary()).toEqual([
      'ipxeboot/arm32/snponly.efi: snponly-arm32.efi arm32 small',
      'ipxeboot/arm64-sb/ipxe.efi: ipxe-arm64.efi arm64 full signed',
      'ipxeboot/arm64-sb/shimaa64.efi: ipxe-shimaa64.efi arm64 shim signed',
      'ipxeboot/i386/ipxe.efi: ipxe-ia32.efi x86 full',
      'ipxeboot/i386/snponly.efi: snponly-ia32.efi x86 small',
      'ipxeboot/i386/undionly.kpxe: undionly.kpxe x86 small',
      'ipxeboot/x86_64-sb/ipxe.efi: ipxe.efi x64 full signed',
      'ipxeboot/x86_64-sb/shimx64.efi: ipxe-shimx64.efi x64 shim signed',
      'ipxeboot/x86_64-sb/snponly.efi: snponly.efi x64 small signed',
      'ipxeboot/x86_64/ipxe.efi: ipxe.efi x64 full',
      'ipxeboot/x86_64/snponly.efi: snponly.efi x64 small',
    ])
  })

  test('gives the class of loaders what both processors need under Secure Boot', async () => {
    await put({
      'x86_64-sb/snponly.efi': ipxe('x', { signature: 'iPXE' }),
      'x86_64-sb/ipxe-shim.efi': ipxeShim(),
      'arm64-sb/snponly.efi': ipxe('a', { cpu: 'arm64', signature: 'iPXE' }),
      'arm64-sb/ipxe-shim.efi': ipxeShim({ cpu: 'arm64' }),
    })
    const loaders = new Loaders([], await loadUserLoaders(folder))
    expect(loaders.signedIpxe('uefi-x64')).toMatchObject({
      shim: { name: 'ipxe-shimx64.efi' },
      ipxe: { path: 'x86_64-sb/snponly.efi' },
    })
    expect(loaders.signedIpxe('uefi-arm64')).toMatchObject({
      shim: { name: 'ipxe-shimaa64.efi' },
      ipxe: { path: 'arm64-sb/snponly.efi' },
    })
  })
})

describe('a flat folder', () => {
  test('is sorted by what is in the files, not by their names', async () => {
    await put({ 'snponly-x64.efi': ipxe('a', { cpu: 'x86' }), 'ipxe-arm64.efi': ipxe('b', { cpu: 'arm64' }) })
    expect(await summary()).toEqual([
      'ipxe-arm64.efi: ipxe-arm64.efi arm64 full',
      'snponly-x64.efi: snponly-ia32.efi x86 small',
    ])
  })

  test('tells version, hash and authorities of each file', async () => {
    const bytes = ipxe('a', { signature: 'Microsoft UEFI CA 2023' })
    await put({ 'ipxe.efi': bytes })
    const { loaders } = await loadUserLoaders(folder)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    expect(loaders).toMatchObject([{ version: '2.0.0', sha256, microsoft: ['2023'], path: 'ipxe.efi' }])
  })

  test('may hold an iPXE of before SBAT', async () => {
    await put({ 'ipxe.efi': pe() })
    expect(await summary()).toEqual(['ipxe.efi: ipxe.efi x64 full'])
  })

  test('of two shims gives the one that starts iPXE, and of those the one that more machines trust', async () => {
    await put({
      'a/shimx64.efi': shim('debian'),
      'b/shimx64.efi': ipxeShim({ signature: 'Microsoft Corporation UEFI CA 2011' }),
      'c/shimx64.efi': ipxeShim(),
    })
    const { loaders, notices } = await loadUserLoaders(folder)
    expect(loaders).toMatchObject([{ path: 'c/shimx64.efi', starts: 'ipxe.efi', microsoft: ['2011', '2023'] }])
    expect(notices.filter(({ code }) => code === 'loader-skipped').map(({ text }) => text)).toEqual([
      'b/shimx64.efi is not used: c/shimx64.efi is for the same machines.',
      'a/shimx64.efi is not used: c/shimx64.efi is for the same machines.',
    ])
  })
})

describe('what Secure Boot will refuse is said before', () => {
  const remarks = async (): Promise<string[]> => (await loadUserLoaders(folder)).notices.map(({ text }) => text)
  const signedIpxe = ipxe('x', { signature: 'iPXE' })

  test('nothing where shim and iPXE are there and both authorities signed', async () => {
    await put({ 'ipxe.efi': signedIpxe, 'shimx64.efi': ipxeShim() })
    expect(await remarks()).toEqual([])
  })

  test('a signed iPXE without a shim for its processor', async () => {
    await put({ 'a/ipxe.efi': signedIpxe, 'b/ipxe.efi': ipxe('y'), 'b/shimaa64.efi': ipxeShim({ cpu: 'arm64' }) })
    expect(await remarks()).toEqual([
      'a/ipxe.efi is signed, but there is no shim to start it: Secure Boot needs both.',
      'b/shimaa64.efi is signed, but there is no signed iPXE for it to start: Secure Boot needs both.',
    ])
  })

  test.each([
    ['Mine', 'shimx64.efi is not signed by Microsoft: only machines that were told to trust it start it.'],
    [
      'Microsoft Corporation UEFI CA 2011',
      "shimx64.efi has Microsoft's signature of 2011 only: machines that trust the one of 2023 alone refuse it.",
    ],
  ])('a shim that %s signed', async (signature, text) => {
    await put({ 'ipxe.efi': signedIpxe, 'shimx64.efi': ipxeShim({ signature }) })
    expect(await remarks()).toEqual([text])
  })
})

describe('what cannot be used is named with the reason', () => {
  test.each<[string, string, Uint8Array | string, string]>([
    ['text', 'ipxe.efi', 'nothing', 'it is no UEFI program'],
    ['another program', 'ipxe.efi', grub(), 'it is neither iPXE nor a shim'],
    ['iPXE for one card', 'intel.efi', ipxe('x'), 'it is neither iPXE nor a shim'],
    [
      'an unsigned shim',
      'shimx64.efi',
      pe({ sbat: 'shim,4,UEFI shim,shim,1,x\n' }),
      'it is a shim without a signature, which Secure Boot refuses',
    ],
    ['a UEFI program for BIOS', 'undionly.kpxe', ipxe('x'), 'it is a UEFI program under the name of a BIOS one'],
  ])('%s', async (_what, name, bytes, reason) => {
    await put({ 'good/snponly.efi': ipxe('good'), [name]: bytes })
    const { loaders, notices } = await loadUserLoaders(folder)
    expect(loaders.map(({ path }) => path)).toEqual(['good/snponly.efi'])
    const text = `${name} is not used: ${reason}.`
    expect(notices).toEqual([{ level: 'info', code: 'loader-skipped', text, details: { path: name } }])
  })

  test('a file of more than 64 MB', async () => {
    await put({ 'good/snponly.efi': ipxe('good'), 'ipxe.efi': ipxe('x') })
    await truncate(join(folder, 'ipxe.efi'), 65 * 1024 * 1024)
    const { notices } = await loadUserLoaders(folder)
    expect(notices.map(({ text }) => text)).toEqual(['ipxe.efi is not used: it has 65 MB, more than any loader.'])
  })

  test('more than 500 files', async () => {
    const many = Array.from({ length: 501 }, (_none, at): [string, string] => [`z${at}.txt`, ''])
    await put({ 'a.efi': 'x', ...Object.fromEntries(many), 'ipxe.efi': ipxe('x') })
    const { loaders, notices } = await loadUserLoaders(folder)
    expect(loaders.map(({ name }) => name)).toEqual(['ipxe.efi'])
    expect(notices[0]?.text).toContain('only the first 500 were looked at')
  })

  test('what lies more than four folders deep', async () => {
    await put({ 'a/b/c/d/ipxe.efi': ipxe('x'), 'a/b/c/d/e/snponly.efi': ipxe('y') })
    expect(await summary()).toEqual(['a/b/c/d/ipxe.efi: ipxe.efi x64 full'])
  })

  test('a link, wherever it leads', async () => {
    await put({ 'snponly.efi': ipxe('x') })
    await symlink('/etc/hostname', join(folder, 'ipxe.efi'))
    expect(await summary()).toEqual(['snponly.efi: snponly.efi x64 small'])
  })
})

describe('wimboot, for Windows', () => {
  const wimboot = (version: string, parts: PeParts = {}): Uint8Array => {
    const greeting = `wimboot v${version} -- Windows Imaging Format bootloader -- https://ipxe.org/wimboot`
    return pe({ sections: { '.text': Buffer.from(greeting) }, ...parts })
  }
  const signature = 'Microsoft Corporation UEFI CA 2011, Microsoft UEFI CA 2023'

  test('is sorted by processor, as the releases name it and otherwise', async () => {
    await put({
      wimboot: wimboot('2.9.0', { signature }),
      'wimboot.i386': wimboot('2.9.0', { cpu: 'x86', signature }),
      'wimboot-2.10.1-arm64.efi': wimboot('2.10.1', { cpu: 'arm64', signature }),
    })
    expect(await summary()).toEqual([
      'wimboot-2.10.1-arm64.efi: wimboot.arm64 arm64 wimboot signed',
      'wimboot.i386: wimboot.i386 x86 wimboot signed',
      'wimboot: wimboot x64 wimboot signed',
    ])
    const loaders = await loadUserLoaders(folder)
    expect(loaders.notices).toEqual([])
    expect(new Loaders([], loaders).find('wimboot')).toMatchObject({ version: '2.9.0', path: 'wimboot' })
  })

  test('is taken signed where there are both, and is no signed iPXE', async () => {
    await put({
      'a/wimboot': wimboot('3.0.0'),
      'b/wimboot': wimboot('2.9.0', { signature }),
      'shimx64.efi': ipxeShim(),
    })
    const user = await loadUserLoaders(folder)
    const loaders = new Loaders([], user)
    expect(loaders.find('wimboot')).toMatchObject({ path: 'b/wimboot' })
    expect(loaders.signedIpxe('uefi-x64')).toBeUndefined()
    expect(user.notices.map(({ text }) => text)).toEqual([
      'a/wimboot is not used: b/wimboot is for the same machines.',
      'shimx64.efi is signed, but there is no signed iPXE for it to start: Secure Boot needs both.',
    ])
  })

  test.each([
    [undefined, 'wimboot is not signed: machines with Secure Boot refuse it.'],
    [
      'Microsoft Corporation UEFI CA 2011',
      "wimboot has Microsoft's signature of 2011 only: machines that trust the one of 2023 alone refuse it.",
    ],
  ])('tells what Secure Boot will say: signed by %s', async (by, text) => {
    await put({ wimboot: wimboot('2.9.0', by === undefined ? {} : { signature: by }) })
    const details = { path: 'wimboot', reason: by === undefined ? 'unsigned' : 'old' }
    const { notices } = await loadUserLoaders(folder)
    expect(notices).toEqual([{ level: 'warning', code: 'loader-signature', text, details }])
  })

  test.each<[string, Uint8Array | string, string]>([
    ['2.8.0', wimboot('2.8.0', { signature }), 'it is wimboot 2.8.0, with which Windows 11 24H2'],
    ['1.99.99', wimboot('1.99.99'), 'get wimboot 2.9.0 or newer'],
    ['no version', pe(), 'it has the name of wimboot, and does not say that it is wimboot'],
    ['a web page', '<!doctype html>', 'it is no UEFI program'],
  ])('is refused with the reason: %s', async (_what, bytes, reason) => {
    await put({ 'ipxe.efi': ipxe('x'), wimboot: bytes })
    const { loaders, notices } = await loadUserLoaders(folder)
    expect(loaders.map(({ name }) => name)).toEqual(['ipxe.efi'])
    expect(notices[0]?.text).toContain(reason)
  })
})

describe("a Raspberry Pi's firmware", () => {
  test('is found in the folder itself', async () => {
    await put({ 'bootcode.bin': 'x', 'start.elf': 'x', 'config.txt': 'kernel=kernel8.img' })
    const { pi, loaders } = await loadUserLoaders(folder)
    expect(loaders).toEqual([])
    expect(await pi?.stat('/CONFIG.TXT')).toMatchObject({ kind: 'file', size: 18 })
  })

  test('is found beside loaders, in the folder that has its name before another one', async () => {
    await put({
      'x86_64/snponly.efi': ipxe('x'),
      'old/start4.elf': 'x',
      'old/fixup4.dat': 'x',
      'raspberrypi/start4.elf': 'new',
      'raspberrypi/config.txt': 'x',
    })
    const { pi, loaders } = await loadUserLoaders(folder)
    expect(loaders).toHaveLength(1)
    expect(await pi?.stat('/start4.elf')).toMatchObject({ size: 3 })
    expect(await pi?.stat('/../old/fixup4.dat')).toBeUndefined()
  })

  test('is not a folder that merely has a config.txt', async () => {
    await put({ 'config.txt': 'x', 'snponly.efi': ipxe('x') })
    expect((await loadUserLoaders(folder)).pi).toBeUndefined()
  })
})

describe('a folder that is no use is an error that says why', () => {
  test('when it is not there', async () => {
    await expect(loadUserLoaders(join(folder, 'none'))).rejects.toMatchObject({
      code: 'loaders-folder',
      message: expect.stringContaining('There is no folder'),
    })
  })

  test('when it holds no loader, with the first reason', async () => {
    await put({ 'ipxe.efi': 'text' })
    await expect(loadUserLoaders(folder)).rejects.toMatchObject({
      code: 'loaders-folder',
      message: expect.stringContaining('ipxe.efi is not used: it is no UEFI program.'),
    })
  })
})
