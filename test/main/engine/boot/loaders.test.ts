import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { loadLoaders, Loaders } from '../../../../main/engine/boot/loaders'
import { NO_USER_LOADERS, type UserLoader } from '../../../../main/engine/boot/user-loaders'
import { testLoaders } from './parts'

describe('loaders on disk', () => {
  let folder = ''
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bootdrop-loaders-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  const pin = (bytes: string) => ({
    origin: 'test',
    version: '1.2',
    sha256: createHash('sha256').update(bytes).digest('hex'),
    bytes: bytes.length,
  })
  const lock = (name: string, pins: unknown[]) =>
    writeFile(
      join(folder, 'boot.lock.json'),
      JSON.stringify({ files: [{ name, purpose: 'x', firmware: 'bios', arch: 'x86', licence: 'GPL-2.0', pins }] }),
    )

  test('are given out when they are a known build', async () => {
    await lock('undionly.kpxe', [pin('other'), pin('good')])
    await writeFile(join(folder, 'undionly.kpxe'), 'good')
    const loaders = await loadLoaders(folder)
    expect(loaders.all.map(({ name, version }) => `${name} ${version}`)).toEqual(['undionly.kpxe 1.2'])
  })

  test('are refused when they are not', async () => {
    await lock('undionly.kpxe', [pin('good')])
    await writeFile(join(folder, 'undionly.kpxe'), 'evil')
    await expect(loadLoaders(folder)).rejects.toMatchObject({ code: 'loader-hash' })
  })

  test('that are missing are an error that says what to do', async () => {
    await lock('undionly.kpxe', [pin('good')])
    await expect(loadLoaders(folder)).rejects.toMatchObject({
      code: 'loader-missing',
      message: expect.stringContaining('npm run setup'),
    })
  })

  test('do not include what the list pins for other uses', async () => {
    await lock('memtest.iso', [pin('good')])
    await writeFile(join(folder, 'memtest.iso'), 'good')
    await expect(loadLoaders(folder)).rejects.toMatchObject({ code: 'loader-missing' })
  })

  test('without their list are an error', async () => {
    await expect(loadLoaders(folder)).rejects.toMatchObject({ code: 'loader-missing' })
  })

  test('with a list that names a path are an error', async () => {
    await lock('../../etc/passwd', [pin('good')])
    await expect(loadLoaders(folder)).rejects.toMatchObject({ code: 'loader-missing' })
  })

  test('with a list that is no JSON are an error', async () => {
    await writeFile(join(folder, 'boot.lock.json'), '{')
    await expect(loadLoaders(folder)).rejects.toMatchObject({ code: 'loader-missing' })
  })
})

describe('the loader for a machine', () => {
  const own = testLoaders(['undionly.kpxe', 'ipxe.pxe', 'snponly.efi', 'ipxe.efi', 'ipxe-arm64.efi'])

  test.each([
    ['bios', 'small', 'undionly.kpxe'],
    ['bios', 'full', 'ipxe.pxe'],
    ['unknown', 'small', 'undionly.kpxe'],
    ['uefi-x64', 'small', 'snponly.efi'],
    ['uefi-x64', 'full', 'ipxe.efi'],
    ['http-x64', 'small', 'snponly.efi'],
    ['uefi-arm64', 'full', 'ipxe-arm64.efi'],
    ['http-arm64', 'full', 'ipxe-arm64.efi'],
  ] as const)('%s, %s, is %s', (arch, kind, name) => {
    expect(own.names(arch, kind)).toBe(name)
  })

  test.each(['uefi-ia32', 'http-ia32', 'uefi-arm32', 'http-arm32', 'rpi'] as const)('%s is none of ours', (arch) => {
    expect(own.names(arch, 'small')).toBeUndefined()
    expect(own.names(arch, 'full')).toBeUndefined()
  })

  test('is none where set-up could not fetch it', () => {
    expect(own.names('uefi-arm64', 'small')).toBeUndefined()
    expect(testLoaders(['undionly.kpxe']).names('uefi-x64', 'full')).toBeUndefined()
  })

  test('is found by its name, whatever the case', () => {
    expect(own.find('SNPONLY.EFI')).toMatchObject({ name: 'snponly.efi' })
    expect(own.find('shimx64.efi')).toBeUndefined()
  })
})

describe("with the user's loaders", () => {
  const userLoader = (changes: Partial<UserLoader>): UserLoader => ({
    name: 'snponly.efi',
    bytes: Buffer.from('user'),
    version: '2.0.0',
    origin: 'user',
    licence: '',
    kind: 'small',
    firmware: 'uefi',
    cpu: 'x64',
    signed: false,
    microsoft: [],
    path: 'x86_64/snponly.efi',
    sha256: '0',
    ...changes,
  })
  const withUser = (...loaders: UserLoader[]): Loaders =>
    new Loaders(testLoaders().all, { ...NO_USER_LOADERS, loaders })

  const signed = { signed: true, path: 'x86_64-sb/snponly.efi' }
  const signedShim = userLoader({ name: 'ipxe-shimx64.efi', kind: 'shim', signed: true, path: 'x86_64-sb/shimx64.efi' })

  test('IA32 and ARM32 machines have one', () => {
    const loaders = withUser(
      userLoader({ name: 'snponly-ia32.efi', cpu: 'x86' }),
      userLoader({ name: 'ipxe-arm32.efi', cpu: 'arm32', kind: 'full' }),
    )
    expect(loaders.names('uefi-ia32', 'small')).toBe('snponly-ia32.efi')
    expect(loaders.names('http-arm32', 'full')).toBe('ipxe-arm32.efi')
  })

  test("the user's counts before our own of the same use", () => {
    const loaders = withUser(userLoader({}))
    expect(loaders.find('snponly.efi')?.origin).toBe('user')
    expect(loaders.find('ipxe.efi')?.origin).toBe('test')
  })

  test('signed ones do not take the place of our own', () => {
    const loaders = withUser(userLoader(signed), signedShim)
    expect(loaders.find('snponly.efi')?.origin).toBe('test')
    expect(loaders.find('ipxe-shimx64.efi')).toBeUndefined()
    expect(loaders.user.map(({ path }) => path)).toEqual(['x86_64-sb/snponly.efi', 'x86_64-sb/shimx64.efi'])
  })

  test('the signed way has the signed iPXE under every name that a shim asks by', () => {
    const shim = { ...signedShim, starts: 'boot.efi' }
    const way = withUser(userLoader(signed), shim).signedIpxe('uefi-x64')
    expect(way?.shim).toBe(shim)
    expect([...(way?.byName ?? [])].map(([name, loader]) => `${name} ${loader.version} ${loader.name}`)).toEqual([
      'ipxe.efi 2.0.0 snponly.efi',
      'snponly.efi 2.0.0 snponly.efi',
      'boot.efi 2.0.0 snponly.efi',
      'ipxe-shimx64.efi 2.0.0 ipxe-shimx64.efi',
    ])
  })

  test('the signed way takes the kind that is asked for, else the other', () => {
    const full = userLoader({ ...signed, name: 'ipxe.efi', kind: 'full' })
    const both = withUser(userLoader(signed), full, signedShim)
    expect(both.signedIpxe('http-x64', 'full')?.ipxe).toBe(full)
    expect(both.signedIpxe('http-x64')?.ipxe.name).toBe('snponly.efi')
    expect(withUser(full, signedShim).signedIpxe('uefi-x64', 'small')?.ipxe).toBe(full)
  })

  test('there is no signed way without shim, without signed iPXE, or for another processor', () => {
    expect(withUser(userLoader(signed)).signedIpxe('uefi-x64')).toBeUndefined()
    expect(withUser(userLoader({}), signedShim).signedIpxe('uefi-x64')).toBeUndefined()
    const loaders = withUser(userLoader(signed), signedShim)
    expect(loaders.signedIpxe('uefi-arm64')).toBeUndefined()
    expect(loaders.signedIpxe('bios')).toBeUndefined()
  })
})
