import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { messageOf } from '../../../../main/engine/errors'
import { openMedium } from '../../../../main/engine/media/open'
import { inspectMedium } from '../../../../main/engine/recipes/inspect'
import { matchRecipes } from '../../../../main/engine/recipes/match'
import { readMenus } from '../../../../main/engine/recipes/menu/menu'
import { familyInside } from '../../../../main/engine/recipes/family'
import { planBoot } from '../../../../main/engine/recipes/plan'
import type { Recipe } from '../../../../main/engine/recipes/schema'
import type { MediumReport } from '../../../../main/engine/types'
import type { Medium } from '../../../../main/engine/media/medium'
import { debianInstaller, memtestIso } from '../../../lan/media'
import type { InstallerMedium } from '../../../lan/media'
import { hasTool } from '../../../support/tools'
import { shippedRecipes } from './shelf'

/** Real media out of Debian's packages, some 130 MB, downloaded once; or why they cannot be had. */
function media(): { debian: InstallerMedium; memtest: string } | { why: string } {
  const missing = ['apt-get', 'dpkg', 'xorriso'].filter((tool) => !hasTool(tool))
  if (missing.length > 0) return { why: `apt install ${missing.join(' ')}` }
  try {
    return { debian: debianInstaller(), memtest: memtestIso() }
  } catch (error) {
    return { why: `no way to Debian's packages: ${messageOf(error)}` }
  }
}

const made = media()
const skipped = 'why' in made && process.env['BOOTDROP_REQUIRE'] !== 'all'

describe.skipIf(skipped)(`real media${'why' in made ? ` (skipped: ${made.why})` : ''}`, () => {
  let recipes: readonly Recipe[] = []
  let debian: InstallerMedium
  let memtest = ''
  const open: Medium[] = []

  beforeAll(async () => {
    recipes = await shippedRecipes()
    if ('why' in made) throw new Error(made.why)
    debian = made.debian
    memtest = made.memtest
  })
  afterAll(() => Promise.all(open.map((medium) => medium.close())))

  async function mediumAt(path: string): Promise<Medium> {
    const medium = await openMedium(path)
    open.push(medium)
    return medium
  }

  async function inspect(path: string): Promise<MediumReport> {
    return inspectMedium(await mediumAt(path), recipes)
  }

  test('the Debian installer is recognised in its ISO', async () => {
    const report = await inspect(debian.iso)
    expect(report).toMatchObject({
      family: 'debian-installer',
      version: expect.stringMatching(/^1[23]$/),
      arch: ['x64'],
    })
    expect(report.recipes[0]).toMatchObject({ id: 'debian-installer', firmware: ['bios', 'uefi'] })
  })

  test('the Debian installer is recognised in a folder', async () => {
    expect((await inspect(debian.tree)).recipes[0]?.id).toBe('debian-installer')
  })

  test("the installer's own GRUB menu gives all its entries", async () => {
    const entries = await readMenus(await mediumAt(debian.iso))
    expect(entries[0]).toMatchObject({ title: 'Install', kernel: `/${debian.kernel}`, initrds: [`/${debian.initrd}`] })
    expect(entries.map(({ title }) => title)).toContain('Advanced options ... / Rescue mode')
  })

  test("the installer's initrd tells its family", async () => {
    expect(await familyInside(await mediumAt(debian.iso), `/${debian.initrd}`)).toEqual({ family: 'debian-installer' })
  })

  test('the Memtest86+ ISO starts from its floppy image on BIOS and its EFI program on UEFI', async () => {
    const medium = await mediumAt(memtest)
    const [match] = await matchRecipes(medium, recipes)
    if (!match) throw new Error('not recognised')
    expect(await planBoot(medium, match, { firmware: 'bios', cpu: 'x64' })).toMatchObject({
      kernel: '/boot/floppy.img',
    })
    expect(await planBoot(medium, match, { firmware: 'uefi', cpu: 'x64' })).toMatchObject({
      kernel: '/EFI/BOOT/bootx64.efi',
    })
  })

  test.each([
    ['memtest86+x64.bin', ['bios']],
    ['memtest86+x64.efi', ['bios', 'uefi']],
    ['memtest86+ia32.bin', ['bios']],
  ])('%s alone starts from %j', async (name, firmware) => {
    const report = await inspect(join(dirname(memtest), '../../../boot', name))
    expect(report.recipes[0]).toMatchObject({ id: 'memtest86plus', firmware })
  })
})
