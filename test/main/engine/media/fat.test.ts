import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DiskFile } from '../../../../main/engine/media/disk'
import { parseBootSector } from '../../../../main/engine/media/fat/boot-sector'
import { openFat, type FatVolume } from '../../../../main/engine/media/fat/fat'
import { Region } from '../../../../main/engine/media/fat/region'
import { entry, END_OF_CHAIN, fatImage, longEntries, placesOf, SECTOR, type FatOptions } from '../../../support/fat'
import { patterned } from '../../../support/isoTree'
import { bytesOf } from '../../../support/media'

let home: string
const disks: DiskFile[] = []
let made = 0

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'bootdrop-fat-'))
})

afterAll(async () => {
  for (const disk of disks) await disk.release()
  rmSync(home, { recursive: true })
})

async function volumeOf(image: Uint8Array, start = 0, length = Infinity) {
  made += 1
  const path = join(home, `${made}.img`)
  writeFileSync(path, image)
  const disk = await DiskFile.open(path)
  disks.push(disk)
  const told: string[] = []
  const volume = await openFat(new Region(disk, start, length), (text) => told.push(text))
  if (!volume) throw new Error('no FAT file system was found')
  return { volume, told }
}

async function text(volume: FatVolume, path: string): Promise<string> {
  return (await bytesOf(await volume.open(path))).toString('latin1')
}

/** One file of two and a half clusters that lies in the clusters 10, 11 and 5. */
const content = patterned(SECTOR * 2 + 250, 5)
const KERNEL = entry({ name: 'KERNEL  BIN', cluster: 10, size: content.length })
const pieces = { 10: content.subarray(0, SECTOR * 2), 5: content.subarray(SECTOR * 2) }
const chained = { 10: 11, 11: 5, 5: END_OF_CHAIN }

function withRoot(...root: Uint8Array[]): FatOptions {
  return { bits: 12, root, data: { 4: Buffer.from('four') }, table: { 4: END_OF_CHAIN } }
}

describe.each([12, 16, 32] as const)('FAT%i', (bits) => {
  it('gives files from clusters that lie apart', async () => {
    const { volume } = await volumeOf(fatImage({ bits, root: [KERNEL], data: pieces, table: chained }))
    expect(volume.layout.type).toBe(`FAT${bits}`)
    const file = await volume.open('/kernel.bin')
    expect(file.path).toBe('/KERNEL.BIN')
    expect(Buffer.compare(await bytesOf(file, 333), content)).toBe(0)
  })

  it('refuses a file whose chain goes round, ends too early or leads nowhere, and says so once as a notice', async () => {
    const chains: Record<string, Record<number, number>> = {
      'goes round in a circle': { 10: 11, 11: 10 },
      'ends too early': { 10: END_OF_CHAIN },
      'leads nowhere': { 10: bits === 12 ? 0xee0 : 0xeee0 },
    }
    for (const [why, table] of Object.entries(chains)) {
      const { volume, told } = await volumeOf(fatImage({ bits, root: [KERNEL], data: pieces, table }))
      await expect(volume.open('/KERNEL.BIN')).rejects.toMatchObject({ code: 'medium-damaged' })
      expect(told).toEqual([expect.stringContaining(why)])
    }
  })

  it('refuses a directory whose chain goes round or that contains itself', async () => {
    const dir = entry({ name: 'DIR', cluster: 20, attributes: 0x10 })
    const endless = await volumeOf(fatImage({ bits, root: [dir], table: { 20: 21, 21: 20 } }))
    await expect(endless.volume.list('/dir')).rejects.toMatchObject({ code: 'medium-damaged' })
    const own = await volumeOf(fatImage({ bits, root: [dir], data: { 20: dir }, table: { 20: END_OF_CHAIN } }))
    await expect(own.volume.stat('/dir/dir')).rejects.toMatchObject({ code: 'medium-damaged' })
  })

  it('lies at any place in a file', async () => {
    const image = fatImage({ bits, root: [KERNEL], data: pieces, table: chained })
    const whole = Buffer.concat([patterned(777, 3), image, patterned(999, 4)])
    const { volume } = await volumeOf(whole, 777, image.length)
    expect(Buffer.compare(await bytesOf(await volume.open('/kernel.bin')), content)).toBe(0)
  })

  it('has no file beyond the end of its bytes', async () => {
    const far = entry({ name: 'FAR', cluster: 150, size: 10 })
    const image = fatImage({ bits, root: [far], table: { 150: END_OF_CHAIN } })
    const { volume } = await volumeOf(image.subarray(0, placesOf({ bits }).data + 100 * SECTOR))
    expect(await volume.usesBeyondEnd()).toBe(true)
    await expect(volume.open('/FAR')).rejects.toThrow('beyond the end')
  })
})

describe('names', () => {
  it('are long ones, found in any case and by their short name too', async () => {
    const long = 'A rather long name, with spaces.efi'
    const short = entry({ name: 'ARATHE~1EFI', cluster: 4, size: 4 })
    const { volume } = await volumeOf(fatImage(withRoot(...longEntries(long, 'ARATHE~1EFI'), short)))
    expect(await volume.list('/')).toMatchObject([{ name: long, path: `/${long}`, kind: 'file', size: 4 }])
    for (const name of [long, long.toUpperCase(), 'ARATHE~1.EFI', 'arathe~1.efi']) {
      expect(await text(volume, `/${name}`)).toBe('four')
    }
  })

  it.each([
    ['belong to another short name', longEntries('stranger', 'FOUR    TXT', 0x12)],
    ['miss their last part', longEntries('a name of two parts', 'FOUR    TXT').slice(1)],
    ['miss their first part', longEntries('a name of two parts', 'FOUR    TXT').slice(0, 1)],
    ['have parts in the wrong order', longEntries('a name of two parts', 'FOUR    TXT').reverse()],
    ['climb', longEntries('../../etc', 'FOUR    TXT')],
  ])('are the short ones where the parts of a long one %s', async (_, parts) => {
    const { volume } = await volumeOf(fatImage(withRoot(...parts, entry({ name: 'FOUR    TXT', cluster: 4, size: 4 }))))
    expect((await volume.list('/')).map(({ name }) => name)).toEqual(['FOUR.TXT'])
  })

  it('keep the case that Windows NT and Linux note for short ones', async () => {
    const root = [0x00, 0x08, 0x10, 0x18].map((caseFlags, at) => entry({ name: `NAME${at}   TXT`, caseFlags }))
    const { volume } = await volumeOf(fatImage(withRoot(...root)))
    expect((await volume.list('/')).map(({ name }) => name)).toEqual([
      'NAME0.TXT',
      'NAME2.txt',
      'name1.TXT',
      'name3.txt',
    ])
  })

  it('are of code page 437, where 0x05 stands for 0xE5 at the beginning', async () => {
    const { volume } = await volumeOf(fatImage(withRoot(entry({ name: '\x05\x9a\x81', cluster: 4, size: 4 }))))
    expect(await text(volume, '/σÜü')).toBe('four')
  })

  it('leave out deleted entries, the label, dots, and all behind the end mark', async () => {
    const root = [
      entry({ name: '.', attributes: 0x10 }),
      entry({ name: '..', attributes: 0x10 }),
      entry({ name: '\xe5ELETED' }),
      entry({ name: 'MY LABEL', attributes: 0x08 }),
      entry({ name: 'A/B' }),
      entry({ name: 'KEPT' }),
      Buffer.alloc(32),
      entry({ name: 'STALE' }),
    ]
    const { volume } = await volumeOf(fatImage(withRoot(...root)))
    expect((await volume.list('/')).map(({ name }) => name)).toEqual(['KEPT'])
    expect(await volume.label()).toBe('MY LABEL')
  })
})

describe('a FAT file system', () => {
  it('has the label of its boot sector where the root directory has none', async () => {
    expect(await (await volumeOf(fatImage(withRoot()))).volume.label()).toBe('HANDMADE')
    expect(await (await volumeOf(fatImage({ ...withRoot(), label: 'NO NAME' }))).volume.label()).toBe('')
  })

  it('dates files by local time that is taken as UTC, and not at all where there is no date', async () => {
    const undated = entry({ name: 'UNDATED' })
    undated.writeUInt16LE(0, 24)
    const { volume } = await volumeOf(fatImage(withRoot(entry({ name: 'DATED' }), undated)))
    expect((await volume.stat('/DATED'))?.mtime).toBe(Date.UTC(2024, 0, 2, 3, 4, 6))
    expect((await volume.stat('/UNDATED'))?.mtime).toBeUndefined()
  })

  it('has empty files, and no file where a directory is', async () => {
    const { volume } = await volumeOf(
      fatImage(withRoot(entry({ name: 'EMPTY' }), entry({ name: 'DIR', cluster: 4, attributes: 0x10 }))),
    )
    expect(await text(volume, '/empty')).toBe('')
    await expect(volume.open('/dir')).rejects.toMatchObject({ code: 'medium-file-missing' })
    await expect(volume.list('/empty')).rejects.toMatchObject({ code: 'medium-file-missing' })
  })

  it('refuses a file that claims more than there is', async () => {
    const { volume } = await volumeOf(fatImage(withRoot(entry({ name: 'HUGE', cluster: 4, size: 0xffff_ffff }))))
    await expect(volume.open('/huge')).rejects.toThrow('larger than its file system')
  })

  it('reads the table that is kept up to date', () => {
    const sector = fatImage({ bits: 32, root: [] }).subarray(0, SECTOR)
    sector.writeUInt8(2, 16)
    sector.writeUInt16LE(0x81, 40)
    const { tableStart, clusters } = parseBootSector(sector) ?? {}
    expect(tableStart).toBe((8 + placesOf({ bits: 32 }).tableSectors) * SECTOR)
    expect(clusters).toBe(200 - placesOf({ bits: 32 }).tableSectors)
    sector.writeUInt16LE(0x85, 40)
    expect(parseBootSector(sector)).toBeUndefined()
  })

  it.each([
    ['an odd sector size', (s: Buffer) => s.writeUInt16LE(513, 11)],
    ['clusters of three sectors', (s: Buffer) => s.writeUInt8(3, 13)],
    ['no reserved sector', (s: Buffer) => s.writeUInt16LE(0, 14)],
    ['no table', (s: Buffer) => s.writeUInt8(0, 16)],
    ['no root directory', (s: Buffer) => s.writeUInt16LE(0, 17)],
    ['a media descriptor that is none', (s: Buffer) => s.writeUInt8(0x12, 21)],
    ['an empty table', (s: Buffer) => s.writeUInt16LE(0, 22)],
    ['no sectors', (s: Buffer) => s.writeUInt32LE(0, 32)],
    ['more tables than sectors', (s: Buffer) => s.writeUInt16LE(0xffff, 22)],
  ])('is none with %s', (_, change) => {
    const sector = fatImage(withRoot()).subarray(0, SECTOR)
    expect(parseBootSector(sector)).toBeDefined()
    change(sector)
    expect(parseBootSector(sector)).toBeUndefined()
  })

  it.each([
    [4084, 'FAT12'],
    [4085, 'FAT16'],
    [65_524, 'FAT16'],
  ])('with %i clusters is %s', (clusters, type) => {
    const sector = Buffer.from(fatImage(withRoot()).subarray(0, SECTOR))
    sector.writeUInt16LE(300, 22)
    sector.writeUInt32LE(1 + 300 + 4 + clusters, 32)
    expect(parseBootSector(sector)).toMatchObject({ type, clusters })
  })
})
