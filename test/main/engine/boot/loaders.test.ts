import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { loadLoaders } from '../../../../main/engine/boot/loaders'
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
  test.each([
    ['bios', 0, 'undionly.kpxe'],
    ['uefi-x64', 0, 'snponly.efi'],
    ['uefi-x64', 1, 'ipxe.efi'],
    ['uefi-x64', 7, 'ipxe.efi'],
    ['uefi-arm64', 0, 'ipxe-arm64.efi'],
    ['http-x64', 0, 'snponly.efi'],
    ['unknown', 0, 'undionly.kpxe'],
  ] as const)('%s at attempt %i is %s', (arch, attempt, name) => {
    expect(testLoaders().loaderFor(arch, attempt)).toEqual({ name })
  })

  test.each(['uefi-ia32', 'uefi-arm32', 'rpi'] as const)('%s is none', (arch) => {
    expect(testLoaders().loaderFor(arch, 0)).toEqual({ why: 'no-loader-for-arch' })
  })

  test('is none where set-up could not fetch it', () => {
    expect(testLoaders(['undionly.kpxe']).loaderFor('uefi-x64', 0)).toEqual({ why: 'no-loader-for-arch' })
  })
})
