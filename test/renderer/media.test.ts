import { describe, expect, it } from 'vitest'
import type { Bootdrop, Result } from '../../preload/contract'
import type { MediumReport } from '../../main/engine/types'
import { Media } from '../../renderer/src/media.svelte'
import { report } from './fixtures'

const REPLACE = { add: false, strict: true }
const ADD = { add: true, strict: true }

const inspect = (path: string): Promise<Result<MediumReport>> => {
  if (path.endsWith('.jpg'))
    return Promise.resolve({ ok: false, error: { code: 'medium-not-recognised', message: '' } })
  return Promise.resolve({
    ok: true,
    value: report({ path, recipes: path.includes('barren') ? [] : report().recipes }),
  })
}
type Inspect = Bootdrop['inspect']
function mediaOf(inspect: Inspect, cancelled: string[] = []): Media {
  const cancelInspect = (path: string): Promise<null> => {
    cancelled.push(path)
    return Promise.resolve(null)
  }
  return new Media({ inspect, cancelInspect })
}
const paths = (media: Media): string[] => media.list.map(({ path }) => path)

async function withMedia(...chosen: string[]): Promise<Media> {
  const media = mediaOf(inspect)
  await media.open(chosen, REPLACE)
  return media
}

describe('the list of media', () => {
  it('has the order they were chosen in, each once', async () => {
    const media = await withMedia('/b.iso', '/a.iso', '/b.iso')
    expect(paths(media)).toEqual(['/b.iso', '/a.iso'])
    await media.open(['/a.iso', '/c.iso'], ADD)
    expect(paths(media)).toEqual(['/b.iso', '/a.iso', '/c.iso'])
    await media.open(['/d.iso'], REPLACE)
    expect(paths(media)).toEqual(['/d.iso'])
  })

  it('does not take what cannot be served, and says why', async () => {
    const media = await withMedia('/a.iso')
    const refused = await media.open(['/cat.jpg', '/b.iso', '/barren.iso'], ADD)
    expect(refused.map(({ path, code }) => [path, code])).toEqual([
      ['/cat.jpg', 'medium-not-recognised'],
      ['/barren.iso', 'no-recipe'],
    ])
    expect(paths(media)).toEqual(['/a.iso', '/b.iso'])
  })

  it('shows a medium with its problem where the question itself is refused', async () => {
    const media = mediaOf(() => Promise.reject(new Error('Error invoking remote method')))
    const [refused] = await media.open(['/a\0b'], REPLACE)
    expect(refused).toMatchObject({ path: '/a\0b', code: 'medium-unreadable' })
    await media.show(['/a\0b'])
    expect(media.list).toMatchObject([{ kind: 'problem', code: 'medium-unreadable' }])
    await media.again()
    expect(media.list).toMatchObject([{ kind: 'problem', code: 'medium-unreadable' }])
  })

  it('stays as it was when nothing of the new can be served', async () => {
    const media = await withMedia('/a.iso', '/b.iso')
    await media.open(['/cat.jpg'], REPLACE)
    expect(paths(media)).toEqual(['/a.iso', '/b.iso'])
  })

  it('shows a single file with its problem where nothing is lost by that', async () => {
    const media = mediaOf(inspect)
    expect(await media.open(['/cat.jpg'], { add: false, strict: false })).toEqual([])
    expect(media.list).toMatchObject([{ kind: 'problem', path: '/cat.jpg' }])
    await media.open(['/a.iso'], ADD)
    expect(paths(media)).toEqual(['/a.iso'])
  })

  it('moves one up and down, and not over the ends', async () => {
    const media = await withMedia('/a.iso', '/b.iso', '/c.iso')
    expect(media.move('/c.iso', -1)).toBe(true)
    expect(paths(media)).toEqual(['/a.iso', '/c.iso', '/b.iso'])
    expect(media.move('/a.iso', -1)).toBe(false)
    expect(media.move('/b.iso', 1)).toBe(false)
    expect(media.move('/gone.iso', 1)).toBe(false)
    media.remove('/a.iso')
    expect(paths(media)).toEqual(['/c.iso', '/b.iso'])
  })

  it('adds a second while the first is still being read', async () => {
    const replies = new Map<string, (result: Result<MediumReport>) => void>()
    const media = mediaOf((path) => new Promise((resolve) => replies.set(path, resolve)))
    const first = media.open(['/a.iso'], REPLACE)
    const second = media.open(['/b.iso'], ADD)
    replies.get('/b.iso')?.({ ok: true, value: report({ path: '/b.iso' }) })
    await second
    replies.get('/a.iso')?.({ ok: true, value: report({ path: '/a.iso' }) })
    await first
    expect(media.list.map(({ kind, path }) => [path, kind])).toEqual([
      ['/a.iso', 'ready'],
      ['/b.iso', 'ready'],
    ])
  })

  it('forgets the answer for a file that was replaced meanwhile, also a refusal', async () => {
    const replies = new Map<string, (result: Result<MediumReport>) => void>()
    const media = mediaOf((path) => new Promise((resolve) => replies.set(path, resolve)))
    const slow = media.open(['/cat.jpg'], REPLACE)
    const quick = media.open(['/b.iso'], REPLACE)
    replies.get('/b.iso')?.({ ok: true, value: report({ path: '/b.iso' }) })
    await quick
    replies.get('/cat.jpg')?.({ ok: false, error: { code: 'medium-not-recognised', message: '' } })
    expect(await slow).toEqual([])
    expect(paths(media)).toEqual(['/b.iso'])
  })

  it('goes back to a list that was served, and reads only what it does not know', async () => {
    const asked: string[] = []
    const media = mediaOf((path) => {
      asked.push(path)
      return inspect(path)
    })
    await media.open(['/a.iso', '/x.iso'], REPLACE)
    await media.show(['/b.iso', '/a.iso'])
    expect(media.list.map(({ kind, path }) => [path, kind])).toEqual([
      ['/b.iso', 'ready'],
      ['/a.iso', 'ready'],
    ])
    expect(asked).toEqual(['/a.iso', '/x.iso', '/b.iso'])
  })

  it('tells how far one is that is unpacked, until it is read', async () => {
    const replies = new Map<string, (result: Result<MediumReport>) => void>()
    const media = mediaOf((path) => new Promise((resolve) => replies.set(path, resolve)))
    const opened = media.open(['/a.tar.gz'], REPLACE)
    const progress = { path: '/a.tar.gz', done: 0.4, text: 'Unpacking a.tar.gz' }
    expect(media.tell(progress)).toBe(true)
    expect(media.tell({ ...progress, path: '/b.tar.gz' })).toBe(false)
    expect([...media.progress.values()]).toEqual([progress])
    replies.get('/a.tar.gz')?.({ ok: true, value: report({ path: '/a.tar.gz' }) })
    await opened
    expect(media.progress.size).toBe(0)
    expect(media.tell(progress)).toBe(false)
  })

  it.each([REPLACE, { add: false, strict: false }])('is as before when one is broken off (%o)', async (how) => {
    const replies = new Map<string, (result: Result<MediumReport>) => void>()
    const cancelled: string[] = []
    const media = mediaOf((path) => new Promise((resolve) => replies.set(path, resolve)), cancelled)
    const first = media.open(['/a.iso'], REPLACE)
    replies.get('/a.iso')?.({ ok: true, value: report({ path: '/a.iso' }) })
    await first
    const opened = media.open(['/b.zip'], how)
    media.cancel('/b.zip')
    expect(cancelled).toEqual(['/b.zip'])
    replies.get('/b.zip')?.({ ok: false, error: { code: 'cancelled', message: '' } })
    expect(await opened).toEqual([])
    expect(paths(media)).toEqual(['/a.iso'])
  })

  it('breaks off what was overtaken by something that can be served, and only then', async () => {
    const replies = new Map<string, (result: Result<MediumReport>) => void>()
    const cancelled: string[] = []
    const media = mediaOf((path) => new Promise((resolve) => replies.set(path, resolve)), cancelled)
    void media.open(['/slow.zip'], REPLACE)
    const picture = media.open(['/cat.jpg'], REPLACE)
    replies.get('/cat.jpg')?.({ ok: false, error: { code: 'medium-not-recognised', message: '' } })
    await picture
    expect(paths(media)).toEqual(['/slow.zip'])
    expect(cancelled).toEqual([])
    const quick = media.open(['/b.iso'], REPLACE)
    replies.get('/b.iso')?.({ ok: true, value: report({ path: '/b.iso' }) })
    await quick
    expect(cancelled).toEqual(['/slow.zip'])
  })

  it('looks at all again in their places, and not at those that are still being read', async () => {
    const asked: string[] = []
    let barren = false
    const media = mediaOf((path) => {
      asked.push(path)
      if (path === '/slow.zip') return new Promise(() => undefined)
      return Promise.resolve({ ok: true, value: report({ path, recipes: barren ? [] : report().recipes }) })
    })
    await media.open(['/a.iso', '/b.iso'], REPLACE)
    void media.open(['/slow.zip'], ADD)
    barren = true
    await media.again()
    expect(asked).toEqual(['/a.iso', '/b.iso', '/slow.zip', '/a.iso', '/b.iso'])
    expect(media.list.map((medium) => medium.kind === 'ready' && medium.report.recipes.length)).toEqual([0, 0, false])
  })

  it('shows what the latest look found, also where an earlier one comes later', async () => {
    const replies: ((result: Result<MediumReport>) => void)[] = []
    const media = mediaOf(() => new Promise((resolve) => replies.push(resolve)))
    const tell = (look: number, label: string): void =>
      replies[look]?.({ ok: true, value: report({ path: '/a.iso', label }) })
    const opening = media.open(['/a.iso'], REPLACE)
    tell(0, 'first')
    await opening
    const shown = () => media.list.map((medium) => medium.kind === 'ready' && medium.report.label)
    for (const [early, late] of [
      [1, 2],
      [4, 3],
    ] as const) {
      // prettier-ignore
      const looks = [media.again(), media.again()]
      tell(early, early < late ? 'old' : 'new')
      tell(late, early < late ? 'new' : 'old')
      await Promise.all(looks)
      expect(shown()).toEqual(['new'])
    }
  })
})
