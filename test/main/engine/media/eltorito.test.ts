import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { execFileSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseBootCatalogue, readElTorito } from '../../../../main/engine/media/eltorito'
import { memoryFile } from '../../../../main/engine/media/files'
import { openMedium } from '../../../../main/engine/media/open'
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
function validation(platform: number): Buffer {
  const bytes = row(1, platform)
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
    const catalogue = Buffer.concat([
      validation(0),
      bios,
      row(0x90, 0xef, 1, 0),
      efi,
      row(0x44, 0, 1),
      row(0x91, 0x00, 1, 0),
      floppy,
      Buffer.alloc(64),
    ])
    expect(parseBootCatalogue(catalogue)).toEqual([
      { platform: 'bios', bootable: true, emulation: 'none', loadSegment: 0, sectors: 4, block: 42 },
      { platform: 'efi', bootable: true, emulation: 'none', loadSegment: 0, sectors: 4096, block: 256 },
      { platform: 'bios', bootable: true, emulation: 'floppy-1.44M', loadSegment: 0x7c0, sectors: 1, block: 43 },
    ])
  })

  it('is none without its key bytes', () => {
    expect(parseBootCatalogue(Buffer.concat([row(1, 0), bios]))).toEqual([])
  })

  it('ends where the bytes end, whatever a section promises', () => {
    expect(parseBootCatalogue(Buffer.concat([validation(0xef), efi, row(0x91, 0, 0xff, 0xff), bios]))).toHaveLength(2)
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
