import { beforeAll, describe, expect, test } from 'vitest'
import { chooseMatch } from '../../../../main/engine/recipes/choose'
import { inspectMedium } from '../../../../main/engine/recipes/inspect'
import { matchRecipes } from '../../../../main/engine/recipes/match'
import { planBoot } from '../../../../main/engine/recipes/plan'
import type { Recipe } from '../../../../main/engine/recipes/schema'
import type { PlanTarget } from '../../../../main/engine/recipes/types'
import { memoryFile } from '../../../../main/engine/media/files'
import type { Medium } from '../../../../main/engine/media/medium'
import { bootableDisc, bzImage, withPe } from './bytes'
import { memoryMedium } from './memory-medium'
import type { MemoryMediumOptions } from './memory-medium'
import { shippedRecipes } from './shelf'

const X64 = withPe(Buffer.alloc(1024), 0x8664)
const PC: PlanTarget = { firmware: 'uefi', cpu: 'x64' }
const GB = 1024 ** 3

let recipes: readonly Recipe[] = []
beforeAll(async () => {
  recipes = await shippedRecipes()
})

async function ids(medium: Medium): Promise<string[]> {
  return (await matchRecipes(medium, recipes)).map(({ recipe }) => recipe.id)
}

async function plan(medium: Medium, target: PlanTarget) {
  return planBoot(medium, await chooseMatch(medium, recipes, 'whole-image'), target)
}

function disc(options: MemoryMediumOptions = {}, more: Record<string, string | Uint8Array> = {}) {
  return memoryMedium({ '/EFI/BOOT/BOOTX64.EFI': X64, '/live.img': '', ...more }, options)
}

/** A disc whose only EFI loader is in its boot catalogue. */
function withCatalogue(files: Record<string, string>, platform: number): Medium {
  return { ...memoryMedium(files), openRaw: () => Promise.resolve(memoryFile('/x.iso', bootableDisc(platform))) }
}

describe('the whole image', () => {
  test('is offered for a disc with an EFI loader, for UEFI alone, with the memory that it takes', async () => {
    const report = await inspectMedium(disc({ size: 2 * GB }), recipes)
    expect(report.recipes).toMatchObject([
      { id: 'whole-image', title: 'UEFI HTTP Boot of the whole image', firmware: ['uefi'], minRamMiB: 2048 + 1024 },
    ])
    expect(report.arch).toEqual(['x64'])
  })

  test('is planned for the processor that the loader is for', async () => {
    expect(await plan(disc(), PC)).toMatchObject({ kind: 'image', firmware: 'uefi', cpu: 'x64', installs: false })
    expect(await plan(disc(), { firmware: 'uefi', cpu: 'arm64' })).toMatchObject({
      kind: 'refusal',
      text: expect.stringContaining('no EFI loader for a 64-bit ARM machine'),
    })
  })

  test('is nothing for BIOS', async () => {
    expect(await plan(disc(), { firmware: 'bios', cpu: 'x64' })).toMatchObject({
      kind: 'refusal',
      text: expect.stringContaining('only UEFI firmware with HTTP Boot'),
    })
  })

  test('stands behind every other recipe that fits', async () => {
    const live = disc({}, { '/live/vmlinuz': bzImage({ pe: true }), '/live/filesystem.squashfs': '' })
    expect(await ids(live)).toEqual(['debian-live', 'whole-image'])
    expect((await chooseMatch(live, recipes, undefined)).recipe.id).toBe('debian-live')
  })

  test('of a disc that boots by its catalogue alone is planned for any processor', async () => {
    const medium = withCatalogue({ '/linux.bin': '' }, 0xef)
    expect(await plan(medium, PC)).toMatchObject({ kind: 'image', cpu: 'x64' })
    expect(await plan(medium, { firmware: 'uefi', cpu: 'arm64' })).toMatchObject({ kind: 'image', cpu: 'arm64' })
  })

  test('is not offered for a disc that boots from BIOS alone', async () => {
    expect(await ids(withCatalogue({ '/linux.bin': '' }, 0))).not.toContain('whole-image')
  })

  test.each([
    ['a folder', disc({ filesystem: 'folder' })],
    ['a single file', disc({ filesystem: 'file' })],
    ['a Windows disc', disc({}, { '/sources/boot.wim': '' })],
    ['a Windows disc that shows its readme.txt alone', withCatalogue({ '/README.TXT': '' }, 0xef)],
  ])('is not offered for %s', async (_what, medium) => {
    expect(await ids(medium)).not.toContain('whole-image')
  })

  test('of a Debian CD can be asked for, and never comes unasked in place of what the user is told', async () => {
    const cd = disc({}, { '/install.amd/vmlinuz': bzImage(), '/dists/x': '' })
    await expect(chooseMatch(cd, recipes, undefined)).rejects.toThrow(/mini\.iso/)
    expect((await chooseMatch(cd, recipes, 'whole-image')).recipe.id).toBe('whole-image')
    const report = await inspectMedium(cd, recipes)
    expect(report.recipes.map(({ id }) => id)).toEqual(['whole-image'])
    expect(report.notices).toMatchObject([{ code: 'medium-needs-other' }])
  })
})

describe('what installs', () => {
  const debian = memoryMedium({
    '/debian-installer/amd64/linux': bzImage({ pe: true }),
    '/debian-installer/amd64/initrd.gz': '',
  })
  test.each([
    ['install', true],
    ['auto', true],
    ['rescue', false],
  ])('entry %s of the Debian installer: %s', async (entry, installs) => {
    const match = await chooseMatch(debian, recipes, undefined)
    expect(await planBoot(debian, match, { ...PC, entry })).toMatchObject({ kind: 'plan', installs })
  })

  test.each([
    ['inst.stage2=hd:LABEL=X quiet', true],
    ['inst.stage2=hd:LABEL=X inst.rescue', false],
    ['boot=casper', false],
  ])('a menu entry with %s: %s', async (args, installs) => {
    const medium = memoryMedium({
      '/vmlinuz': bzImage({ pe: true }),
      '/initrd': '',
      '/boot/grub/grub.cfg': `menuentry a {\nlinux /vmlinuz ${args}\ninitrd /initrd\n}`,
    })
    const match = await chooseMatch(medium, recipes, 'generic-linux')
    expect(await planBoot(medium, match, PC)).toMatchObject({ kind: 'plan', installs })
  })
})
