import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { glob } from '../../../../main/engine/media/glob'
import type { Medium } from '../../../../main/engine/media/medium'
import { openMedium } from '../../../../main/engine/media/open'
import {
  descriptor,
  directory,
  imageOf,
  KERNEL,
  marker,
  record,
  S_IFDIR,
  S_IFLNK,
  S_IFREG,
  SECTOR,
  SMALL,
  smallIso,
  smallLayout,
  susp,
  writeSparse,
  type RecordOptions,
} from '../../../support/iso'
import { bytesOf, contentOf, walk } from '../../../support/media'

let home: string
let opened: Medium[]

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'bootdrop-iso-'))
  opened = []
})

afterEach(async () => {
  for (const medium of opened) await medium.close()
  rmSync(home, { recursive: true })
})

async function openImage(bytes: Uint8Array): Promise<Medium> {
  const path = join(home, 'handmade.iso')
  writeFileSync(path, bytes)
  const medium = await openMedium(path)
  opened.push(medium)
  return medium
}

/** The small image with other records in its root. */
function withRoot(...records: RecordOptions[]): Buffer {
  return smallIso({
    [SMALL.root]: directory({ block: SMALL.root, systemUse: [susp.sp(), susp.er()] }, records.map(record)),
  })
}

describe('Rock Ridge on an image made by hand', () => {
  it('reads a name that goes on in a continuation area, and a link to it', async () => {
    const medium = await openImage(smallIso())
    expect((await walk(medium)).map((entry) => entry.path)).toEqual([
      '/boot',
      '/link',
      '/boot/vmlinuz-with-a-long-name',
    ])
    expect(await contentOf(medium, '/link')).toBe(KERNEL)
  })

  it('joins a link target from components and entries that go on', async () => {
    const first = susp.sl(
      [
        [0x08, ''],
        [0, 'boot'],
        [0x02, ''],
        [0x01, 'vmlinuz-'],
      ],
      1,
    )
    const second = susp.sl([[0, 'with-a-long-name']])
    const link = { name: 'L', block: 0, length: 0, systemUse: [susp.px(S_IFLNK), first, second] }
    const medium = await openImage(withRoot(link))
    expect((await medium.list('/'))[0]?.target).toBe('/boot/./vmlinuz-with-a-long-name')
  })

  it.each([
    ['short', susp.tf([120, 5, 6, 7, 8, 9, 4]), Date.UTC(2020, 4, 6, 6, 8, 9)],
    ['long', susp.tfLong('2021020304050607'), Date.UTC(2021, 1, 3, 4, 5, 6, 70)],
  ])('reads the %s form of the modification time', async (_form, tf, time) => {
    const file = { name: 'F', block: SMALL.kernel, length: 5, systemUse: [susp.px(S_IFREG), tf] }
    const medium = await openImage(withRoot(file))
    expect((await medium.stat('/F'))?.mtime).toBe(time)
  })

  it('shows a relocated directory in its own place only', async () => {
    const moved = { name: 'MOVED', block: SMALL.boot, length: SECTOR, flags: 2, systemUse: [susp.re()] }
    const place = { name: 'PLACE', block: SMALL.boot, length: SECTOR, systemUse: [susp.cl(SMALL.boot)] }
    const medium = await openImage(withRoot(moved, place))
    expect((await medium.list('/')).map((entry) => [entry.name, entry.kind])).toEqual([['PLACE', 'directory']])
    expect(await medium.stat('/place/vmlinuz-with-a-long-name')).toBeDefined()
  })

  it('leaves out devices, and names that cannot stand in a path', async () => {
    const at = { block: SMALL.kernel, length: 1 }
    const medium = await openImage(
      withRoot(
        { ...at, name: 'NULL', systemUse: [susp.px(0o020666)] },
        { ...at, name: 'A/B', systemUse: [susp.nm('../../etc/passwd')] },
        { ...at, name: 'OK', systemUse: [susp.nm('..')] },
      ),
    )
    expect((await medium.list('/')).map((entry) => entry.name)).toEqual(['OK'])
  })

  it('reads system use after the bytes that SP says to skip, and SP after CD-ROM XA data', async () => {
    const skipped = [Buffer.alloc(14, 0xff), susp.px(S_IFREG), susp.nm('named')]
    const medium = await openImage(
      smallIso({
        [SMALL.root]: directory({ block: SMALL.root, systemUse: [Buffer.alloc(14), susp.sp(14), susp.er()] }, [
          record({ name: 'X', block: SMALL.kernel, length: 3, systemUse: skipped }),
        ]),
      }),
    )
    expect(await contentOf(medium, '/named')).toBe('ker')
  })

  it('stops at ST', async () => {
    const medium = await openImage(
      withRoot({ name: 'X', block: SMALL.kernel, length: 3, systemUse: [susp.st(), susp.nm('hidden')] }),
    )
    expect((await medium.list('/')).map((entry) => entry.name)).toEqual(['X'])
  })
})

describe('other layouts', () => {
  it('skips extended attributes before the data of a file', async () => {
    const bytes = record({ name: 'X', block: SMALL.kernel - 1, length: 3 })
    bytes[1] = 1
    const medium = await openImage(
      smallIso({ [SMALL.root]: directory({ block: SMALL.root, systemUse: [susp.sp(), susp.er()] }, [bytes]) }),
    )
    expect(await contentOf(medium, '/X')).toBe('ker')
  })

  it('reads logical blocks of 512 bytes', async () => {
    const medium = await openImage(
      smallIso({
        [SMALL.primary]: descriptor({ blocks: SMALL.blocks * 4, rootBlock: SMALL.root * 4, blockBytes: 512 }),
        [SMALL.root]: directory({ block: SMALL.root * 4 }, [
          record({ name: 'X', block: SMALL.kernel * 4 + 1, length: 9 }),
        ]),
      }),
    )
    expect(await contentOf(medium, '/x')).toBe(KERNEL.slice(512, 521))
  })

  it('takes the newest of several versions of a file', async () => {
    const medium = await openImage(
      smallIso({
        [SMALL.root]: directory({ block: SMALL.root }, [
          record({ name: 'X.TXT;2', block: SMALL.kernel, length: 6 }),
          record({ name: 'X.TXT;1', block: SMALL.kernel, length: 3 }),
        ]),
      }),
    )
    expect(await medium.list('/')).toMatchObject([{ name: 'X.TXT', size: 6 }])
  })

  it('refuses interleaved data rather than serve the wrong bytes', async () => {
    const bytes = record({ name: 'X', block: SMALL.kernel, length: 3 })
    bytes[26] = 1
    const medium = await openImage(smallIso({ [SMALL.root]: directory({ block: SMALL.root }, [bytes]) }))
    await expect(medium.open('/X')).rejects.toMatchObject({ code: 'medium-damaged' })
  })

  it('prefers Rock Ridge over Joliet', async () => {
    const medium = await openImage(
      smallIso({
        17: descriptor({ type: 2, blocks: SMALL.blocks, rootBlock: SMALL.boot, escapes: '%/E' }),
        18: marker(255, 'CD001'),
      }),
    )
    expect(medium.identity.filesystem).toBe('iso9660+rockridge')
  })
})

describe('a file above 4 GiB', () => {
  const GIB = 1024 ** 3
  const section = 4 * GIB - SECTOR
  const total = section + 1_000_000
  const first = 30

  async function openBig(): Promise<Medium> {
    const path = join(home, 'big.iso')
    const last = first + section / SECTOR
    const blocks = last + 500
    const layout = smallLayout({
      [SMALL.primary]: descriptor({ blocks, rootBlock: SMALL.root }),
      [SMALL.root]: directory({ block: SMALL.root }, [
        record({ name: 'BIG.WIM;1', block: first, length: section, flags: 0x80 }),
        record({ name: 'BIG.WIM;1', block: last, length: total - section }),
        record({ name: 'NEXT.;1', block: SMALL.kernel, length: 6 }),
      ]),
      [last - 1]: Buffer.alloc(SECTOR, 'a'),
      [last]: Buffer.alloc(SECTOR, 'b'),
      [last + 488]: Buffer.alloc(SECTOR, 'c'),
    })
    writeSparse(path, layout, blocks * SECTOR)
    const medium = await openMedium(path)
    opened.push(medium)
    return medium
  }

  it('is one file of its whole size', async () => {
    const medium = await openBig()
    expect(await medium.list('/')).toMatchObject([
      { name: 'BIG.WIM', size: total },
      { name: 'NEXT', size: 6 },
    ])
  })

  it('is read across the seam of its sections, and ends where it should', async () => {
    const file = await (await openBig()).open('/big.wim')
    const seam = Buffer.alloc(8)
    expect(await file.read(seam, section - 4)).toBe(8)
    expect(seam.toString()).toBe('aaaabbbb')
    const end = Buffer.alloc(100)
    expect(await file.read(end, total - 10)).toBe(10)
    expect(end.subarray(0, 10).toString()).toBe('cccccccccc')
    expect(await file.read(end, total)).toBe(0)
    await file.close()
  })
})

describe('a damaged or hostile image', () => {
  const boot = (block: number, length = SECTOR) =>
    record({ name: 'BOOT', block, length, flags: 2, systemUse: [susp.px(S_IFDIR), susp.nm('boot')] })
  const root = (...records: Uint8Array[]) =>
    smallIso({ [SMALL.root]: directory({ block: SMALL.root, systemUse: [susp.sp(), susp.er()] }, records) })

  it.each([
    ['is its own parent', root(boot(SMALL.root))],
    ['lies beyond the end', root(boot(1_000_000))],
    ['reaches beyond the end', root(boot(SMALL.boot, SECTOR * 100))],
    ['claims gigabytes', root(boot(SMALL.boot, 0xfffff800))],
    ['is all zeros', smallIso({ [SMALL.boot]: Buffer.alloc(SECTOR) })],
    ['is a file', root(boot(SMALL.kernel))],
    [
      'has a record that is too short',
      smallIso({ [SMALL.boot]: directory({ block: SMALL.boot }, [Buffer.from([5, 0, 0, 0, 0])]) }),
    ],
    [
      'has a record that crosses its sector',
      smallIso({ [SMALL.boot]: directory({ block: SMALL.boot }, [Buffer.alloc(1900, 0xf0)]) }),
    ],
    [
      'has continuation areas that go in a circle',
      smallIso({
        [SMALL.continuation]: Buffer.concat([Buffer.alloc(10), susp.ce(SMALL.continuation, 10, 28)]),
        [SMALL.boot]: directory({ block: SMALL.boot }, [
          record({ name: 'X', block: 0, length: 0, systemUse: [susp.ce(SMALL.continuation, 10, 28)] }),
        ]),
      }),
    ],
    [
      'has a continuation area beyond the end',
      smallIso({
        [SMALL.boot]: directory({ block: SMALL.boot }, [
          record({ name: 'X', block: 0, length: 0, systemUse: [susp.ce(9_999_999, 0, 20)] }),
        ]),
      }),
    ],
    [
      'stands for a relocated one beyond the end',
      smallIso({
        [SMALL.boot]: directory({ block: SMALL.boot }, [
          record({ name: 'X', block: 0, length: 0, systemUse: [susp.cl(9_999_999)] }),
        ]),
      }),
    ],
  ])('names the directory that %s, and goes on with the rest', async (_what, bytes) => {
    const medium = await openImage(bytes)
    await expect(medium.list('/boot')).rejects.toMatchObject({
      code: 'medium-damaged',
      details: { directory: '/boot' },
    })
    expect(await glob(medium, '/*/*')).toEqual([])
    expect(medium.notices).toMatchObject([{ code: 'medium-damaged' }])
    expect((await medium.list('/')).length).toBeGreaterThan(0)
  })

  it('cannot be opened when its root is damaged', async () => {
    await expect(openImage(smallIso({ [SMALL.root]: Buffer.alloc(SECTOR) }))).rejects.toMatchObject({
      code: 'medium-damaged',
      details: { directory: '/' },
    })
  })

  it('names the file that lies beyond the end, when it is asked for', async () => {
    const medium = await openImage(withRoot({ name: 'X', block: SMALL.blocks, length: 1 }))
    await expect(medium.open('/X')).rejects.toMatchObject({ code: 'medium-damaged', details: { file: '/X' } })
  })

  it('may have empty files anywhere', async () => {
    const medium = await openImage(withRoot({ name: 'X', block: 0xffffffff, length: 0 }))
    expect(await contentOf(medium, '/X')).toBe('')
  })

  it('ends a way down through two directories that contain each other', async () => {
    const medium = await openImage(
      smallIso({
        [SMALL.boot]: directory({ block: SMALL.boot }, [
          record({ name: 'UP', block: SMALL.root, length: SECTOR, flags: 2 }),
        ]),
      }),
    )
    await expect(medium.list('/boot/up')).rejects.toMatchObject({
      code: 'medium-damaged',
      details: { directory: '/boot/UP' },
    })
  })

  it('ends a chain of links', async () => {
    const links = Array.from({ length: 60 }, (_, index) => ({
      name: `L${index}`,
      block: 0,
      length: 0,
      systemUse: [susp.px(S_IFLNK), susp.sl([[0, `L${index + 1}`]])],
    }))
    const records = links.map(record)
    const bytes = directory({ block: 30, length: SECTOR * 5, systemUse: [susp.sp(), susp.er()] }, records)
    const medium = await openImage(
      imageOf(
        {
          [SMALL.primary]: descriptor({ blocks: 40, rootBlock: 30, rootLength: bytes.length }),
          [SMALL.terminator]: marker(255, 'CD001'),
          30: bytes,
        },
        40,
      ),
    )
    expect(await medium.stat('/L0')).toBeUndefined()
    expect((await medium.list('/')).length).toBe(60)
  })
})

describe('reading', () => {
  it('gives bytes in any piece size, and none from outside the file', async () => {
    const medium = await openImage(smallIso())
    for (const pieceBytes of [1, 7, 2048, 5000]) {
      expect((await bytesOf(await medium.open('/link'), pieceBytes)).toString()).toBe(KERNEL)
    }
  })

  it('goes on for files that are open when the medium is closed', async () => {
    const medium = await openImage(smallIso())
    const file = await medium.open('/link')
    await medium.close()
    expect((await bytesOf(file)).toString()).toBe(KERNEL)
    await expect(medium.open('/link')).rejects.toMatchObject({ code: 'medium-unreadable' })
  })
})
