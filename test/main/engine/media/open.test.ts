import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openMedium } from '../../../../main/engine/media/open'
import {
  descriptor,
  directory,
  marker,
  record,
  SECTOR,
  SMALL,
  smallIso,
  smallLayout,
  writeSparse,
} from '../../../support/iso'
import { contentOf } from '../../../support/media'

/** 1.2 GB in whole sectors. */
const MISSING_BYTES = 585_938 * SECTOR

let home: string

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'bootdrop-open-'))
})

afterEach(() => rmSync(home, { recursive: true }))

function put(name: string, content: Uint8Array | string): string {
  const path = join(home, name)
  writeFileSync(path, content)
  return path
}

/** An image whose header promises `blocks`. */
function promising(blocks: number): Buffer {
  return smallIso({ [SMALL.primary]: descriptor({ blocks, rootBlock: SMALL.root }) })
}

describe('what cannot be opened', () => {
  it('says that nothing is there', async () => {
    await expect(openMedium(join(home, 'gone.iso'))).rejects.toMatchObject({ code: 'medium-missing' })
    await expect(openMedium(join(put('file.img', 'x'), 'below'))).rejects.toMatchObject({ code: 'medium-missing' })
  })

  it('says that an empty path is none, and does not take the current folder', async () => {
    await expect(openMedium('')).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining('is empty') as string,
    })
  })

  it('says that a file is empty', async () => {
    await expect(openMedium(put('empty.iso', ''))).rejects.toMatchObject({ code: 'medium-empty' })
  })

  it('does not wait for ever at a FIFO', async () => {
    const path = join(home, 'fifo.iso')
    execFileSync('mkfifo', [path])
    await expect(openMedium(path)).rejects.toMatchObject({ code: 'medium-not-recognised' })
  })

  it('says that nothing is there behind a broken link', async () => {
    symlinkSync('nowhere', join(home, 'link.iso'))
    await expect(openMedium(join(home, 'link.iso'))).rejects.toMatchObject({ code: 'medium-missing' })
  })

  it.each<[string, Uint8Array | string, RegExp]>([
    ['a.iso', Buffer.from('7z\xbc\xaf\x27\x1c rest', 'latin1'), /a 7z archive\. Unpack it/],
    ['a.iso', gzipSync('content'), /looks like a text file/],
    ['a.img.gz', gzipSync(Buffer.alloc(70_000_000, 0x81)), /a gzip archive\. Unpack it/],
    ['a.iso', Buffer.from('PK\x03\x04zip'), /a zip archive\. Unpack it/],
    ['a.iso', Buffer.from('Rar!\x1a\x07zip', 'latin1'), /a RAR archive\. Unpack it/],
    ['a.iso', '<!DOCTYPE html><html><body>404</body></html>', /a web page/],
    ['a.iso', 'just some text\nand more\n', /a text file/],
    ['a.iso', Buffer.alloc(100_000), /begins with zeros only/],
    ['a.bin', Buffer.concat([Buffer.from([0]), Buffer.alloc(10, 0xff), Buffer.alloc(3000)]), /raw CD image/],
    ['a.iso', Buffer.alloc(100_000, 0x81), /no ISO 9660 file system in it/],
    ['a.dat', Buffer.alloc(1000, 0x81), /neither an ISO image nor any boot file/],
  ])('tells what %s is instead', async (name, content, words) => {
    await expect(openMedium(put(name, content))).rejects.toMatchObject({
      code: 'medium-not-recognised',
      message: expect.stringMatching(words) as string,
      exitCode: 4,
    })
  })
})

describe.skipIf(process.platform === 'win32')('without the right to read', () => {
  it('says so', async () => {
    const path = put('secret.iso', smallIso())
    chmodSync(path, 0o000)
    chmodSync(home, 0o755)
    // root may read everything: for as long as it takes, be nobody.
    const isRoot = process.getuid?.() === 0
    try {
      if (isRoot) process.seteuid?.(65534)
      await expect(openMedium(path)).rejects.toMatchObject({ code: 'medium-unreadable', details: { system: 'EACCES' } })
    } finally {
      if (isRoot) process.seteuid?.(0)
    }
  })
})

describe('a truncated image', () => {
  it('says how much is missing', async () => {
    const path = join(home, 'short.iso')
    const blocks = MISSING_BYTES / SECTOR + SMALL.blocks
    writeSparse(
      path,
      smallLayout({ [SMALL.primary]: descriptor({ blocks, rootBlock: SMALL.root }) }),
      SMALL.blocks * SECTOR,
    )
    await expect(openMedium(path)).rejects.toMatchObject({
      code: 'medium-truncated',
      message: 'short.iso is incomplete: the image is 1.2 GB shorter than its own header says. Download it again.',
      details: { missingBytes: MISSING_BYTES },
    })
  })

  it('is only a notice while no more than the usual padding is missing', async () => {
    const medium = await openMedium(put('a.iso', promising(SMALL.blocks + 150)))
    expect(medium.notices).toMatchObject([{ level: 'info', code: 'medium-slightly-short' }])
    await medium.close()
    await expect(openMedium(put('b.iso', promising(SMALL.blocks + 151)))).rejects.toMatchObject({
      code: 'medium-truncated',
    })
  })

  it('is noticed by an odd size', async () => {
    const medium = await openMedium(put('a.iso', Buffer.concat([smallIso(), Buffer.from('odd')])))
    expect(medium.notices).toMatchObject([{ level: 'warning', code: 'medium-odd-size' }])
    await medium.close()
  })

  it('may be longer than its header says', async () => {
    const medium = await openMedium(put('a.iso', Buffer.concat([smallIso(), Buffer.alloc(SECTOR * 1000)])))
    expect(medium.notices).toEqual([])
    await medium.close()
  })

  it('is an error or a notice wherever it is cut', async () => {
    const whole = smallIso({ [SMALL.primary]: descriptor({ blocks: SMALL.blocks + 200, rootBlock: SMALL.root }) })
    for (let length = 1; length < whole.length; length += 509) {
      const path = put('cut.iso', whole.subarray(0, length))
      await expect(openMedium(path)).rejects.toMatchObject({
        code: expect.stringMatching(/^medium-(truncated|not-recognised)$/) as string,
      })
    }
  })
})

describe('UDF whose descriptors are not there', () => {
  const vrs = { 18: marker(0, 'BEA01'), 19: marker(0, 'NSR02') }
  const rootOf = (...names: string[]) => ({
    [SMALL.root]: directory(
      { block: SMALL.root },
      names.map((name) => record({ name, block: SMALL.kernel, length: 6 })),
    ),
  })
  // The markers need room before the root directory, which stands in sector 20.
  const images: [string, Buffer][] = [
    ['alone', smallIso({ 16: marker(0, 'BEA01'), 17: marker(0, 'NSR03'), 18: marker(0, 'TEA01') })],
    ['with a README beside it', smallIso({ ...vrs, ...rootOf('README.TXT;1') })],
    ['with an empty ISO side', smallIso({ ...vrs, ...rootOf() })],
  ]

  it.each(images)('%s is told apart from one that is cut off', async (_how, bytes) => {
    await expect(openMedium(put('win.iso', bytes))).rejects.toMatchObject({
      code: 'medium-truncated',
      message: expect.stringContaining('is a UDF image') as string,
    })
    const long = Buffer.concat([bytes, Buffer.alloc(300 * SECTOR)])
    await expect(openMedium(put('win.iso', long))).rejects.toMatchObject({
      code: 'medium-damaged',
      message: expect.stringContaining('no anchor volume descriptor. Download it again.') as string,
    })
  })

  it('does not matter beside a full ISO side', async () => {
    const medium = await openMedium(put('bridge.iso', smallIso({ ...vrs, ...rootOf('BOOT.;1', 'README.TXT;1') })))
    expect((await medium.list('/')).length).toBe(2)
    await medium.close()
  })
})

describe('a single file', () => {
  it.each<[string, Uint8Array]>([
    ['loader.EFI', Buffer.from('MZ\x90\0rest', 'latin1')],
    ['memtest.bin', Buffer.alloc(1000, 0x81)],
    ['no-ending', Buffer.concat([Buffer.alloc(510, 0x81), Buffer.from([0x55, 0xaa])])],
    ['script.ipxe', Buffer.from('#!ipxe\nshell\n')],
  ])('%s is a medium with one file', async (name, content) => {
    const path = put(name, content)
    const medium = await openMedium(path)
    expect(medium.identity).toMatchObject({ path, fileName: name, filesystem: 'file', size: content.length })
    expect((await medium.list('/')).map((entry) => entry.path)).toEqual([`/${name}`])
    expect(await contentOf(medium, `/${name.toLowerCase()}`)).toBe(Buffer.from(content).toString('utf8'))
    expect(await medium.stat('/other')).toBeUndefined()
    await expect(medium.open('/other')).rejects.toMatchObject({ code: 'medium-file-missing' })
    await expect(medium.list(`/${name}`)).rejects.toMatchObject({ code: 'medium-file-missing' })
    await medium.close()
    await medium.close()
  })
})

describe('identity', () => {
  it('stays the same for the same image, and differs for another', async () => {
    const first = await openMedium(put('a b (1).ISO', smallIso()))
    const second = await openMedium(put('a b (1).ISO', smallIso()))
    const other = await openMedium(put('other.img', smallIso()))
    expect(second.identity).toEqual(first.identity)
    expect(other.identity.id).not.toBe(first.identity.id)
    expect(first.identity.fileName).toBe('a_b_1_.iso')
    expect(other.identity.fileName).toBe('other.img.iso')
    for (const medium of [first, second, other]) await medium.close()
  })

  it('opens from a relative path and through a link', async () => {
    const path = put('a.iso', smallIso())
    mkdirSync(join(home, 'links'))
    symlinkSync(path, join(home, 'links', 'b.iso'))
    const medium = await openMedium(relative(process.cwd(), join(home, 'links', 'b.iso')))
    expect(medium.identity.path).toBe(join(home, 'links', 'b.iso'))
    await medium.close()
  })

  it('leaves nothing open after a refusal', async () => {
    const path = put('short.iso', promising(100_000))
    const openFiles = () => execFileSync('ls', ['-l', `/proc/${process.pid}/fd`], { encoding: 'utf8' })
    await expect(openMedium(path)).rejects.toMatchObject({ code: 'medium-truncated' })
    truncateSync(path, 0)
    await expect(openMedium(path)).rejects.toMatchObject({ code: 'medium-empty' })
    if (process.platform === 'linux') expect(openFiles()).not.toContain(home)
  })
})
