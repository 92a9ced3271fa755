import { beforeAll, describe, expect, test } from 'vitest'
import { matchRecipes } from '../../../../main/engine/recipes/match'
import type { Recipe } from '../../../../main/engine/recipes/schema'
import { bzImage } from './bytes'
import { memoryMedium, type MemoryMediumOptions } from './memory-medium'
import { recipe, shippedRecipes } from './shelf'

let recipes: readonly Recipe[] = []
beforeAll(async () => {
  recipes = await shippedRecipes()
})

async function matched(
  files: readonly string[],
  options: MemoryMediumOptions = {},
  texts: Record<string, string> = {},
) {
  const kernels = Object.fromEntries(files.map((path) => [path, bzImage({ pe: true })]))
  const matches = await matchRecipes(memoryMedium({ ...kernels, ...texts }, options), recipes)
  return matches.map(({ recipe: { id }, score }) => `${id} ${score}`)
}

describe('the recipes that ship match', () => {
  test('the Debian netboot tree', async () => {
    const tree = ['/debian-installer/amd64/linux', '/debian-installer/amd64/initrd.gz', '/pxelinux.0']
    expect(await matched(tree)).toEqual(['debian-installer 90'])
  })

  test('mini.iso with its isolinux at the root', async () => {
    const texts = { '/isolinux.cfg': 'label install\nkernel linux\nappend initrd=initrd.gz vga=788\n' }
    expect(await matched(['/linux', '/initrd.gz'], {}, texts)).toEqual(['debian-installer 85', 'generic-linux 20'])
  })

  test('a Debian live medium', async () => {
    expect(await matched(['/live/vmlinuz', '/live/initrd.img', '/live/filesystem.squashfs'])).toEqual([
      'debian-live 80',
    ])
  })

  test('Clonezilla, better than as any live medium', async () => {
    const live = ['/live/vmlinuz', '/live/initrd.img', '/live/filesystem.squashfs', '/Clonezilla-Live-Version']
    expect(await matched(live)).toEqual(['clonezilla 92', 'debian-live 80'])
  })

  test('Memtest86+ by label', async () => {
    const files = ['/EFI/BOOT/bootx64.efi', '/boot/floppy.img']
    expect(await matched(files, { label: 'MT86PLUS_64' })).toEqual(['memtest86plus 95', 'whole-image 10'])
  })

  test('Memtest86+ as a single file', async () => {
    expect(await matched(['/memtest86+x64.efi'])).toEqual(['memtest86plus 90'])
  })

  test('no medium without anything to boot', async () => {
    expect(await matched(['/README.TXT'])).toEqual([])
  })

  test('a Debian CD as what cannot boot this way, and nothing below that', async () => {
    const texts = { '/isolinux/isolinux.cfg': 'label a\nkernel /install.amd/vmlinuz\n', '/dists/x': '' }
    expect(await matched(['/install.amd/vmlinuz', '/install.amd/initrd.gz'], {}, texts)).toEqual(['debian-cd 70'])
  })

  test('a live medium with an installer on it as a live medium', async () => {
    const files = ['/live/vmlinuz', '/live/initrd.img', '/live/filesystem.squashfs', '/install.amd/vmlinuz', '/pool/x']
    expect(await matched(files)).toEqual(['debian-live 80', 'debian-cd 70'])
  })
})

describe('a match', () => {
  const head = 'id: t\ntitle: T\nfamily: f\nboot: [{ firmware: any, kernel: /k }]\n'

  test('takes name and version from the named groups of its rule', async () => {
    const rule = `${head}match: [{ label: '^(?<name>[A-Z]+)_(?<version>[0-9.]+)', score: 5, why: x }]`
    const [match] = await matchRecipes(memoryMedium({}, { label: 'ALPHA_1.2' }), [recipe(rule)])
    expect(match).toMatchObject({ name: 'ALPHA', version: '1.2' })
  })

  test('takes them from its facts where the rule does not tell', async () => {
    const rule = `${head}match: [{ exists: [/a], score: 5, why: x }]\nfacts: [{ file: /a, text: '^(?<name>\\w+) (?<version>\\d+)' }]`
    const [match] = await matchRecipes(memoryMedium({ '/a': 'Beta 7\n' }), [recipe(rule)])
    expect(match).toMatchObject({ name: 'Beta', version: '7' })
  })

  test('shows no control characters of a medium', async () => {
    const rule = `${head}match: [{ exists: [/a], score: 5, why: x }]\nfacts: [{ file: /a, text: '(?<name>.*)' }]`
    const [match] = await matchRecipes(memoryMedium({ '/a': 'ev\u001b[2Jil\u0007' }), [recipe(rule)])
    expect(match?.name).toBe('ev [2Jil')
  })

  test('has the score of the best rule that holds', async () => {
    const rules = `${head}match:
  - { exists: [/a], score: 5, why: low }
  - { exists: [/a, /b], score: 50, why: high }
  - { exists: [/c], score: 90, why: absent }`
    const [match] = await matchRecipes(memoryMedium({ '/a': '', '/b': '' }), [recipe(rules)])
    expect(match).toMatchObject({ score: 50, why: 'high' })
  })

  test('fails where a file is there that must not be', async () => {
    const rule = `${head}match: [{ exists: [/a], missing: [/b], score: 5, why: x }]`
    expect(await matchRecipes(memoryMedium({ '/a': '', '/b': '' }), [recipe(rule)])).toEqual([])
  })

  test('forgives case in paths', async () => {
    const rule = `${head}match: [{ exists: [/Boot/A], score: 5, why: x }]`
    expect(await matchRecipes(memoryMedium({ '/BOOT/a': '' }), [recipe(rule)])).toHaveLength(1)
  })
})
