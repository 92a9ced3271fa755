import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { glob } from '../../../../main/engine/media/glob'
import type { Medium } from '../../../../main/engine/media/medium'
import { openMedium } from '../../../../main/engine/media/open'
import { contentOf } from '../../../support/media'

let home: string
let medium: Medium

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'bootdrop-folder-'))
  const root = join(home, 'tree')
  await mkdir(join(root, 'Live'), { recursive: true })
  await mkdir(join(root, 'a.b'))
  await writeFile(join(root, 'Live', 'vmlinuz-6.1'), 'kernel')
  await writeFile(join(root, 'Live', 'initrd.img'), 'initrd!')
  await writeFile(join(root, '.treeinfo'), '[general]')
  await writeFile(join(root, 'a.b', 'x'), '')
  await writeFile(join(home, 'secret'), 'secret')
  await symlink('Live/vmlinuz-6.1', join(root, 'vmlinuz'))
  await symlink('Live', join(root, 'boot'))
  await symlink('../secret', join(root, 'climb'))
  await symlink('/etc', join(root, 'etc'))
  await symlink('loop', join(root, 'loop'))
  medium = await openMedium(root)
})

afterEach(async () => {
  await medium.close()
  await rm(home, { recursive: true })
})

describe('a folder as a medium', () => {
  it('lists files, folders and links, hidden ones included', async () => {
    const entries = await medium.list('/')
    expect(entries.map((entry) => [entry.name, entry.kind, entry.size])).toEqual([
      ['.treeinfo', 'file', 9],
      ['Live', 'directory', 0],
      ['a.b', 'directory', 0],
      ['boot', 'link', 0],
      ['climb', 'link', 0],
      ['etc', 'link', 0],
      ['loop', 'link', 0],
      ['vmlinuz', 'link', 0],
    ])
    expect(entries.find((entry) => entry.name === 'vmlinuz')?.target).toBe('Live/vmlinuz-6.1')
  })

  it('forgives case and gives the spelling of the disk', async () => {
    expect(await medium.stat('/live/VMLINUZ-6.1')).toMatchObject({ path: '/Live/vmlinuz-6.1', kind: 'file', size: 6 })
  })

  it('follows links that stay inside', async () => {
    expect(await contentOf(medium, '/vmlinuz')).toBe('kernel')
    expect(await contentOf(medium, '/boot/initrd.img')).toBe('initrd!')
  })

  it.each([
    '/climb',
    '/etc',
    '/etc/passwd',
    '/loop',
    '/../secret',
    '/Live/../../secret',
    '/a\0b',
    `/${'x'.repeat(5000)}`,
  ])('has nothing at %j', async (path) => {
    expect(await medium.stat(path)).toBeUndefined()
    await expect(medium.open(path)).rejects.toMatchObject({ code: 'medium-file-missing' })
  })

  it('does not open a folder as a file, nor list a file', async () => {
    await expect(medium.open('/Live')).rejects.toMatchObject({ code: 'medium-file-missing' })
    await expect(medium.list('/.treeinfo')).rejects.toMatchObject({ code: 'medium-file-missing' })
  })

  it('changes the entity tag with the content', async () => {
    const before = await medium.open('/.treeinfo')
    await writeFile(join(home, 'tree', '.treeinfo'), '[general]!')
    const after = await medium.open('/.treeinfo')
    expect(after.etag).not.toBe(before.etag)
    await before.close()
    await after.close()
  })

  it('has no raw image and a stable identity', async () => {
    expect(await medium.openRaw()).toBeUndefined()
    const again = await openMedium(join(home, 'tree'))
    expect(again.identity).toEqual(medium.identity)
    expect(medium.identity).toMatchObject({ filesystem: 'folder', fileName: 'tree' })
    expect(medium.identity.id).toMatch(/^[0-9a-f]{12}$/)
  })

  it('serves what comes later', async () => {
    await writeFile(join(home, 'tree', 'late'), 'late')
    expect(await contentOf(medium, '/late')).toBe('late')
  })
})

describe('glob', () => {
  it.each([
    ['/live/VMLINUZ*', ['/Live/vmlinuz-6.1']],
    ['/*/*', ['/Live/initrd.img', '/Live/vmlinuz-6.1', '/a.b/x', '/boot/initrd.img', '/boot/vmlinuz-6.1']],
    ['/a?b/?', ['/a.b/x']],
    ['/.tree*', ['/.treeinfo']],
    ['/l*e', ['/Live']],
    ['/nothing/*', []],
    ['/.treeinfo/*', []],
    ['/**********************************************z', ['/vmlinuz']],
  ])('%s finds %j', async (pattern, paths) => {
    expect((await glob(medium, pattern)).map((entry) => entry.path)).toEqual(paths)
  })

  it('tells the kind and size of what a link leads to', async () => {
    expect(await glob(medium, '/vmlin*')).toMatchObject([{ name: 'vmlinuz', path: '/vmlinuz', kind: 'file', size: 6 }])
  })
})
