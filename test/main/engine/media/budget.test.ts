import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { glob } from '../../../../main/engine/media/glob'
import type { Medium } from '../../../../main/engine/media/medium'
import { openMedium } from '../../../../main/engine/media/open'
import { inspectMedium } from '../../../../main/engine/recipes/inspect'
import { descriptor, directory, imageOf, marker, record, SECTOR, SMALL } from '../../../support/iso'
import { OVERLAPPING, overlappingIso, overlappingUdf } from '../../../support/iso-hostile'
import { udfBytes, udfImage } from '../../../support/udf-image'
import { walk } from '../../../support/media'
import { shippedRecipes } from '../recipes/shelf'

const EFI = 21

/** `/D0` to `/D<n-1>`, each its own sector with one file in it. */
function manyDirectories(count: number): Buffer {
  const rootSectors = Math.ceil((count + 2) / 40)
  const first = SMALL.root + rootSectors
  const blocks = Array.from({ length: count }, (_none, at) => first + at)
  const children = blocks.map((block, at) => record({ name: `D${at}`, block, length: SECTOR, flags: 2 }))
  const rootLength = rootSectors * SECTOR
  return imageOf({
    [SMALL.primary]: descriptor({ blocks: first + count, rootBlock: SMALL.root, rootLength }),
    [SMALL.terminator]: marker(255, 'CD001'),
    [SMALL.root]: padded(directory({ block: SMALL.root, length: rootLength }, children), rootLength),
    [first]: Buffer.concat(blocks.map((block) => directory({ block }, [record({ name: 'F', block: 0, length: 1 })]))),
  })
}

/** One directory with so many files, below the root. */
function bigDirectory(count: number): Buffer {
  const sectors = Math.ceil((count + 2) / 45)
  const length = sectors * SECTOR
  const files = Array.from({ length: count }, (_none, at) => record({ name: `F${at}`, block: 0, length: 1 }))
  const pages = Array.from({ length: sectors }, (_none, at) => Buffer.concat(files.slice(at * 45, at * 45 + 45)))
  const own = directory({ block: EFI, length }, []).subarray(0, 68)
  return imageOf({
    [SMALL.primary]: descriptor({ blocks: EFI + sectors + 1, rootBlock: SMALL.root }),
    [SMALL.terminator]: marker(255, 'CD001'),
    [SMALL.root]: directory({ block: SMALL.root }, [
      record({ name: 'BIG', block: EFI, length: length + SECTOR, flags: 2 }),
    ]),
    [EFI]: Buffer.concat([padded(own, SECTOR), ...pages.map((page) => padded(page, SECTOR))]),
  })
}

function padded(bytes: Uint8Array, length: number): Buffer {
  return Buffer.concat([bytes, Buffer.alloc(length - bytes.length)])
}

let home: string
let medium: Medium

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'bootdrop-overlapping-'))
})

afterEach(async () => {
  await medium.close()
  rmSync(home, { recursive: true })
})

async function open(image: Uint8Array): Promise<void> {
  const path = join(home, 'overlapping.iso')
  writeFileSync(path, image)
  medium = await openMedium(path)
}

describe('an image of 6 MB with 1,500 directories that share their sectors', () => {
  beforeEach(() => open(overlappingIso()))

  it('is inspected in seconds, and says once that it is damaged', { timeout: 60_000 }, async () => {
    const report = await inspectMedium(medium, await shippedRecipes())
    expect(report.recipes).toEqual([])
    expect(report.notices.map((notice) => notice.code)).toEqual(['medium-damaged', 'no-recipe'])
  })

  it('lets the rest of the program run meanwhile', { timeout: 60_000 }, async () => {
    let longestMs = 0
    let last = performance.now()
    const tick = () => {
      longestMs = Math.max(longestMs, performance.now() - last)
      last = performance.now()
    }
    const timer = setInterval(tick, 1)
    await glob(medium, '/EFI/*/grub.cfg')
    clearInterval(timer)
    tick()
    expect(longestMs).toBeLessThan(1000)
  })

  it('keeps giving what was read before there was too much', { timeout: 60_000 }, async () => {
    await glob(medium, '/EFI/*/grub.cfg')
    await expect(medium.list('/EFI/D1400')).rejects.toMatchObject({ code: 'medium-damaged' })
    expect(await medium.list('/EFI')).toHaveLength(OVERLAPPING.directories)
    expect(await medium.stat('/EFI/D0/F1')).toMatchObject({ kind: 'file' })
  })
})

describe('a UDF image with 900 directories that share their names', () => {
  beforeEach(() => open(overlappingUdf(900, 1400, 24)))

  it('is inspected in seconds, and says once that it is damaged', { timeout: 60_000 }, async () => {
    const report = await inspectMedium(medium, await shippedRecipes())
    expect(report.recipes).toEqual([])
    expect(report.notices.map((notice) => notice.code)).toEqual(['medium-damaged', 'no-recipe'])
  })

  it('keeps giving what was read before there was too much', { timeout: 60_000 }, async () => {
    expect(await medium.stat('/EFI/D0/5-1-nnnnnnnnnnnnnnnnnnnn')).toMatchObject({ kind: 'file', size: 3 })
    await glob(medium, '/EFI/*/grub.cfg')
    await expect(medium.list('/EFI/D800')).rejects.toMatchObject({ code: 'medium-damaged' })
    expect(await medium.list('/EFI')).toHaveLength(900)
    expect(await medium.list('/EFI/D0')).toHaveLength(1400 * Math.floor(SECTOR / 64))
  })
})

describe('an honest image', () => {
  it('with 5,000 directories is read whole, again and again', { timeout: 60_000 }, async () => {
    await open(manyDirectories(5000))
    for (let round = 0; round < 3; round += 1) expect(await walk(medium)).toHaveLength(10_000)
    expect(medium.notices).toEqual([])
  })

  it('may have a big directory that many machines ask for at once', { timeout: 60_000 }, async () => {
    await open(bigDirectory(20_000))
    const lists = await Promise.all(Array.from({ length: 30 }, () => medium.list('/BIG')))
    for (const list of lists) expect(list).toHaveLength(20_000)
    expect(medium.notices).toEqual([])
  })
})

describe('an honest UDF image', () => {
  it('with 60,000 files is read whole, and its directories again and again', { timeout: 60_000 }, async () => {
    const shelf = (of: number) =>
      new Map(Array.from({ length: 6000 }, (_none, at) => [`file-${of}-${at}.deb`, 0] as const))
    const tree = new Map(Array.from({ length: 10 }, (_none, at) => [`shelf-${at}`, shelf(at)] as const))
    await open(udfBytes(udfImage(tree, { embed: true })))
    for (let round = 0; round < 2; round += 1) expect(await walk(medium)).toHaveLength(60_010)
    expect(medium.notices).toEqual([])
  })
})

describe('a wildcard', () => {
  it('leads on into 64 directories and no more', async () => {
    await open(manyDirectories(100))
    expect(await glob(medium, '/*')).toHaveLength(100)
    expect(await glob(medium, '/*/F')).toHaveLength(64)
    expect(await glob(medium, '/D9?/F')).toHaveLength(10)
  })
})
