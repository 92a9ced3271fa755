/** The book, part B: the Red Hat family, SUSE, hypervisors, BSD, images, programs and links, from the medium to the script of a machine. */
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { mediumUrls } from '../../../../main/engine/boot/file-urls'
import { bootScript } from '../../../../main/engine/boot/script'
import { entriesOf, planBoot } from '../../../../main/engine/recipes/plan'
import type { BootPlan, PlanTarget } from '../../../../main/engine/recipes/types'
import type { BootLayout } from '../../../support/layouts/boot-layout'
import { PLATFORM_LAYOUTS, XCP_NG } from '../../../support/layouts/hypervisors'
import { IMAGE_LAYOUTS, LINK_LAYOUTS } from '../../../support/layouts/images'
import { REDHAT_LAYOUTS } from '../../../support/layouts/redhat'
import { SUSE_LAYOUTS } from '../../../support/layouts/suse'
import { bootLayoutMedium } from './boot-layout-medium'
import { BIOS, MAC, UEFI, matchedMedium } from './book'

const LAYOUTS = [...REDHAT_LAYOUTS, ...SUSE_LAYOUTS, ...PLATFORM_LAYOUTS, ...IMAGE_LAYOUTS, ...LINK_LAYOUTS]
const BOOTABLE = LAYOUTS.filter(({ refused }) => refused === undefined)
const matched = (layout: BootLayout) => matchedMedium(bootLayoutMedium(layout))

describe.each(LAYOUTS)('$name', (layout) => {
  test('is taken by its own recipe, above every other, with its name and version and a reason', async () => {
    const { match, matches, survey } = await matched(layout)
    const { label } = survey.medium.identity
    expect([match.recipe.id, match.name || label, match.version]).toEqual([layout.recipe, ...layout.is])
    expect(match.why).toMatch(/^Its? .+\.$/)
    for (const other of matches.slice(1)) expect(other.score).toBeLessThan(match.score)
  })

  test('matches no recipe for a sharper mark than a layout, but its own', async () => {
    const { matches } = await matched(layout)
    const sharp = matches.filter(({ score, recipe }) => score >= 85 && recipe.id !== layout.recipe)
    expect(sharp.map(({ recipe }) => recipe.id)).toEqual([])
  })
})

describe('media that cannot boot this way', () => {
  test.each(LAYOUTS.filter(({ refused }) => refused))('$name says so, and what to use instead', async (layout) => {
    const { match, survey } = await matched(layout)
    expect(match.recipe.refuse).toMatch(/Use /)
    expect(await planBoot(survey, match, UEFI)).toMatchObject({ kind: 'refusal' })
  })

  test('ESXi on BIOS and a floppy on UEFI are refused with the way out', async () => {
    expect(await planOf(byName('esxi-8'), BIOS)).toMatchObject({ text: expect.stringContaining('to UEFI') })
    expect(await planOf(byName('bios-update-floppy'), UEFI)).toMatchObject({
      text: expect.stringContaining('BIOS (CSM)'),
    })
  })

  test('a medium of Xen without a GRUB is refused on UEFI alone', async () => {
    const layout = byName('xenserver-7')
    expect(await planOf(layout, BIOS)).toMatchObject({ kind: 'plan', way: 'multiboot' })
    expect(await planOf(layout, UEFI)).toMatchObject({ text: expect.stringContaining('grubx64.efi') })
  })
})

describe('scripts, word for word', () => {
  test.each(BOOTABLE)('of $name', async (layout) => {
    for (const target of [BIOS, UEFI]) {
      const plan = await planOf(layout, target)
      const text =
        plan.kind === 'plan' ? scriptOf(layout, plan) : `# ${plan.kind === 'refusal' ? plan.text : plan.kind}\n`
      await expect(text).toMatchFileSnapshot(golden(`${layout.name}-${target.firmware}`))
    }
  })

  test.each(BOOTABLE)('of $name: what its entries, its options and an answer file make of it', async (layout) => {
    const { match, survey } = await matched(layout)
    const first = await planOf(layout, UEFI)
    const target = first.kind === 'plan' && match.recipe.id !== 'xcp-ng' ? UEFI : BIOS
    const lines: string[] = []
    const add = async (title: string, choice: Partial<PlanTarget>): Promise<void> => {
      const needed = match.recipe.answer?.required === true ? { answer: true } : {}
      const plan = await planBoot(survey, match, { ...target, ...needed, ...choice })
      if (plan.kind !== 'plan') throw new Error(`${title}: ${plan.kind}`)
      const script = scriptOf(layout, plan, choice.answer === true ? match.recipe.answer?.name : undefined)
      const loading = script.split('\n').filter((line) => /^(kernel|initrd|module|chain|sanboot) /.test(line))
      lines.push(`# ${title}${plan.installs ? ' (installs)' : ''}, ${plan.minRamMiB} MiB`, ...loading, '')
    }
    for (const { id, title } of await entriesOf(survey, match)) await add(`entry ${id}: ${title}`, { entry: id })
    for (const { id, title, example, choices } of match.recipe.options) {
      for (const value of choices?.map((choice) => choice.id) ?? [example === '' ? 'yes' : example]) {
        await add(`option ${id}=${value}: ${title}`, { options: { [id]: value } })
      }
    }
    if (match.recipe.answer) await add(`answer: ${match.recipe.answer.title}`, { answer: true })
    await expect(lines.join('\n')).toMatchFileSnapshot(golden(`${layout.name}-choices`, 'txt'))
  })
})

describe('the 512 bytes that iPXE has for Xen', () => {
  test('hold the names, an answer file and the words of the recipe on the longest of addresses', async () => {
    const plan = await planOf(XCP_NG, { ...BIOS, answer: true })
    if (plan.kind !== 'plan') throw new Error(plan.kind)
    const urls = mediumUrls('http://192.168.100.200:58067', 'abcdef012345', 'x.iso', plan.recipeId)
    expect(bootScript({ plan, urls, append: '', mac: MAC, answer: 'answer.xml' })).toContain('module http')
  })

  test('are told where the words of the user are too many for them', async () => {
    const plan = await planOf(XCP_NG, BIOS)
    if (plan.kind !== 'plan') throw new Error(plan.kind)
    const urls = mediumUrls('http://192.168.1.20:8067', 'abcdef012345', 'x.iso', plan.recipeId)
    const script = bootScript({ plan, urls, append: 'x'.repeat(400), mac: MAC })
    expect(script).toMatch(/^set why The kernel arguments are too long for iPXE by \d+ characters/m)
    expect(script).not.toContain('module http')
  })
})

function byName(name: string): BootLayout {
  const layout = LAYOUTS.find((candidate) => candidate.name === name)
  if (!layout) throw new Error(`there is no layout ${name}`)
  return layout
}

async function planOf(layout: BootLayout, target: PlanTarget) {
  const { match, survey } = await matched(layout)
  const needed = match.recipe.answer?.required === true ? { answer: true } : {}
  return planBoot(survey, match, { ...target, ...needed })
}

function scriptOf(layout: BootLayout, plan: BootPlan, answer?: string): string {
  const { id, fileName } = bootLayoutMedium(layout).identity
  const urls = mediumUrls('http://192.168.1.20:8067', id, fileName, plan.recipeId)
  return bootScript({ plan, urls, append: '', mac: MAC, ...(answer === undefined ? {} : { answer }) })
}

/** `npx vitest -u` writes them anew. */
function golden(name: string, ending = 'ipxe'): string {
  return fileURLToPath(new URL(`golden/${name}.${ending}`, import.meta.url))
}
