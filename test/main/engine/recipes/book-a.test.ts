/** The book, part A: Ubuntu, Debian, Arch, Proxmox, Alpine and the small ones, from the tree of a medium to the script of a machine. */
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { mediumUrls } from '../../../../main/engine/boot/file-urls'
import { bootScript } from '../../../../main/engine/boot/script'
import { entriesOf, planBoot } from '../../../../main/engine/recipes/plan'
import type { BootPlan, PlanTarget } from '../../../../main/engine/recipes/types'
import { ARCH_LAYOUTS, WITHOUT_HOOK } from '../../../support/layouts/arch'
import { CASPER_LAYOUTS } from '../../../support/layouts/casper'
import { DEBIAN_LAYOUTS } from '../../../support/layouts/debian'
import type { Layout } from '../../../support/layouts/layout'
import { SMALL_LAYOUTS } from '../../../support/layouts/small'
import { layoutMedium } from './layout-medium'
import { BIOS, MAC, UEFI, matchedMedium } from './book'

const LAYOUTS: readonly Layout[] = [...CASPER_LAYOUTS, ...DEBIAN_LAYOUTS, ...ARCH_LAYOUTS, ...SMALL_LAYOUTS]
const BOOTABLE = LAYOUTS.filter(({ refused }) => refused === undefined)
const matched = (layout: Layout) => matchedMedium(layoutMedium(layout))

describe.each(LAYOUTS)('$name', (layout) => {
  test('is taken by its own recipe, above every other, with its name and version and a reason', async () => {
    const { match, matches } = await matched(layout)
    expect([match.recipe.id, match.name, match.version]).toEqual([layout.recipe, ...layout.is])
    expect(match.why).toMatch(/^Its? .+\.$/)
    for (const other of matches.slice(1)) expect(other.score).toBeLessThan(match.score)
  })

  test('matches no recipe for a sharper mark than a layout, but its own', async () => {
    const { matches } = await matched(layout)
    const sharp = matches
      .filter(({ score, recipe }) => score >= 85 && recipe.id !== layout.recipe)
      .map(({ recipe }) => recipe.id)
    expect(sharp).toEqual(KIN[layout.recipe]?.filter((id) => sharp.includes(id)) ?? [])
  })
})

/** Recipes that rightly know each other's media, below their own. */
const KIN: Readonly<Partial<Record<string, readonly string[]>>> = {
  'ubuntu-server': ['casper'],
  'casper-old': ['casper', 'ubuntu-server'],
  'proxmox-auto': ['proxmox'],
  gentoo: ['gentoo-genkernel'],
}

describe('media that cannot boot this way', () => {
  test.each(LAYOUTS.filter(({ refused }) => refused))('$name says so, and what to use instead', async (layout) => {
    const { match, survey } = await matched(layout)
    expect(match.recipe.refuse).toMatch(/(Use|use|Write it|Write the ISO)/)
    expect(await planBoot(survey, match, UEFI)).toMatchObject({ kind: 'refusal' })
  })

  test('a remix of Arch without the network hook is refused by what lies in its initramfs', async () => {
    const { match, survey } = await matched(WITHOUT_HOOK)
    expect(match.recipe.id).toBe('arch')
    expect(await planBoot(survey, match, UEFI)).toMatchObject({
      kind: 'refusal',
      text: expect.stringContaining('archiso_pxe_http hook is missing'),
    })
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
    const target = (await planBoot(survey, match, UEFI)).kind === 'plan' ? UEFI : BIOS
    const lines: string[] = []
    const add = async (title: string, choice: Partial<PlanTarget>): Promise<void> => {
      const plan = await planBoot(survey, match, { ...target, ...choice })
      if (plan.kind !== 'plan') throw new Error(`${title}: ${plan.kind}`)
      const script = scriptOf(layout, plan, choice.answer === true ? match.recipe.answer?.name : undefined)
      const loading = script.split('\n').filter((line) => /^(kernel|initrd|chain) /.test(line))
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

async function planOf(layout: Layout, target: PlanTarget) {
  const { match, survey } = await matched(layout)
  return planBoot(survey, match, target)
}

function scriptOf(layout: Layout, plan: BootPlan, answer?: string): string {
  const { id, fileName } = layoutMedium(layout).identity
  const urls = mediumUrls('http://192.168.1.20:8067', id, fileName, plan.recipeId)
  return bootScript({ plan, urls, append: '', mac: MAC, ...(answer === undefined ? {} : { answer }) })
}

/** `npx vitest -u` writes them anew. */
function golden(name: string, ending = 'ipxe'): string {
  return fileURLToPath(new URL(`golden/${name}.${ending}`, import.meta.url))
}
