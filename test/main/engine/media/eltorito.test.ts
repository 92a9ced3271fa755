import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { execFileSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  bootImageExtent,
  openBootImage,
  parseBootCatalogue,
  readElTorito,
} from '../../../../main/engine/media/eltorito'
import { memoryFile } from '../../../../main/engine/media/files'
import { openMedium } from '../../../../main/engine/media/open'
import { hasEfiBoot, imageFacts } from '../../../../main/engine/media/image/facts'
import { patterned } from '../../../support/isoTree'
import { bytesOf } from '../../../support/media'
import { smallIso } from '../../../support/iso'
import { describeWith, run } from '../../../support/tools'

let home: string

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'bootdrop-eltorito-'))
})

afterAll(() => rmSync(home, { recursive: true }))

/** 32 bytes: what is given, then zeros. */
function row(...bytes: number[]): Buffer {
  return Buffer.concat([Buffer.from(bytes), Buffer.alloc(32 - bytes.length)])
}

/** Validation entry (El Torito 2.1) for a platform. */
function validation(platform: number, maker = ''): Buffer {
  const bytes = row(1, platform)
  bytes.write(maker, 4, 'latin1')
  bytes[30] = 0x55
  bytes[31] = 0xaa
  return bytes
}

//                     bootable, media, segment,  type, 0, sectors,  block
const bios = row(0x88, 0x00, 0x00, 0x00, 0x00, 0x00, 0x04, 0x00, 0x2a, 0x00, 0x00, 0x00)
const floppy = row(0x88, 0x02, 0xc0, 0x07, 0x00, 0x00, 0x01, 0x00, 0x2b, 0x00, 0x00, 0x00)
const efi = row(0x88, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x10, 0x00, 0x01, 0x00, 0x00)

describe('a boot catalogue', () => {
  it('gives the initial entry and those of every section with its platform', () => {
    const section = row(0x90, 0xef, 1, 0)
    section.write('UEFI loader', 4, 'latin1')
    const catalogue = Buffer.concat([
      validation(0, 'Some maker'),
      bios,
      section,
      efi,
      row(0x44, 0, 1),
      row(0x91, 0x00, 1, 0),
      floppy,
      Buffer.alloc(64),
    ])
    const common = { bootable: true, selective: false }
    expect(parseBootCatalogue(catalogue)).toEqual([
      { ...common, platform: 'bios', emulation: 'none', loadSegment: 0, sectors: 4, block: 42, section: 'Some maker' },
      {
        ...common,
        platform: 'efi',
        emulation: 'none',
        loadSegment: 0,
        sectors: 4096,
        block: 256,
        section: 'UEFI loader',
      },
      {
        ...common,
        platform: 'bios',
        emulation: 'floppy-1.44M',
        loadSegment: 0x7c0,
        sectors: 1,
        block: 43,
        section: '',
      },
    ])
  })

  it('tells which entries a machine chooses by its language, and which are switched off', () => {
    const french = row(0x88, 0, 0, 0, 0, 0, 4, 0, 42, 0, 0, 0, 1, 0xff)
    const off = row(0x00, 0, 0, 0, 0, 0, 4, 0, 50)
    const catalogue = Buffer.concat([validation(0), bios, row(0x91, 0, 2, 0), french, off])
    expect(parseBootCatalogue(catalogue).map(({ selective, bootable }) => ({ selective, bootable }))).toEqual([
      { selective: false, bootable: true },
      { selective: true, bootable: true },
      { selective: false, bootable: false },
    ])
  })

  it('is none without its key bytes', () => {
    expect(parseBootCatalogue(Buffer.concat([row(1, 0), bios]))).toEqual([])
  })

  it('ends where the bytes end, whatever a section promises', () => {
    expect(parseBootCatalogue(Buffer.concat([validation(0xef), efi, row(0x91, 0, 0xff, 0xff), bios]))).toHaveLength(2)
  })

  it.each([
    ['a loader of four sectors', bios, { start: 42 * 2048, length: 2048 }],
    ['an emulated floppy', floppy, { start: 43 * 2048, length: 1_474_560 }],
    ['an EFI image', efi, { start: 256 * 2048, length: 4096 * 512 }],
    [
      'an EFI image whose size is left out',
      row(0x88, 0, 0, 0, 0, 0, 1, 0, 0, 1),
      { start: 256 * 2048, length: 9_475_712 },
    ],
    ['an emulated hard disk', row(0x88, 4, 0, 0, 0, 0, 1, 0, 0, 1), { start: 256 * 2048, length: 9_475_712 }],
    ['an image that is cut off', row(0x88, 0, 0, 0, 0, 0, 8, 0, 0x82, 0x13), { start: 4994 * 2048, length: 888 }],
    ['an image beyond the end', row(0x88, 0, 0, 0, 0, 0, 8, 0, 0, 0, 1), undefined],
  ])('says where %s lies', (_, entry, extent) => {
    const platform = entry[1] === 0 && entry !== bios ? 0xef : 0
    const [only] = parseBootCatalogue(Buffer.concat([validation(platform), entry]))
    const discBytes = extent?.length === 888 ? 4994 * 2048 + 888 : 10_000_000
    expect(only && bootImageExtent(only, discBytes)).toEqual(extent)
  })

  it('is empty for an image that does not boot', async () => {
    expect(await readElTorito(memoryFile('/x.iso', smallIso()))).toEqual([])
    expect(await readElTorito(memoryFile('/x.iso', new Uint8Array(10)))).toEqual([])
  })
})

describeWith(['xorriso'], 'the boot catalogue of a real image', () => {
  it('says what xorriso reports', async () => {
    const tree = join(home, 'tree')
    mkdirSync(tree)
    writeFileSync(join(tree, 'bios.bin'), Buffer.alloc(4096, 'b'))
    writeFileSync(join(tree, 'efi.img'), Buffer.alloc(64 * 1024, 'e'))
    const path = join(home, 'boot.iso')
    const biosBoot = ['-b', 'bios.bin', '-c', 'boot.cat', '-no-emul-boot', '-boot-load-size', '4']
    const efiBoot = ['-eltorito-alt-boot', '-e', 'efi.img', '-no-emul-boot']
    run('xorriso', ['-as', 'mkisofs', '-quiet', '-R', ...biosBoot, ...efiBoot, '-o', path, tree])

    const medium = await openMedium(path)
    const raw = await medium.openRaw()
    const entries = raw ? await readElTorito(raw) : []
    const report = execFileSync('xorriso', ['-indev', path, '-report_el_torito', 'plain'], {
      encoding: 'utf8',
      stdio: 'pipe',
    })
    // "El Torito boot img :   1  BIOS  y   none  0x0000  0x00      4          35"
    const theirs = [...report.matchAll(/boot img : +\d+ +(\w+) +(\w) +(\w+) +(0x\w+) +0x\w+ +(\d+) +(\d+)/g)].map(
      ([, platform, bootable, emulation, segment, sectors, block]) => ({
        platform: platform === 'UEFI' ? 'efi' : 'bios',
        bootable: bootable === 'y',
        emulation,
        loadSegment: Number(segment),
        sectors: Number(sectors),
        block: Number(block),
        section: '',
        selective: false,
      }),
    )
    expect(theirs).toHaveLength(2)
    expect(entries).toEqual(theirs)
    const head = Buffer.alloc(1)
    for (const [index, letter] of ['b', 'e'].entries()) {
      await raw?.read(head, (entries[index]?.block ?? 0) * 2048)
      expect(head.toString()).toBe(letter)
    }
    await raw?.close()
    await medium.close()
  })
})

describeWith(['xorriso'], 'an emulated floppy of a real image', () => {
  it('comes out as a file of its own, that is left when the disc is closed', async () => {
    const tree = join(home, 'floppy')
    mkdirSync(tree)
    const floppy = patterned(1_474_560, 4)
    writeFileSync(join(tree, 'fdboot.img'), floppy)
    writeFileSync(join(tree, 'behind.bin'), patterned(5000, 2))
    const path = join(home, 'floppy.iso')
    run('xorriso', ['-as', 'mkisofs', '-quiet', '-R', '-b', 'fdboot.img', '-c', 'boot.cat', '-o', path, tree])
    const medium = await openMedium(path)
    const raw = await medium.openRaw()
    const [entry] = raw ? await readElTorito(raw) : []
    await raw?.close()
    expect(entry?.emulation).toBe('floppy-1.44M')
    const file = entry && (await openBootImage(medium, entry, '/fdboot.img'))
    await medium.close()
    expect(file?.path).toBe('/fdboot.img')
    expect(file && Buffer.compare(await bytesOf(file), floppy)).toBe(0)
  })
})

describe('a disc', () => {
  it('has no facts of a disk image, and no EFI loader where it has no such directory', async () => {
    const path = join(home, 'small.iso')
    writeFileSync(path, smallIso())
    const medium = await openMedium(path)
    expect(await imageFacts(medium)).toBeUndefined()
    expect(await hasEfiBoot(medium)).toBe(false)
    await medium.close()
  })
})
