import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { copyFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { readGrubModules } from '../../../../../main/engine/boot/signed/grub-modules'
import { findSignedChains, shimOf } from '../../../../../main/engine/boot/signed/medium-chain'
import { readPe, vendorsOf } from '../../../../../main/engine/boot/signed/pe'
import { secondStageOf } from '../../../../../main/engine/boot/signed/shim'
import { messageOf } from '../../../../../main/engine/errors'
import { openFolder } from '../../../../../main/engine/media/folder'
import { debianPackage } from '../../../../support/debian-packages'

interface Packages {
  readonly grub: Readonly<Record<'12' | '13', string>>
  readonly shim: Readonly<Record<'12' | '13', string>>
  readonly netboot: Readonly<Record<'amd64' | 'arm64', string>>
}

/** The signed loaders that Debian ships; or why they cannot be had. */
async function packages(): Promise<Packages | { readonly why: string }> {
  try {
    const grub = {
      '12': await debianPackage('bookworm', 'grub-efi-amd64-signed'),
      '13': await debianPackage('trixie', 'grub-efi-amd64-signed'),
    }
    const shim = {
      '12': await debianPackage('bookworm', 'shim-signed'),
      '13': await debianPackage('trixie', 'shim-signed'),
    }
    const netboot = {
      amd64: await debianPackage('trixie', 'debian-installer-13-netboot-amd64'),
      arm64: await debianPackage('trixie', 'debian-installer-13-netboot-arm64'),
    }
    return { grub, shim, netboot }
  } catch (error) {
    return { why: `no way to Debian's packages: ${messageOf(error)}` }
  }
}

const found = await packages()
const skipped = 'why' in found && process.env['BOOTDROP_REQUIRE'] !== 'all'

describe.skipIf(skipped)(`Debian's signed loaders${'why' in found ? ` (skipped: ${found.why})` : ''}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'bootdrop-real-'))
  afterAll(() => rmSync(folder, { recursive: true }))

  const have = (): Packages => {
    if ('why' in found) throw new Error(found.why)
    return found
  }
  const grubPath = (release: '12' | '13', name: string): string =>
    join(have().grub[release], 'usr/lib/grub/x86_64-efi-signed', `${name}.efi.signed`)
  const shimPath = (release: '12' | '13'): string => join(have().shim[release], 'usr/lib/shim/shimx64.efi.signed')

  // RECIPES.md section 5, "Signed GRUB facts".
  test.each([
    ['12', 'gcdx64', '/boot/grub', []],
    ['12', 'grubnetx64', '/grub', ['tftp']],
    ['12', 'grubnetx64-installer', '/debian-installer/amd64/grub', ['tftp']],
    ['13', 'gcdx64', '/boot/grub', []],
    ['13', 'grubnetx64', '/grub', ['http', 'tftp']],
    ['13', 'grubnetx64-installer', '/debian-installer/amd64/grub', ['http', 'tftp']],
  ] as const)('%s: %s has the prefix %s and fetches by %j', (release, name, prefix, protocols) => {
    const bytes = readFileSync(grubPath(release, name))
    const image = readPe(bytes)
    expect(image).toMatchObject({ cpu: 'x64', signed: true, microsoft: [] })
    if ('reason' in image) return
    expect(vendorsOf(image, 'grub')).toContain('debian')
    const grub = readGrubModules(bytes, image)
    expect(grub).toMatchObject({ prefix, config: 'normal (memdisk)/grub.cfg\n' })
    if ('reason' in grub) return
    expect(grub.modules).toEqual(expect.arrayContaining(['net', 'efinet', 'linux', 'normal', 'configfile']))
    expect(grub.modules.filter((module) => ['http', 'tftp'].includes(module))).toEqual(protocols)
    // What grub.cfg uses besides.
    expect(grub.modules).toEqual(expect.arrayContaining(['echo', 'sleep', 'test', 'minicmd']))
  })

  test.each(['12', '13'] as const)(
    '%s: shim has signatures of both Microsoft authorities and starts grubx64.efi',
    (release) => {
      const bytes = readFileSync(shimPath(release))
      expect(readPe(bytes)).toMatchObject({ cpu: 'x64', signed: true, microsoft: ['2011', '2023'] })
      expect(secondStageOf(bytes)).toBe('grubx64.efi')
    },
  )

  test.each([
    ['amd64', 'x64', 'bootnetx64.efi', 'grubx64.efi'],
    ['arm64', 'arm64', 'bootnetaa64.efi', 'grubaa64.efi'],
  ] as const)('the netboot tree for %s boots over HTTP with its own loaders', async (arch, cpu, shim, grub) => {
    const images = join(have().netboot[arch], 'usr/lib/debian-installer/images')
    const medium = await openFolder(join(images, readdirSync(images)[0] ?? '', arch, 'text'))
    const at = `/debian-installer/${arch}`
    expect(await findSignedChains(medium)).toEqual([
      {
        cpu,
        shim: `${at}/${shim}`,
        grub: `${at}/${grub}`,
        grubName: grub,
        prefix: `${at}/grub`,
        http: true,
        tftp: true,
      },
    ])
    expect(await shimOf(medium, cpu)).toBe(`${at}/${shim}`)
  })

  test('a Debian CD of either release has none: its GRUB has no network', async () => {
    for (const release of ['12', '13'] as const) {
      const boot = join(folder, release, 'EFI/boot')
      mkdirSync(boot, { recursive: true })
      await copyFile(shimPath(release), join(boot, 'bootx64.efi'))
      await copyFile(grubPath(release, 'gcdx64'), join(boot, 'grubx64.efi'))
      const medium = await openFolder(join(folder, release))
      expect(await findSignedChains(medium)).toEqual({ none: expect.stringMatching(/no network modules built in/) })
      expect(await shimOf(medium, 'x64')).toBe('/EFI/boot/bootx64.efi')
    }
  })
})
