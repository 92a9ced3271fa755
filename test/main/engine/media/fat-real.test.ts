import { execFileSync } from 'node:child_process'
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Medium } from '../../../../main/engine/media/medium'
import { openMedium } from '../../../../main/engine/media/open'
import { copyToFat, emptyImage, makeFatTree } from '../../../support/fat'
import { patterned } from '../../../support/isoTree'
import { bytesOf, sha256, walk } from '../../../support/media'
import { describeWith, run } from '../../../support/tools'

let home: string
let tree: string

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'bootdrop-fat-real-'))
  tree = join(home, 'tree')
  mkdirSync(tree)
  makeFatTree(tree)
})

afterAll(() => rmSync(home, { recursive: true }))

/** `path kind size hash` of everything in a medium. */
async function fingerprint(medium: Medium): Promise<string[]> {
  const lines: string[] = []
  for (const { kind, path, size } of await walk(medium)) {
    const hash = kind === 'file' ? sha256(await bytesOf(await medium.open(path), 50_000)) : ''
    lines.push(`${path} ${kind} ${size} ${hash}`)
  }
  return lines.sort()
}

/** The same of a folder on disk, read without any of our own code. */
function fingerprintOfFolder(root: string, below = ''): string[] {
  const lines: string[] = []
  for (const name of readdirSync(join(root, below))) {
    const path = `${below}/${name}`
    const stats = lstatSync(join(root, path))
    if (stats.isDirectory()) lines.push(`${path} directory 0 `, ...fingerprintOfFolder(root, path))
    else lines.push(`${path} file ${stats.size} ${sha256(readFileSync(join(root, path)))}`)
  }
  return lines.sort()
}

const MIB = 1024 * 1024

describeWith(['mkfs.fat', 'mformat', 'mcopy', 'mdir', 'mdel'], 'a FAT image', () => {
  const formats: [title: string, sizeBytes: number, program: string, args: string[]][] = [
    ['1.44 MB floppy of mformat', 1_474_560, 'mformat', ['-f', '1440', '-v', 'REAL']],
    ['2.88 MB floppy of mformat', 2_949_120, 'mformat', ['-f', '2880', '-v', 'REAL']],
    ['FAT12 of mkfs.fat', 4 * MIB, 'mkfs.fat', ['-F', '12', '-n', 'REAL']],
    ['FAT16 of mkfs.fat', 16 * MIB, 'mkfs.fat', ['-F', '16', '-n', 'REAL']],
    ['FAT16 in clusters of 32 KiB', 256 * MIB, 'mkfs.fat', ['-F', '16', '-s', '64', '-n', 'REAL']],
    ['FAT32 of mkfs.fat', 48 * MIB, 'mkfs.fat', ['-F', '32', '-n', 'REAL']],
    ['FAT32 in sectors of 4096 bytes', 300 * MIB, 'mkfs.fat', ['-F', '32', '-S', '4096', '-n', 'REAL']],
    ['FAT32 of mformat', 64 * MIB, 'mformat', ['-F', '-v', 'REAL']],
  ]
  it.each(formats)('has the tree that was copied to it: %s', async (title, sizeBytes, program, args) => {
    const path = emptyImage(join(home, `${title.replace(/\W/g, '')}.img`), sizeBytes)
    run(program, program === 'mformat' ? [...args, '-i', path, '::'] : [...args, path])
    copyToFat(path, tree, readdirSync(tree))
    const medium = await openMedium(path)
    expect(medium.identity).toMatchObject({ filesystem: 'fat', label: 'REAL', size: sizeBytes })
    expect(medium.notices).toEqual([])
    expect(await fingerprint(medium)).toEqual(fingerprintOfFolder(tree))
    await medium.close()
  })

  it('has its files where writing and deleting left them in pieces, as mcopy reads them', async () => {
    const path = emptyImage(join(home, 'pieces.img'), 8 * MIB)
    run('mkfs.fat', ['-F', '16', '-s', '1', path])
    const small = join(home, 'small')
    mkdirSync(small)
    const names = Array.from({ length: 300 }, (_, index) => `file${index}`)
    for (const [index, name] of names.entries()) writeFileSync(join(small, name), patterned(700 * (index % 5), index))
    copyToFat(path, small, names)
    const gone = names.filter((_, index) => index % 3 === 0)
    run('mdel', ['-i', path, ...gone.map((name) => `::${name}`)])
    writeFileSync(join(small, 'big.bin'), patterned(MIB + 77, 9))
    copyToFat(path, small, ['big.bin'])
    run('mcopy', ['-n', '-i', path, '::big.bin', join(home, 'extracted')])

    const medium = await openMedium(path)
    const big = await bytesOf(await medium.open('/BIG.BIN'), 10_000)
    expect(sha256(big)).toBe(sha256(readFileSync(join(home, 'extracted'))))
    expect(sha256(big)).toBe(sha256(readFileSync(join(small, 'big.bin'))))
    for (const name of gone) rmSync(join(small, name))
    expect(await fingerprint(medium)).toEqual(fingerprintOfFolder(small))
    await medium.close()
  })

  it('gives any part of a file in pieces', async () => {
    const medium = await openMedium(join(home, 'pieces.img'))
    const whole = patterned(MIB + 77, 9)
    const file = await medium.open('/big.bin')
    for (const [position, length] of [
      [0, 1],
      [511, 2],
      [123_456, 70_000],
      [MIB, 500],
      [MIB + 77, 10],
    ] as const) {
      const target = Buffer.alloc(length)
      const got = await file.read(target, position)
      expect(target.subarray(0, got)).toEqual(whole.subarray(position, position + length))
    }
    await file.close()
    await medium.close()
  })

  it('shows the names and sizes that mdir shows', async () => {
    const path = join(home, 'FAT16ofmkfsfat.img')
    const theirs = execFileSync('mdir', ['-/', '-b', '-i', path, '::'], { encoding: 'utf8' })
    const medium = await openMedium(path)
    const ours = (await walk(medium)).map((entry) => `::${entry.path}${entry.kind === 'directory' ? '/' : ''}`)
    expect(ours.sort()).toEqual(theirs.trim().split('\n').sort())
    await medium.close()
  })
})
