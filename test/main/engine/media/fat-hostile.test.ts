import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BootdropError } from '../../../../main/engine/errors'
import { parseBootSector } from '../../../../main/engine/media/fat/boot-sector'
import { parseDirectory } from '../../../../main/engine/media/fat/directory'
import { foreignFileSystem } from '../../../../main/engine/media/fat/foreign'
import { isUsableName } from '../../../../main/engine/media/iso/text'
import { imageFacts } from '../../../../main/engine/media/image/facts'
import { parseMbr } from '../../../../main/engine/media/image/mbr'
import { openMedium } from '../../../../main/engine/media/open'
import { END_OF_CHAIN, entry, fatImage, longEntries, placesOf, SECTOR } from '../../../support/fat'
import { patterned } from '../../../support/isoTree'

/** How many entries a test reads of one image: in a hostile one, ways multiply with every directory that is shared. */
const MAX_ENTRIES = 200

let home: string
let path: string

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'bootdrop-fat-hostile-'))
  path = join(home, 'hostile.img')
})

afterAll(() => rmSync(home, { recursive: true }))

async function orRefuse<T>(act: () => Promise<T>): Promise<T | undefined> {
  try {
    return await act()
  } catch (error) {
    if (error instanceof BootdropError) return undefined
    throw error
  }
}

/** Does everything that can be done with an image. @throws what is no BootdropError */
async function useAll(bytes: Uint8Array): Promise<void> {
  writeFileSync(path, bytes)
  await orRefuse(async () => {
    const medium = await openMedium(path)
    try {
      await imageFacts(medium)
      const todo = ['/']
      for (let seen = 0, here = todo.pop(); here !== undefined && seen < MAX_ENTRIES; here = todo.pop()) {
        const directory = here
        for (const found of (await orRefuse(() => medium.list(directory))) ?? []) {
          seen += 1
          if (found.kind === 'directory') todo.push(found.path)
          else await orRefuse(() => readSome(found.path))
        }
      }
      async function readSome(of: string): Promise<void> {
        const file = await medium.open(of)
        try {
          expect(await file.read(Buffer.alloc(5000), 0)).toBe(Math.min(5000, file.size))
        } finally {
          await file.close()
        }
      }
    } finally {
      await medium.close()
    }
  })
}

function sample(bits: 12 | 16 | 32): Buffer {
  const loader = patterned(SECTOR * 3, 1)
  return fatImage({
    bits,
    root: [
      entry({ name: 'LABEL', attributes: 0x08 }),
      ...longEntries('a directory', 'ADIREC~1   '),
      entry({ name: 'ADIREC~1', cluster: 10, attributes: 0x10 }),
      entry({ name: 'LOADER  EFI', cluster: 20, size: loader.length }),
    ],
    data: {
      10: Buffer.concat([
        entry({ name: '.', cluster: 10, attributes: 0x10 }),
        entry({ name: '..', attributes: 0x10 }),
        entry({ name: 'INNER', cluster: 30, size: 700 }),
        entry({ name: 'DEEPER', cluster: 11, attributes: 0x10 }),
      ]),
      20: loader,
    },
    table: { 10: END_OF_CHAIN, 11: END_OF_CHAIN, 20: 21, 21: 22, 22: END_OF_CHAIN, 30: 31, 31: END_OF_CHAIN },
  })
}

describe.each([12, 16, 32] as const)(
  'whatever is in a FAT%i image, opening, listing and reading it end well or with a plain error',
  (bits) => {
    const image = sample(bits)
    const places = placesOf({ bits })
    const structures: readonly (readonly [number, number])[] = [
      [0, 90],
      [places.table, 130],
      [places.root, 32 * 5],
      [places.data + 8 * SECTOR, 32 * 4],
    ]
    const place = fc
      .constantFrom(...structures)
      .chain(([start, length]) => fc.integer({ min: start, max: start + length - 1 }))

    it('with bytes changed in its structures', { timeout: 60_000 }, async () => {
      const changes = fc.array(fc.tuple(place, fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 6 })
      await fc.assert(
        fc.asyncProperty(changes, async (all) => {
          const bytes = Buffer.from(image)
          for (const [at, value] of all) bytes[at] = value
          await useAll(bytes)
        }),
        { numRuns: 150 },
      )
    })

    it('with any bytes as its table and its directories', { timeout: 60_000 }, async () => {
      const some = fc.uint8Array({ minLength: 1, maxLength: 150 })
      await fc.assert(
        fc.asyncProperty(some, some, some, async (table, root, directory) => {
          const bytes = Buffer.from(image)
          bytes.set(table, places.table)
          bytes.set(root, places.root)
          bytes.set(directory, places.data + 8 * SECTOR)
          await useAll(bytes)
        }),
        { numRuns: 80 },
      )
    })

    it('cut anywhere', { timeout: 60_000 }, async () => {
      await fc.assert(
        fc.asyncProperty(place, async (length) => useAll(image.subarray(0, Math.max(1, length)))),
        { numRuns: 50 },
      )
    })
  },
)

describe('whatever is in a partition table, opening it ends well or with a plain error', () => {
  it('with any bytes as entries', { timeout: 60_000 }, async () => {
    const word = fc.oneof(fc.nat(300), fc.constantFrom(0xffff_ffff, 0x8000_0000, 0x7fff_ffff))
    const type = fc.constantFrom(0, 0x01, 0x05, 0x0c, 0x0f, 0x83, 0xee, 0xef)
    const entries = fc.array(fc.tuple(type, word, word), { maxLength: 4 })
    await fc.assert(
      fc.asyncProperty(entries, entries, async (first, second) => {
        const image = Buffer.alloc(300 * SECTOR, 7)
        for (const [at, table] of [
          [0, first],
          [20 * SECTOR, second],
        ] as const) {
          image.fill(0, at + 446, at + 510)
          for (const [index, [kind, start, sectors]] of table.entries()) {
            image.writeUInt8(kind, at + 446 + index * 16 + 4)
            image.writeUInt32LE(start, at + 446 + index * 16 + 8)
            image.writeUInt32LE(sectors, at + 446 + index * 16 + 12)
          }
          image.writeUInt16LE(0xaa55, at + 510)
        }
        image.set(sample(12).subarray(0, 100 * SECTOR), 63 * SECTOR)
        await useAll(image)
      }),
      { numRuns: 200 },
    )
  })
})

describe('the parsers take any bytes', () => {
  const anything = fc.uint8Array({ maxLength: 1500 })

  it('as a boot sector: a layout that lies within what it claims, or none', () => {
    const sector = sample(12).subarray(0, SECTOR)
    const field = fc.tuple(fc.integer({ min: 11, max: 60 }), fc.integer({ min: 0, max: 255 }))
    fc.assert(
      fc.property(fc.array(field, { maxLength: 8 }), (changes) => {
        const bytes = Buffer.from(sector)
        for (const [at, value] of changes) bytes[at] = value
        const layout = parseBootSector(bytes)
        if (!layout) return
        expect(layout.dataStart + layout.clusters * layout.clusterBytes).toBeLessThanOrEqual(layout.sizeBytes)
        expect(layout.tableStart + layout.tableBytes).toBeLessThanOrEqual(layout.dataStart)
      }),
      { numRuns: 2000 },
    )
    fc.assert(fc.property(anything, (bytes) => void parseBootSector(bytes)))
  })

  it('as a directory: only names that can stand in a path', () => {
    fc.assert(
      fc.property(anything, fc.boolean(), (bytes, isFat32) => {
        for (const { name } of parseDirectory(bytes, isFat32).nodes) expect(isUsableName(name)).toBe(true)
      }),
    )
  })

  it('as a partition table or another file system', () => {
    fc.assert(
      fc.property(anything, (bytes) => {
        parseMbr(bytes)
        foreignFileSystem(bytes)
      }),
    )
  })
})

describe('a small image that claims to be a big one', () => {
  it('with every cluster of FAT32 in one file is refused, and soon', async () => {
    const image = fatImage({ bits: 32, root: [entry({ name: 'ALL', cluster: 3, size: 0xffff_ffff })] })
    image.writeUInt32LE(0xffff_ffff, 32)
    image.writeUInt32LE(0x0020_0000, 36)
    await useAll(image)
  })
})
