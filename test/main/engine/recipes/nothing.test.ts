import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openMedium } from '../../../../main/engine/media/open'
import { nothingBoots } from '../../../../main/engine/recipes/nothing'
import { bzImage } from './bytes'
import { memoryMedium } from './memory-medium'

describe('a folder that is nothing itself', () => {
  let home: string

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'bootdrop-nothing-'))
  })

  afterEach(() => rmSync(home, { recursive: true }))

  async function wordsFor(...paths: string[]): Promise<string> {
    for (const path of paths) {
      mkdirSync(dirname(join(home, path)), { recursive: true })
      writeFileSync(join(home, path), 'x')
    }
    const medium = await openMedium(home)
    try {
      return (await nothingBoots(medium)).text
    } finally {
      await medium.close()
    }
  }

  const package64 = 'usr/lib/debian-installer/images/12/amd64/text'

  test.each([
    ['an image', ['debian.iso'], 'debian.iso'],
    ['an image one folder down', ['Downloads/debian.iso'], 'Downloads/debian.iso'],
    ['the nearest of two images', ['a/b.iso', 'z.iso'], 'z.iso'],
    ['an unpacked live system', ['clonezilla/live/filesystem.squashfs'], 'clonezilla'],
    ['a netboot tree', ['netboot/debian-installer/amd64/linux'], 'netboot'],
    ['a netboot tree three folders down', ['a/b/c/debian-installer/arm64/linux'], 'a/b/c'],
    ["the tree in Debian's own package, below its namesake", [`${package64}/debian-installer/amd64/linux`], package64],
  ])('points at %s in it', async (_what, paths, better) => {
    expect(await wordsFor(...paths)).toContain(`: choose ${better} in it.`)
  })

  test('says what to choose when there is nothing in it either', async () => {
    expect(await wordsFor('holiday/photo.jpg', 'debian-installer/readme.txt')).toMatch(
      /Choose the ISO image, or the folder/,
    )
  })
})

test('an image in which nothing boots may still boot from a stick', async () => {
  expect((await nothingBoots(memoryMedium({ '/inner.iso': 'x' }))).text).toMatch(/on this medium .* USB stick/)
})

test.each([
  ['a kernel alone', 'file', bzImage(), 'A Linux kernel alone: drop the folder or the ISO that also holds its initrd.'],
  ['an unknown file', 'file', 'x', 'Bootdrop does not know this kind of file.'],
  ['an archive', 'archive', 'x', 'Bootdrop finds nothing in this archive that it can start over the network.'],
] as const)('%s is told by its kind', async (_what, filesystem, bytes, words) => {
  const medium = memoryMedium({ '/it.bin': bytes })
  expect((await nothingBoots({ ...medium, identity: { ...medium.identity, filesystem } })).text).toBe(words)
})
