import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BootdropError } from '../../../../main/engine/errors'
import { parseBootCatalogue, readElTorito } from '../../../../main/engine/media/eltorito'
import { memoryFile } from '../../../../main/engine/media/files'
import { glob } from '../../../../main/engine/media/glob'
import { parseRecords } from '../../../../main/engine/media/iso/record'
import { readRockRidge } from '../../../../main/engine/media/iso/rockridge'
import { parseSystemUse, systemUseSkip } from '../../../../main/engine/media/iso/susp'
import { parseVolumes } from '../../../../main/engine/media/iso/volume'
import type { Medium } from '../../../../main/engine/media/medium'
import { openMedium } from '../../../../main/engine/media/open'
import { looksLike } from '../../../../main/engine/media/sniff'
import { Damage } from '../../../../main/engine/media/udf/damage'
import { parseDirectory, parseLinkTarget } from '../../../../main/engine/media/udf/directory'
import { parseFileEntry } from '../../../../main/engine/media/udf/entry'
import { parseTag } from '../../../../main/engine/media/udf/tag'
import { decodeCs0, decodeDstring } from '../../../../main/engine/media/udf/text'
import { bootRecord, descriptor, marker, SECTOR, SMALL, smallIso, susp } from '../../../support/iso'
import { mutated, victims } from '../../../support/iso-hostile'
import { bytesOf } from '../../../support/media'

/** How many entries a test reads of one image: in a hostile one, ways multiply with every directory that is shared. */
const MAX_ENTRIES = 300
/** Of each kind of image. */
const COPIES = 300

let home: string
let path: string

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'bootdrop-hostile-'))
  path = join(home, 'hostile.iso')
})

afterAll(() => rmSync(home, { recursive: true }))

/** Does everything that can be done with an image; gives whether it could be opened. @throws what is no BootdropError */
async function useAll(bytes: Uint8Array): Promise<boolean> {
  writeFileSync(path, bytes)
  const opened = await orRefuse(async () => {
    const medium = await openMedium(path)
    try {
      await useTree(medium)
      await orRefuse(() => glob(medium, '/*/*'))
      const raw = await medium.openRaw()
      if (raw) await readElTorito(raw)
      await raw?.close()
      return true
    } finally {
      await medium.close()
    }
  })
  return opened ?? false
}

async function useTree(medium: Medium): Promise<void> {
  const todo = ['/']
  let seen = 0
  for (let directory = todo.pop(); directory !== undefined; directory = todo.pop()) {
    const here = directory
    const entries = (await orRefuse(() => medium.list(here))) ?? []
    for (const entry of entries) {
      seen += 1
      if (seen > MAX_ENTRIES) return
      await orRefuse(() => medium.stat(entry.path))
      if (entry.kind === 'directory') todo.push(entry.path)
      else await orRefuse(async () => readSome(medium, entry.path))
    }
  }
}

async function readSome(medium: Medium, of: string): Promise<void> {
  const file = await medium.open(of)
  try {
    const got = await file.read(Buffer.alloc(5000), 0)
    expect(got).toBe(Math.min(5000, file.size))
  } finally {
    await file.close()
  }
}

async function damageOnly(act: () => unknown): Promise<void> {
  try {
    await act()
  } catch (error) {
    expect(error).toBeInstanceOf(Damage)
  }
}

async function orRefuse<T>(act: () => Promise<T>): Promise<T | undefined> {
  try {
    return await act()
  } catch (error) {
    if (error instanceof BootdropError) return undefined
    throw error
  }
}

const image = smallIso({
  [SMALL.terminator]: bootRecord(19),
  18: marker(255, 'CD001'),
  [SMALL.primary]: descriptor({ blocks: SMALL.blocks, rootBlock: SMALL.root }),
})
/** The parts of the image that are read as structures. */
const structures: readonly (readonly [number, number])[] = [
  [SMALL.primary * SECTOR, SECTOR],
  [SMALL.root * SECTOR, 400],
  [SMALL.boot * SECTOR, 250],
  [SMALL.continuation * SECTOR, 40],
]
const place = fc
  .constantFrom(...structures)
  .chain(([start, length]) => fc.integer({ min: start, max: start + length - 1 }))

describe(
  'whatever is in an image, opening, listing and reading it end well or with a plain error',
  { timeout: 60_000 },
  () => {
    it('with bytes flipped in its structures', async () => {
      const flips = fc.array(fc.tuple(place, fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 6 })
      await fc.assert(
        fc.asyncProperty(flips, async (changes) => {
          const bytes = Buffer.from(image)
          for (const [at, value] of changes) bytes[at] = value
          await useAll(bytes)
        }),
        { numRuns: 500 },
      )
    })

    it('with any bytes as its directories and continuation areas', async () => {
      const sector = fc.uint8Array({ minLength: 0, maxLength: 200 })
      await fc.assert(
        fc.asyncProperty(sector, sector, async (boot, continuation) => {
          const whole = Buffer.from(image)
          whole.set(boot, SMALL.boot * SECTOR + 68)
          whole.set(continuation, SMALL.continuation * SECTOR)
          await useAll(whole)
        }),
        { numRuns: 200 },
      )
    })

    it('cut anywhere in its structures', async () => {
      await fc.assert(
        fc.asyncProperty(place, async (length) => void (await useAll(image.subarray(0, length)))),
        { numRuns: 200 },
      )
    })
  },
)

describe('broken copies of good images', () => {
  it.each(victims().map((victim) => [victim.name, victim] as const))(
    '%s: opening, listing and reading end well or with a plain error',
    { timeout: 120_000 },
    async (_name, victim) => {
      let opened = 0
      for (let seed = 1; seed <= COPIES; seed += 1) {
        const could = await useAll(mutated(victim, seed)).catch((error: unknown) => {
          throw new Error(`seed ${seed}`, { cause: error })
        })
        if (could) opened += 1
      }
      // Copies that are all refused at the door would try nothing behind it; ones that are all taken would not be broken.
      expect(opened).toBeGreaterThan(COPIES / 10)
      expect(opened).toBeLessThan(COPIES)
    },
  )
})

describe('the parsers take any bytes', () => {
  const anything = fc.uint8Array({ maxLength: 3000 })
  it('as volume descriptors', () => {
    const fill = (bytes: Uint8Array) => {
      const sector = marker(1, 'CD001')
      sector.set(bytes.subarray(0, SECTOR - 7), 7)
      return sector
    }
    fc.assert(fc.property(anything, (bytes) => void parseVolumes(fill(bytes))))
    fc.assert(fc.property(anything, (bytes) => void parseVolumes(bytes)))
  })

  it('as directory records: whole ones, or a problem', () => {
    fc.assert(
      fc.property(anything, (bytes) => {
        const { records, problem } = parseRecords(bytes)
        for (const record of records) expect(record.identifier.length).toBeGreaterThan(0)
        if (problem === undefined && records.length === 0)
          expect(bytes.every((_, at) => at % SECTOR || bytes[at] === 0)).toBe(true)
      }),
    )
  })

  it('as system use areas', () => {
    const signature = fc.constantFrom('NM', 'SL', 'PX', 'TF', 'CE', 'CL', 'RE', 'ST', 'SP', 'ER', 'XX')
    const some = fc.array(fc.tuple(signature, fc.uint8Array({ maxLength: 40 })), { maxLength: 8 })
    fc.assert(
      fc.property(some, fc.integer({ min: -3, max: 3 }), (entries, wrong) => {
        const area = Buffer.concat(
          entries.map(([name, data]) =>
            Buffer.concat([Buffer.from(name), Buffer.from([data.length + 4 + wrong, 1]), data]),
          ),
        )
        readRockRidge(parseSystemUse(area).entries)
        systemUseSkip(area)
      }),
    )
  })

  it('as tags, file entries, directories and link targets of UDF', async () => {
    await fc.assert(
      fc.asyncProperty(anything, async (bytes) => {
        parseTag(bytes)
        await damageOnly(() => parseFileEntry(bytes))
        await damageOnly(() => parseDirectory(bytes, 100))
        parseLinkTarget(bytes)
        decodeCs0(bytes)
        decodeDstring(bytes)
      }),
    )
  })

  it('as a boot catalogue', () => {
    fc.assert(fc.property(anything, (bytes) => void parseBootCatalogue(bytes)))
  })

  it('as the beginning of a file', () => {
    fc.assert(fc.property(anything, (bytes) => void looksLike(bytes)))
  })
})

describe('a continuation that comes back to its own record', () => {
  it('ends', async () => {
    await useAll(smallIso({ [SMALL.continuation]: susp.ce(SMALL.continuation, 0, 28) }))
  })
})

describe('a file in memory', () => {
  it('gives the bytes that were asked for, and none beyond', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 100 }), fc.nat(120), fc.nat(50), async (bytes, position, length) => {
        const target = Buffer.alloc(length)
        const got = await memoryFile('/x', bytes).read(target, position)
        expect(target.subarray(0, got)).toEqual(Buffer.from(bytes.subarray(position, position + length)))
      }),
    )
    expect((await bytesOf(memoryFile('/x', Buffer.from('abc')))).toString()).toBe('abc')
  })

  it('has an entity tag for its content', () => {
    const one = memoryFile('/x', Buffer.from('one'))
    expect(memoryFile('/x', Buffer.from('one')).etag).toBe(one.etag)
    expect(memoryFile('/x', Buffer.from('two')).etag).not.toBe(one.etag)
  })
})
