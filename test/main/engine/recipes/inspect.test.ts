import { beforeAll, describe, expect, test } from 'vitest'
import { inspectMedium } from '../../../../main/engine/recipes/inspect'
import type { Recipe } from '../../../../main/engine/recipes/schema'
import { grub, NET_MODULES, shim } from '../boot/signed/binaries'
import { armImage, bzImage } from './bytes'
import { memoryMedium } from './memory-medium'
import { shippedRecipes } from './shelf'

let recipes: readonly Recipe[] = []
beforeAll(async () => {
  recipes = await shippedRecipes()
})

describe('Secure Boot', () => {
  const tree = { '/debian-installer/amd64/linux': bzImage({ pe: true }), '/debian-installer/amd64/initrd.gz': '' }
  const cdModules = NET_MODULES.filter((name) => name !== 'http' && name !== 'tftp')

  test.each<[string, Record<string, Uint8Array | string>, string]>([
    ['a shim and a GRUB that can use the network', { 'bootnetx64.efi': shim(), 'grubx64.efi': grub() }, 'yes'],
    ['a GRUB that cannot', { 'bootnetx64.efi': shim(), 'grubx64.efi': grub({ modules: cdModules }) }, 'no'],
    ['no shim', { 'grubx64.efi': grub() }, 'no'],
  ])('with %s is read out of the medium', async (_what, files, secureBoot) => {
    const signed = Object.entries(files).map(([name, bytes]) => [`/debian-installer/amd64/${name}`, bytes] as const)
    const report = await inspectMedium(memoryMedium({ ...tree, ...Object.fromEntries(signed) }), recipes)
    expect(report.recipes[0]).toMatchObject({ id: 'debian-installer', secureBoot })
  })
})

describe('the report of a medium', () => {
  test('tells what it is and how it can boot', async () => {
    const medium = memoryMedium(
      {
        '/debian-installer/amd64/linux': bzImage({ pe: true }),
        '/debian-installer/amd64/initrd.gz': '',
        '/debian-installer/arm64/linux': armImage(),
        '/debian-installer/arm64/initrd.gz': '',
        '/version.info': 'Debian version: 12 (bookworm)\n',
      },
      { label: 'NETBOOT', size: 5000 },
    )
    const report = await inspectMedium(medium, recipes)
    expect(report).toEqual({
      path: '/media/test.iso',
      label: 'NETBOOT',
      family: 'debian-installer',
      name: 'Debian installer',
      version: '12',
      arch: ['x64', 'arm64'],
      filesystem: 'iso9660+rockridge',
      size: 5000,
      recipes: [
        {
          id: 'debian-installer',
          title: 'Debian installer (network)',
          firmware: ['bios', 'uefi'],
          secureBoot: 'no',
          minRamMiB: 450,
          why: 'It holds the netboot tree of the Debian installer.',
          entries: expect.arrayContaining([
            {
              id: 'install',
              title: 'Install',
              minRamMiB: 450,
              machines: ['bios-x64', 'uefi-x64', 'uefi-arm64'],
            },
          ]),
          score: 90,
          options: expect.arrayContaining([expect.objectContaining({ id: 'serial', kind: 'switch' })]),
          answer: expect.objectContaining({ format: 'preseed', required: false }),
          needs: [expect.stringContaining('mirror')],
          untested: '',
          notes: '',
          installs: true,
          own: false,
        },
      ],
      brokenRecipes: [],
      notices: [],
      ms: expect.any(Number),
    })
  })

  test('of a Debian CD has no recipe and says what to use instead', async () => {
    const medium = memoryMedium({
      '/install.amd/vmlinuz': bzImage(),
      '/dists/x': '',
      '/.disk/info': 'Debian GNU/Linux 12.5.0 "Bookworm"',
    })
    const report = await inspectMedium(medium, recipes)
    expect(report).toMatchObject({ name: 'Debian GNU/Linux', version: '12.5.0', recipes: [] })
    expect(report.notices).toEqual([
      {
        level: 'warning',
        code: 'medium-needs-other',
        text: expect.stringContaining('mini.iso'),
        details: { refusal: expect.stringContaining('mini.iso') },
      },
    ])
  })

  test('of an unknown medium has its label for a name and says so honestly', async () => {
    const report = await inspectMedium(memoryMedium({ '/readme': 'x' }, { label: 'PHOTOS' }), recipes)
    expect(report).toMatchObject({ name: 'PHOTOS', family: 'unknown', recipes: [], notices: [{ code: 'no-recipe' }] })
  })

  test('of a medium whose kernel is damaged has a notice and no offer', async () => {
    const medium = memoryMedium({ '/linux': 'garbage', '/initrd.gz': '', '/isolinux.cfg': '' })
    const report = await inspectMedium(medium, recipes)
    expect(report.recipes).toEqual([])
    expect(report.notices[0]).toMatchObject({ code: 'recipe-not-usable', text: expect.stringContaining('/linux') })
  })

  test('has the last resort only where nothing better can boot it', async () => {
    const menu = { '/boot/grub/grub.cfg': 'menuentry a {\nlinux /linux\ninitrd /initrd.gz\n}' }
    const debian = memoryMedium({ '/linux': bzImage(), '/initrd.gz': '', ...menu })
    expect((await inspectMedium(debian, recipes)).recipes.map(({ id }) => id)).toEqual(['debian-installer'])
    const own = { '/boot/grub/grub.cfg': 'menuentry a {\nlinux /vmlinuz\ninitrd /initrd\n}' }
    const other = memoryMedium({ '/vmlinuz': bzImage(), '/initrd': '', ...own })
    expect((await inspectMedium(other, recipes)).recipes.map(({ id }) => id)).toEqual(['generic-linux'])
  })

  test('reads little of a big medium', async () => {
    const medium = memoryMedium({
      '/live/vmlinuz': Buffer.concat([bzImage({ pe: true }), Buffer.alloc(8_000_000)]),
      '/live/initrd.img': Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd]), Buffer.alloc(60_000_000)]),
      '/live/filesystem.squashfs': Buffer.alloc(100_000_000),
      '/boot/grub/grub.cfg': 'menuentry a {\nlinux /live/vmlinuz boot=live\ninitrd /live/initrd.img\n}',
    })
    await inspectMedium(medium, recipes)
    expect(medium.bytesRead).toBeLessThan(64 * 1024)
  })
})
