import { mkdtempSync, renameSync, rmSync, truncateSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fileOnDisk } from '../../../../main/engine/media/files'
import type { Medium } from '../../../../main/engine/media/medium'
import { openMedium } from '../../../../main/engine/media/open'
import { KERNEL, SECTOR, SMALL, smallIso } from '../../../support/iso'
import { bytesOf } from '../../../support/media'

let home: string
let path: string
let medium: Medium

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'bootdrop-changed-'))
  path = join(home, 'served.iso')
  writeFileSync(path, smallIso())
  medium = await openMedium(path)
})

afterEach(async () => {
  await medium.close()
  rmSync(home, { recursive: true })
})

describe('an image that changes while it is served', () => {
  const change: [string, () => void][] = [
    ['vanishes', () => unlinkSync(path)],
    ['shrinks', () => truncateSync(path, SMALL.kernel * SECTOR)],
    ['grows', () => writeFileSync(path, 'more', { flag: 'a' })],
    ['is written to', () => utimesSync(path, 1, 1)],
    [
      'is replaced by another',
      () => {
        writeFileSync(join(home, 'new.iso'), smallIso())
        renameSync(join(home, 'new.iso'), path)
      },
    ],
  ]

  it.each(change)('is noticed at the next open when it %s', async (_how, act) => {
    act()
    await expect(medium.open('/link')).rejects.toMatchObject({ code: 'medium-changed', details: { path } })
    await expect(medium.openRaw()).rejects.toMatchObject({ code: 'medium-changed' })
  })

  it('ends a read with an error, not with too few bytes, when it shrank', async () => {
    const file = await medium.open('/link')
    truncateSync(path, SMALL.kernel * SECTOR + 100)
    await expect(file.read(Buffer.alloc(200), 0)).rejects.toMatchObject({ code: 'medium-changed' })
    await file.close()
  })

  it('keeps giving the old bytes to who has them open already when it is only unlinked', async () => {
    const file = await medium.open('/link')
    unlinkSync(path)
    expect((await bytesOf(file)).toString()).toBe(KERNEL)
  })
})

describe('a single file that is served', () => {
  it('is noticed when it was replaced', async () => {
    const loader = join(home, 'loader.efi')
    writeFileSync(loader, 'MZ\0one')
    const single = await openMedium(loader)
    writeFileSync(join(home, 'new'), 'MZ\0two')
    renameSync(join(home, 'new'), loader)
    await expect(single.open('/loader.efi')).rejects.toMatchObject({ code: 'medium-changed' })
    await single.close()
  })
})

describe('a file on disk', () => {
  it('gives its bytes under the path that it is shown by', async () => {
    const file = await fileOnDisk(path, '/shown')
    expect(file).toMatchObject({ path: '/shown', size: SMALL.blocks * SECTOR })
    expect((await bytesOf(file)).equals(smallIso())).toBe(true)
  })

  it('ends a read with an error when it shrank', async () => {
    const file = await fileOnDisk(path)
    truncateSync(path, 10)
    await expect(file.read(Buffer.alloc(20), 0)).rejects.toMatchObject({ code: 'medium-changed' })
    await file.close()
    await file.close()
  })

  it('is an error when there is none', async () => {
    await expect(fileOnDisk(join(home, 'none'))).rejects.toMatchObject({ code: 'medium-missing' })
    await expect(fileOnDisk(home)).rejects.toMatchObject({ code: 'medium-not-recognised' })
  })
})
