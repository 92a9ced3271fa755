import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { findSignedChains, shimOf } from '../../../../../main/engine/boot/signed/medium-chain'
import { BootdropError } from '../../../../../main/engine/errors'
import { openFolder } from '../../../../../main/engine/media/folder'
import type { Medium } from '../../../../../main/engine/media/medium'
import { grub, NET_MODULES, pe, shim } from './binaries'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bootdrop-signed-'))
})
afterEach(() => rm(folder, { recursive: true }))

async function medium(files: Readonly<Record<string, Uint8Array>>): Promise<Medium> {
  for (const [path, bytes] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), bytes)
  }
  return openFolder(folder)
}

const without = (...names: string[]): readonly string[] => NET_MODULES.filter((name) => !names.includes(name))

/** GRUB as it is on CDs of Debian and Ubuntu. */
const CD_GRUB = grub({ modules: without('http', 'tftp'), prefix: '/boot/grub' })

describe('the signed way of a medium', () => {
  test('is its shim and the GRUB beside it', async () => {
    const tree = await medium({
      'debian-installer/amd64/bootnetx64.efi': shim(),
      'debian-installer/amd64/grubx64.efi': grub({ prefix: '/debian-installer/amd64/grub' }),
    })
    expect(await findSignedChains(tree)).toEqual([
      {
        cpu: 'x64',
        shim: '/debian-installer/amd64/bootnetx64.efi',
        grub: '/debian-installer/amd64/grubx64.efi',
        grubName: 'grubx64.efi',
        prefix: '/debian-installer/amd64/grub',
        http: true,
        tftp: true,
      },
    ])
  })

  test('is there for each processor', async () => {
    const tree = await medium({
      'EFI/BOOT/BOOTX64.EFI': shim(),
      'EFI/BOOT/grubx64.efi': grub(),
      'EFI/BOOT/BOOTAA64.EFI': shim('debian', '\\\\grubaa64.efi', { cpu: 'arm64' }),
      'EFI/BOOT/grubaa64.efi': grub({ cpu: 'arm64', modules: without('http') }),
    })
    expect(await findSignedChains(tree)).toMatchObject([
      { cpu: 'x64', grubName: 'grubx64.efi', http: true },
      { cpu: 'arm64', grubName: 'grubaa64.efi', http: false, tftp: true },
    ])
  })

  test('takes a network GRUB from elsewhere on the medium, under the name that the shim asks for', async () => {
    const tree = await medium({
      'EFI/BOOT/BOOTX64.EFI': shim(),
      'EFI/BOOT/grubx64.efi': CD_GRUB,
      'boot/grub/grubnetx64.efi.signed': grub(),
    })
    expect(await findSignedChains(tree)).toMatchObject([
      { shim: '/EFI/BOOT/BOOTX64.EFI', grub: '/boot/grub/grubnetx64.efi.signed', grubName: 'grubx64.efi' },
    ])
  })

  test('does not take a GRUB from elsewhere that another vendor signed', async () => {
    const tree = await medium({
      'EFI/BOOT/BOOTX64.EFI': shim('fedora'),
      'boot/grubx64.efi': grub({ vendor: 'debian' }),
    })
    expect(await findSignedChains(tree)).toEqual({
      none: 'Its shim starts grubx64.efi, and no such program with a signature of the same vendor is on the medium.',
    })
  })

  test('goes by the folder where vendors call themselves by two names', async () => {
    const tree = await medium({
      'EFI/BOOT/BOOTX64.EFI': shim('redhat'),
      'EFI/BOOT/grubx64.efi': grub({ vendor: 'rh', prefix: '/EFI/BOOT' }),
    })
    expect(await findSignedChains(tree)).toMatchObject([{ grub: '/EFI/BOOT/grubx64.efi', prefix: '/EFI/BOOT' }])
  })

  test("knows SUSE's name for GRUB", async () => {
    const tree = await medium({ 'EFI/BOOT/bootx64.efi': shim('opensuse', '\\grub.efi'), 'EFI/BOOT/grub.efi': grub() })
    expect(await findSignedChains(tree)).toMatchObject([{ grubName: 'grub.efi', grub: '/EFI/BOOT/grub.efi' }])
  })

  test('says where GRUB has linuxefi alone', async () => {
    const modules = [...without('linux'), 'linuxefi']
    const tree = await medium({ 'EFI/BOOT/BOOTX64.EFI': shim(), 'EFI/BOOT/grubx64.efi': grub({ modules }) })
    expect(await findSignedChains(tree)).toMatchObject([{ linuxCommand: 'linuxefi' }])
  })
})

describe('a medium has no signed way', () => {
  const noNetwork =
    'Its signed GRUB has no network modules built in, and under Secure Boot none can be loaded: it starts from a stick or a disc only.'
  test.each<[string, Record<string, Uint8Array>, string]>([
    ['empty', {}, 'It has no shim, the signed program that Secure Boot lets start first.'],
    [
      'with an unsigned loader',
      { 'EFI/BOOT/BOOTX64.EFI': pe(), 'EFI/BOOT/grubx64.efi': grub() },
      'It has no shim, the signed program that Secure Boot lets start first.',
    ],
    ['with a GRUB for discs', { 'EFI/BOOT/BOOTX64.EFI': shim(), 'EFI/BOOT/grubx64.efi': CD_GRUB }, noNetwork],
    [
      'with a GRUB that has protocols and no card',
      { 'EFI/BOOT/BOOTX64.EFI': shim(), 'EFI/BOOT/grubx64.efi': grub({ modules: without('efinet') }) },
      noNetwork,
    ],
    [
      'with a GRUB that cannot start Linux',
      { 'EFI/BOOT/BOOTX64.EFI': shim(), 'EFI/BOOT/grubx64.efi': grub({ modules: without('linux') }) },
      'Its signed GRUB cannot start Linux or read a menu: the modules for it are not built in, and under Secure Boot none can be loaded.',
    ],
    [
      'with a shim alone',
      { 'EFI/BOOT/BOOTX64.EFI': shim() },
      'Its shim starts grubx64.efi, and no such program with a signature of the same vendor is on the medium.',
    ],
  ])('%s', async (_what, files, none) => {
    expect(await findSignedChains(await medium(files))).toEqual({ none })
  })

  test('that cannot be read', async () => {
    const tree = await medium({ 'EFI/BOOT/BOOTX64.EFI': shim() })
    const broken: Medium = {
      ...tree,
      open: () => Promise.reject(new BootdropError('medium-unreadable', 'The disc has a scratch.')),
    }
    expect(await findSignedChains(broken)).toHaveProperty('none')
  })
})

describe("the medium's shim for iPXE", () => {
  test('is the one that firmware would start from a stick', async () => {
    const tree = await medium({ 'EFI/debian/shimx64.efi': shim(), 'EFI/BOOT/BOOTX64.EFI': shim() })
    expect(await shimOf(tree, 'x64')).toBe('/EFI/BOOT/BOOTX64.EFI')
    expect(await shimOf(tree, 'arm64')).toBeUndefined()
  })

  test('is not a boot loader that is no shim', async () => {
    expect(await shimOf(await medium({ 'EFI/BOOT/BOOTX64.EFI': grub() }), 'x64')).toBeUndefined()
  })
})
