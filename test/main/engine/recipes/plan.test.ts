import { gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Medium } from '../../../../main/engine/media/medium'
import { matchRecipes } from '../../../../main/engine/recipes/match'
import { entriesOf, planBoot } from '../../../../main/engine/recipes/plan'
import { ramNeededMiB } from '../../../../main/engine/recipes/ram'
import type { Recipe } from '../../../../main/engine/recipes/schema'
import type { PlanTarget } from '../../../../main/engine/recipes/types'
import { encodePath } from '../../../../main/engine/recipes/urls'
import { wordsForNetwork } from '../../../../main/engine/recipes/words'
import { armImage, bzImage, cpio, withPe } from './bytes'
import { memoryMedium, type MemoryMediumOptions } from './memory-medium'
import { recipe, shippedRecipes } from './shelf'

const PC_BIOS: PlanTarget = { firmware: 'bios', cpu: 'x64' }
const PC_UEFI: PlanTarget = { firmware: 'uefi', cpu: 'x64' }
const ARM_UEFI: PlanTarget = { firmware: 'uefi', cpu: 'arm64' }

let recipes: readonly Recipe[] = []
beforeAll(async () => {
  recipes = await shippedRecipes()
})

type Files = Record<string, Uint8Array | string>

async function planOf(files: Files, target: PlanTarget, id?: string, options: MemoryMediumOptions = {}) {
  const medium = memoryMedium(files, options)
  const matches = await matchRecipes(medium, recipes)
  const match = id === undefined ? matches[0] : matches.find((candidate) => candidate.recipe.id === id)
  if (!match) throw new Error('no recipe matched')
  return planBoot(medium, match, target)
}

describe('the Debian installer', () => {
  const tree: Files = {
    '/debian-installer/amd64/linux': bzImage({ pe: true }),
    '/debian-installer/amd64/initrd.gz': Buffer.alloc(2 * 1024 * 1024),
    '/debian-installer/arm64/linux': armImage(),
    '/debian-installer/arm64/initrd.gz': 'arm',
    '/version.info': 'Debian version:  12 (bookworm)\nInstaller build: 20230607\n',
  }

  test('is planned with kernel, initrd, arguments and memory', async () => {
    expect(await planOf(tree, PC_BIOS)).toEqual({
      kind: 'plan',
      recipeId: 'debian-installer',
      title: 'Debian installer 12',
      firmware: 'bios',
      cpu: 'x64',
      way: 'linux',
      kernel: '/debian-installer/amd64/linux',
      initrds: ['/debian-installer/amd64/initrd.gz'],
      args: 'vga=788 ${bootif} --- quiet',
      minRamMiB: 466,
      files: ['/debian-installer/amd64/linux', '/debian-installer/amd64/initrd.gz'],
      sizeBytes: 2 * 1024 * 1024 + 1024,
      warnings: [],
      installs: true,
    })
  })

  test('gives an arm64 machine the arm64 pair of the same tree', async () => {
    expect(await planOf(tree, ARM_UEFI)).toMatchObject({
      files: [expect.stringContaining('arm64'), expect.stringContaining('arm64')],
    })
  })

  test('refuses an arm64 machine where there is none for it', async () => {
    const pcOnly = { '/linux': bzImage({ pe: true }), '/initrd.gz': '', '/isolinux.cfg': '' }
    expect(await planOf(pcOnly, ARM_UEFI)).toEqual({
      kind: 'refusal',
      why: 'recipe-not-for-arch',
      text: 'Debian installer (network): /linux does not start on a 64-bit ARM machine with UEFI firmware.',
    })
  })

  test('takes the words of the entry that is asked for', async () => {
    expect(await planOf(tree, { ...PC_UEFI, entry: 'rescue' })).toMatchObject({
      args: 'vga=788 ${bootif} rescue/enable=true --- quiet',
    })
  })

  test('says which entries there are when asked for another', async () => {
    const error = { code: 'recipe-unknown', message: expect.stringContaining('install, expert, rescue, auto') }
    await expect(planOf(tree, { ...PC_UEFI, entry: 'nope' })).rejects.toMatchObject(error)
  })
})

describe('a live medium', () => {
  const squashfs = Buffer.alloc(3 * 1024 * 1024)

  test('keeps the words of its own menu and fetches its squashfs', async () => {
    const files: Files = {
      '/live/vmlinuz': bzImage({ pe: true }),
      '/live/initrd.img': Buffer.from([0x28, 0xb5, 0x2f, 0xfd]),
      '/live/filesystem.squashfs': squashfs,
      '/boot/grub/grub.cfg': `menuentry "Clonezilla" {
linux /live/vmlinuz boot=live union=overlay components ocs_live_run="ocs-live-general" findiso=\${iso_path} toram=x quiet
initrd /live/initrd.img
}`,
    }
    expect(await planOf(files, PC_UEFI)).toMatchObject({
      args: 'boot=live fetch=${base}/live/filesystem.squashfs ${bootif} union=overlay components ocs_live_run=ocs-live-general quiet',
      // The squashfs is fetched by the booted system, not by the loader.
      files: ['/live/vmlinuz', '/live/initrd.img'],
    })
  })

  test('without a menu gets the kernel and the initrd of the same version', async () => {
    const files: Files = {
      '/live/vmlinuz-6.1.0-13-amd64': bzImage({ pe: true }),
      '/live/initrd.img-6.1.0-10-amd64': 'older',
      '/live/initrd.img-6.1.0-13-amd64': 'right',
      '/live/filesystem.squashfs': squashfs,
    }
    expect(await planOf(files, PC_BIOS)).toMatchObject({
      initrds: ['/live/initrd.img-6.1.0-13-amd64'],
      args: 'boot=live components fetch=${base}/live/filesystem.squashfs ${bootif}',
    })
  })

  test('with thousands of kernels has only so many of them opened', async () => {
    const kernels = Array.from({ length: 2000 }, (_none, at) => [`/live/vmlinuz-${at}`, 'no kernel'] as const)
    const medium = memoryMedium({
      ...Object.fromEntries(kernels),
      '/live/initrd.img': 'i',
      '/live/filesystem.squashfs': squashfs,
    })
    const [match] = await matchRecipes(medium, recipes)
    const opened = new Set<string>()
    const watched: Medium = { ...medium, open: (path) => (opened.add(path), medium.open(path)) }
    if (match) expect(await planBoot(watched, match, PC_BIOS)).toMatchObject({ kind: 'refusal' })
    expect(match?.recipe.id).toBe('debian-live')
    expect([...opened].filter((path) => path.includes('vmlinuz')).length).toBeLessThanOrEqual(128)
  })

  test('offers the entries of its menu', async () => {
    const medium = memoryMedium({
      '/live/vmlinuz': bzImage(),
      '/live/initrd.img': '',
      '/live/filesystem.squashfs': squashfs,
      '/isolinux/isolinux.cfg': `label a
menu label ^Live
kernel /live/vmlinuz
append initrd=/live/initrd.img boot=live
label b
menu label Live (failsafe)
kernel /live/vmlinuz
append initrd=/live/initrd.img boot=live nomodeset
`,
    })
    const [match] = await matchRecipes(medium, recipes)
    if (!match) throw new Error('no match')
    expect(await entriesOf(medium, match)).toEqual([
      { id: 'live', title: 'Live' },
      { id: 'live-failsafe', title: 'Live (failsafe)' },
    ])
    expect(await planBoot(medium, match, { ...PC_BIOS, entry: 'live-failsafe' })).toMatchObject({
      args: expect.stringContaining('nomodeset'),
    })
  })
})

describe('Memtest86+', () => {
  test('starts from its floppy image on BIOS and from its EFI program on UEFI', async () => {
    const files: Files = {
      '/boot/floppy.img': bzImage(),
      '/EFI/BOOT/bootx64.efi': withPe(bzImage(), 0x8664),
    }
    const options = { label: 'MT86PLUS_64' }
    expect(await planOf(files, PC_BIOS, undefined, options)).toMatchObject({ kernel: '/boot/floppy.img', initrds: [] })
    expect(await planOf(files, PC_UEFI, undefined, options)).toMatchObject({ kernel: '/EFI/BOOT/bootx64.efi' })
  })

  test('for BIOS alone is refused on UEFI', async () => {
    expect(await planOf({ '/memtest86+x64.bin': bzImage() }, PC_UEFI)).toMatchObject({ kind: 'refusal' })
  })
})

describe('a Linux by its own menu', () => {
  const linux = (args: string, initrd: Uint8Array, more: Files = {}): Files => ({
    '/boot/vmlinuz': bzImage({ pe: true }),
    '/boot/initrd': initrd,
    '/boot/grub/grub.cfg': `menuentry "A" {\nlinux /boot/vmlinuz ${args}\ninitrd /boot/initrd\n}`,
    ...more,
  })
  const holding = (name: string) => gzipSync(cpio({ [name]: 0 }))
  const argsOf = async (files: Files, options: MemoryMediumOptions = {}) => {
    const plan = await planOf(files, PC_UEFI, 'generic-linux', options)
    return plan.kind === 'plan' ? plan.args : plan.kind === 'refusal' ? plan.text : plan.kind
  }

  test('of the casper family fetches the ISO', async () => {
    expect(await argsOf(linux('boot=casper --- quiet splash', holding('scripts/casper')))).toBe(
      'boot=casper ip=dhcp url=${iso} root=/dev/ram0 ramdisk_size=1500000 cloud-config-url=/dev/null ${bootif} --- quiet splash',
    )
  })

  test('of the casper family is refused out of a folder', async () => {
    const text = await argsOf(linux('boot=casper', holding('scripts/casper')), { filesystem: 'folder' })
    expect(text).toContain('needs the ISO image itself')
  })

  test('of the archiso family fetches from the tree', async () => {
    const words = 'archisobasedir=arch archisosearchuuid=2024-01-01 cow_spacesize=1G'
    expect(await argsOf(linux(words, holding('hooks/archiso_pxe_http')))).toBe(
      'archiso_http_srv=${base}/ ip=dhcp ${bootif} archisobasedir=arch cow_spacesize=1G',
    )
  })

  test('of the dracut family gets the place of its squashfs instead of a label', async () => {
    const files = linux('root=live:CDLABEL=Fedora quiet', holding('usr/sbin/livenetroot'), {
      '/LiveOS/squashfs.img': '',
    })
    expect(await argsOf(files)).toBe('root=live:${base}/LiveOS/squashfs.img ip=dhcp rd.neednet=1 ${bootif} quiet')
  })

  test('of the dracut family without a squashfs is refused', async () => {
    expect(await argsOf(linux('quiet', holding('usr/sbin/livenetroot')))).toContain('no /LiveOS/squashfs.img')
  })

  test('of the anaconda family gets a repository instead of a disk', async () => {
    const files = linux('inst.stage2=hd:LABEL=RHEL-9 quiet', holding('usr/lib/anaconda-lib.sh'))
    expect(await argsOf(files)).toBe('inst.repo=${base} ip=dhcp rd.neednet=1 ${bootif} quiet')
  })

  test('of Alpine is refused with what to use instead', async () => {
    expect(await argsOf(linux('quiet', holding('sbin/nlplug-findfs')))).toContain('alpine-netboot-')
  })

  test('loses a word of its menu that a script line cannot carry, with a warning', async () => {
    const plan = await planOf(linux('a "#b" quiet', holding('usr/lib/anaconda-lib.sh')), PC_UEFI, 'generic-linux')
    expect(plan).toMatchObject({
      args: 'inst.repo=${base} ip=dhcp rd.neednet=1 ${bootif} a quiet',
      warnings: [expect.stringContaining('menu has the kernel argument "#b"')],
    })
  })

  test('of no known family keeps its words, with a warning', async () => {
    const plan = await planOf(
      linux('root=LABEL=DATA quiet', Buffer.from('\xfd7zXZ\0', 'latin1')),
      PC_UEFI,
      'generic-linux',
    )
    expect(plan).toMatchObject({
      args: '${bootif} root=LABEL=DATA quiet',
      warnings: [expect.stringContaining('packed as xz'), expect.stringContaining('root=LABEL=DATA names a disk')],
    })
  })
})

test('a recipe can name a kernel and its initrds by hand, in order', async () => {
  const own = recipe(`id: own
title: Own
family: own
match: [{ exists: [/k], score: 5, why: x }]
files: { image: /big file.img }
boot: [{ firmware: any, kernel: /k, initrd: [/ucode, [/none, 'i*']], args: 'img=\${base}\${image}' }]
minRamMiB: 2*image + 10
`)
  const medium = memoryMedium({
    '/k': bzImage(),
    '/ucode': 'u',
    '/i1': 'i',
    '/Big File.img': Buffer.alloc(1024 * 1024),
  })
  const [match] = await matchRecipes(medium, [own])
  if (!match) throw new Error('no match')
  expect(await planBoot(medium, match, PC_BIOS)).toMatchObject({
    initrds: ['/ucode', '/i1'],
    args: 'img=${base}/Big%20File.img',
    minRamMiB: 12,
  })
})

describe('small rules', () => {
  test('memory is a rounded-up sum', () => {
    expect(ramNeededMiB('1.5*initrd + squashfs + 100', { initrd: 1024 * 1024, squashfs: 1 })).toBe(102)
  })

  test('a path is encoded name by name, also for a shell', () => {
    expect(encodePath("/a b/c+d/it's(1).iso")).toBe('/a%20b/c%2Bd/it%27s%281%29.iso')
  })

  test('a path with half a character is encoded all the same', () => {
    expect(encodePath('/\ud800')).toBe('/%EF%BF%BD')
  })

  test('words that the recipe says itself are left to it, repeated ones stay', () => {
    const menu = 'console=tty0 boot=live console=ttyS0 console=tty0'
    expect(wordsForNetwork(menu, [], 'boot=live ${words}')).toBe('console=tty0 console=ttyS0 console=tty0')
  })

  test('a word that iPXE would take for a comment does not pass', () => {
    expect(wordsForNetwork('a #b # c#d e')).toBe('a c#d e')
  })

  test('words that a script line cannot carry do not pass', () => {
    expect(wordsForNetwork('a && b || c ; d ${net0/mac} $x BOOT_IMAGE=/k initrd=/i \u0007e f;g --- q')).toBe(
      'a b c d f;g --- q',
    )
  })
})
