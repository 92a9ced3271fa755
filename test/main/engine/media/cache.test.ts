import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openArchive } from '../../../../main/engine/media/archive/open'
import {
  CACHE_LIMITS,
  MediaCache,
  type CacheEntry,
  type CacheLimits,
  type Room,
} from '../../../../main/engine/media/archive/cache'
import { progressTeller } from '../../../../main/engine/media/archive/progress'
import { DiskFile } from '../../../../main/engine/media/disk'
import { openMedium } from '../../../../main/engine/media/open'
import { BootdropError } from '../../../../main/engine/errors'
import { patterned } from '../../../support/isoTree'
import { contentOf } from '../../../support/media'
import { entries, leftovers, makeHome, put, tarOf } from './archives'

let home: string
let cache: string
let clear: () => void

beforeEach(() => {
  ;({ home, cache, clear } = makeHome('cache'))
})
afterEach(() => clear())

const ROOMY: CacheLimits = { totalBytes: 100, keepFreeBytes: 0, freeBytes: () => Promise.resolve(1e12) }
/** Fills an entry of `bytes`. */
const filling = (bytes: number) => async (room: Room) => {
  await room.need(bytes)
  writeFileSync(join(room.folder, 'content'), 'x')
  return { bytes, linksLeftOut: 0 }
}
const KEYS = { a: 'aa00', b: 'bb00', c: 'cc00' } as const

/** An entry that was used `ageS` seconds ago, closed again. */
async function used(store: MediaCache, key: string, bytes: number, ageS: number): Promise<void> {
  await (await store.entry(key, key, filling(bytes))).release()
  const at = Date.now() / 1000 - ageS
  utimesSync(join(cache, key, 'entry.json'), at, at)
}

describe('the cache', () => {
  it('gives a whole entry at once, without making it again', async () => {
    const store = new MediaCache(cache, ROOMY)
    await used(store, KEYS.a, 10, 0)
    const again = await store.entry(KEYS.a, 'a', () => Promise.reject(new Error('made again')))
    expect(readFileSync(join(again.folder, 'content'), 'utf8')).toBe('x')
    await again.release()
  })

  it('removes what was used longest ago when it gets too big', async () => {
    const store = new MediaCache(cache, ROOMY)
    await used(store, KEYS.a, 40, 100)
    await used(store, KEYS.b, 40, 200)
    await used(store, KEYS.c, 50, 0)
    expect(entries(cache).sort()).toEqual([KEYS.a, KEYS.c])
  })

  it('removes nothing that is open, here or in another process', async () => {
    const store = new MediaCache(cache, ROOMY)
    await used(store, KEYS.a, 40, 100)
    await used(store, KEYS.b, 40, 200)
    // The parent of this process is alive for as long as this test runs.
    writeFileSync(join(cache, `${KEYS.b}.lease.${process.ppid}.abcdef`), '')
    const open = await store.entry(KEYS.a, 'a', filling(40))
    await expect(store.entry(KEYS.c, 'c.zip', filling(50))).rejects.toMatchObject({
      code: 'medium-no-space',
      exitCode: 4,
    })
    await open.release()
    await used(store, KEYS.c, 50, 0)
    expect(entries(cache).sort()).toEqual([KEYS.b, KEYS.c])
  })

  it('refuses what is bigger than all of it, with words', async () => {
    const store = new MediaCache(cache, ROOMY)
    await expect(store.entry(KEYS.a, 'a.zip', filling(101))).rejects.toMatchObject({
      code: 'medium-no-space',
      message:
        'a.zip takes 101 bytes or more unpacked, and Bootdrop unpacks up to 100 bytes: unpack it yourself and drop the folder.',
    })
  })

  it('leaves free on the disk what it shall, and makes room for it', async () => {
    let free = 100
    const limits = { totalBytes: 1000, keepFreeBytes: 60, freeBytes: () => Promise.resolve(free) }
    const store = new MediaCache(cache, limits)
    await used(store, KEYS.a, 40, 0)
    free = 90
    const failed = store.entry(KEYS.b, 'b.zip', filling(40))
    await expect(failed).rejects.toMatchObject({
      code: 'medium-no-space',
      message: expect.stringContaining(cache) as string,
    })
    expect(entries(cache)).toEqual([])
  })

  it('takes a broken-off entry for none, and removes what dead processes left', async () => {
    const dead = spawnSync('true').pid
    mkdirSync(join(cache, KEYS.a), { recursive: true })
    for (const left of [`${KEYS.b}.part.${dead}.ab12`, `${KEYS.b}.drop.${process.pid}.ab12`]) {
      mkdirSync(join(cache, left, 'content'), { recursive: true })
    }
    writeFileSync(join(cache, `${KEYS.a}.lease.${dead}.ab12`), '')
    writeFileSync(join(cache, `${KEYS.c}.lease.${process.ppid}.ab12`), '')
    await used(new MediaCache(cache, ROOMY), KEYS.a, 10, 0)
    expect(readdirSync(cache).sort()).toEqual([KEYS.a, `${KEYS.c}.lease.${process.ppid}.ab12`])
  })

  it('leaves nothing when the making fails', async () => {
    const store = new MediaCache(cache, ROOMY)
    const failing = async (room: Room) => {
      await filling(10)(room)
      throw Object.assign(new Error('write'), { code: 'ENOSPC' })
    }
    await expect(store.entry(KEYS.a, 'a.zip', failing)).rejects.toMatchObject({ code: 'medium-no-space' })
    expect(readdirSync(cache)).toEqual([])
  })

  it('makes an entry once for all who want it at the same time', async () => {
    const store = new MediaCache(cache, ROOMY)
    let made = 0
    const counting = (room: Room) => {
      made += 1
      return filling(10)(room)
    }
    const all = await Promise.all([1, 2, 3].map(() => store.entry(KEYS.a, 'a', counting)))
    expect(made).toBe(1)
    for (const entry of all) await entry.release()
    expect(leftovers(cache)).toEqual([])
  })

  it('takes what another process finished meanwhile', async () => {
    const store = new MediaCache(cache, ROOMY)
    const overtaken = async (room: Room) => {
      mkdirSync(join(cache, KEYS.a))
      writeFileSync(join(cache, KEYS.a, 'entry.json'), JSON.stringify({ bytes: 7, linksLeftOut: 0 }))
      return filling(10)(room)
    }
    const entry = await store.entry(KEYS.a, 'a', overtaken)
    expect(entry.facts.bytes).toBe(7)
    await entry.release()
    expect(leftovers(cache)).toEqual([])
  })

  it('goes on for who waits when the one who makes it breaks off', async () => {
    const store = new MediaCache(cache, ROOMY)
    let waiting: Promise<CacheEntry> | undefined
    // Who comes first to the making is up to the disk: the second comes only when the first is at it.
    const broken = store.entry(KEYS.a, 'a', async () => {
      waiting = store.entry(KEYS.a, 'a', filling(10))
      await vi.waitUntil(() => readdirSync(cache).filter((name) => name.includes('.lease.')).length === 2)
      throw new BootdropError('cancelled', 'Stopped.')
    })
    await expect(broken).rejects.toMatchObject({ code: 'cancelled' })
    await (await waiting)?.release()
    expect(entries(cache)).toEqual([KEYS.a])
  })

  it('that cannot be made is told with its folder', async () => {
    const file = put(home, 'file', 'x')
    await expect(new MediaCache(join(file, 'cache')).entry(KEYS.a, 'a.zip', filling(1))).rejects.toMatchObject({
      code: 'medium-no-space',
      message: expect.stringContaining(join(file, 'cache')) as string,
    })
  })
})

describe('an unpacking', () => {
  const TAR = tarOf([
    { name: 'linux', content: patterned(400_000, 4).toString('latin1') },
    { name: 'initrd', content: patterned(400_000, 5).toString('latin1') },
  ])

  it.each(['a.tar', 'a.tar.gz'])(
    'of %s that is cancelled half way leaves nothing and can be done again',
    async (name) => {
      const path = put(home, name, name.endsWith('.gz') ? gzipSync(TAR) : TAR)
      const stop = new AbortController()
      const reason = new BootdropError('cancelled', 'Stopped by the user.')
      const opened = openMedium(path, { cache, signal: stop.signal, onProgress: () => stop.abort(reason) })
      await expect(opened).rejects.toBe(reason)
      expect(readdirSync(cache)).toEqual([])
      const medium = await openMedium(path, { cache })
      expect((await contentOf(medium, '/linux')).length).toBeGreaterThan(100_000)
      await medium.close()
    },
  )

  it('of a packed image that is cancelled leaves nothing', async () => {
    const image = Buffer.alloc(3_000_000)
    image.write('\x01CD001', 16 * 2048, 'latin1')
    const path = put(home, 'a.iso.gz', gzipSync(image))
    const stop = new AbortController()
    const opened = openMedium(path, { cache, signal: stop.signal, onProgress: () => stop.abort() })
    await expect(opened).rejects.toMatchObject({ code: 'cancelled' })
    expect(readdirSync(cache)).toEqual([])
  })

  it('that was cancelled before it began does nothing', async () => {
    const path = put(home, 'a.tar', TAR)
    await expect(openMedium(path, { cache, signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'cancelled' })
    expect(existsSync(cache)).toBe(false)
  })

  it('stops when the disk gets full while the size is not known before', async () => {
    const image = Buffer.alloc(3_000_000)
    image.write('\x01CD001', 16 * 2048, 'latin1')
    const disk = await DiskFile.open(put(home, 'a.iso.gz', gzipSync(image)))
    const head = new Uint8Array(await import('node:fs/promises').then(({ readFile }) => readFile(disk.path)))
    const limits = { ...CACHE_LIMITS, freeBytes: () => Promise.resolve(CACHE_LIMITS.keepFreeBytes + 1000) }
    await expect(openArchive(disk, head, { cache }, limits)).rejects.toMatchObject({ code: 'medium-no-space' })
    expect(readdirSync(cache)).toEqual([])
    await disk.release()
  })

  it('keeps its entry while the medium is open, and no longer', async () => {
    const medium = await openMedium(put(home, 'a.tar', TAR), { cache })
    expect(leftovers(cache)).toHaveLength(1)
    await medium.close()
    expect(leftovers(cache)).toEqual([])
  })
})

describe('progress', () => {
  it('is told ten times a second at most, and only when it goes on', () => {
    let nowMs = 0
    const told: (number | undefined)[] = []
    const tell = progressTeller(
      'Unpacking a',
      ({ done }) => told.push(done),
      () => nowMs,
    )
    for (const [atMs, done] of [
      [0, 0],
      [50, 0.1],
      [100, 0.2],
      [250, 0.2],
      [300, 0.1],
      [350, 1.5],
    ] as const) {
      nowMs = atMs
      tell(done)
    }
    expect(told).toEqual([0, 0.2, 1])
  })
})
