import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { MAX_KEPT_BYTES, MAX_UNPACKED_FILE_BYTES, unpackedFile } from '../../../../main/engine/media/unpacked'
import type { Medium, MediumFile } from '../../../../main/engine/media/medium'
import { patterned } from '../../../support/isoTree'
import { bytesOf } from '../../../support/media'
import { memoryMedium } from '../recipes/memory-medium'

const XEN = patterned(500_000, 11)

function mediumOf(bytes: Uint8Array, id: string) {
  return memoryMedium({ '/boot/xen.gz': bytes }, { id })
}

/** What a test opens is closed after it: it counts until then. */
const handles: MediumFile[] = []

async function opened(medium: Medium, path: string): Promise<MediumFile> {
  const file = await unpackedFile(medium, path)
  handles.push(file)
  return file
}

afterEach(async () => {
  for (const file of handles.splice(0)) await file.close()
})

describe('a gzip file inside a medium', () => {
  it('is given unpacked, with its size, at any position', async () => {
    const file = await opened(mediumOf(gzipSync(XEN), 'a1'), '/boot/xen.gz')
    expect(file).toMatchObject({ path: '/boot/xen', size: XEN.length })
    const some = Buffer.alloc(1000)
    expect(await file.read(some, 123_456)).toBe(1000)
    expect(some.equals(XEN.subarray(123_456, 124_456))).toBe(true)
    expect((await bytesOf(file)).equals(XEN)).toBe(true)
  })

  it('is unpacked once for forty machines', async () => {
    const medium = mediumOf(gzipSync(XEN), 'a2')
    const files = await Promise.all(Array.from({ length: 40 }, () => opened(medium, '/boot/xen.gz')))
    expect(new Set(files.map(({ etag }) => etag)).size).toBe(1)
    expect(medium.bytesRead).toBeLessThan(2 * gzipSync(XEN).length)
  })

  it('is unpacked anew when it changed, and has another etag then', async () => {
    const first = await opened(mediumOf(gzipSync(XEN), 'a3'), '/boot/xen.gz')
    const second = await opened(mediumOf(gzipSync(XEN.subarray(1)), 'a3'), '/boot/xen.gz')
    expect([second.size, second.etag === first.etag]).toEqual([XEN.length - 1, false])
  })

  it('of several members is all of them', async () => {
    const both = Buffer.concat([gzipSync('one '), gzipSync('two')])
    const file = await opened(mediumOf(both, 'a4'), '/boot/xen.gz')
    expect((await bytesOf(file)).toString()).toBe('one two')
  })

  const whole = gzipSync(XEN)
  it.each<[string, Uint8Array]>([
    ['is cut short', whole.subarray(0, 200_000)],
    ['has a wrong checksum', Buffer.concat([whole.subarray(0, -8), Buffer.from('12345678')])],
    ['is no gzip', Buffer.from('plain')],
    ['is empty', Buffer.alloc(0)],
  ])('that %s is damaged', async (how, bytes) => {
    await expect(opened(mediumOf(bytes, `b ${how}`), '/boot/xen.gz')).rejects.toMatchObject({
      code: 'medium-damaged',
      message: expect.stringContaining('/boot/xen.gz on the medium is damaged') as string,
    })
  })

  it('that is too big for memory is refused, and not tried again', async () => {
    const medium = mediumOf(gzipSync(Buffer.alloc(MAX_UNPACKED_FILE_BYTES + 1), { level: 1 }), 'c1')
    const refused = { code: 'medium-no-space', message: expect.stringContaining('34 MB') as string }
    await expect(opened(medium, '/boot/xen.gz')).rejects.toMatchObject(refused)
    const read = medium.bytesRead
    await expect(opened(medium, '/boot/xen.gz')).rejects.toMatchObject(refused)
    expect(medium.bytesRead).toBe(read)
  })

  it('counts while it is fetched, and makes room after that', async () => {
    const full = gzipSync(Buffer.alloc(MAX_UNPACKED_FILE_BYTES), { level: 1 })
    const files: MediumFile[] = []
    for (let held = 0; held < MAX_KEPT_BYTES; held += MAX_UNPACKED_FILE_BYTES) {
      files.push(await opened(mediumOf(full, `f${held}`), '/boot/xen.gz'))
    }
    const more = mediumOf(gzipSync(XEN), 'f-more')
    await expect(opened(more, '/boot/xen.gz')).rejects.toMatchObject({
      code: 'medium-no-space',
      message: expect.stringContaining('when they are done') as string,
    })
    // Twice is not two files less.
    await files[0]?.close()
    await files[0]?.close()
    const file = await opened(more, '/boot/xen.gz')
    expect((await bytesOf(file)).equals(XEN)).toBe(true)
  })

  it('is unpacked while no other is', async () => {
    let under = 0
    let most = 0
    const media = ['g1', 'g2', 'g3'].map((id): Medium => {
      const medium = mediumOf(gzipSync(patterned(3_000_000, 12)), id)
      return {
        ...medium,
        async open(path) {
          const file = await medium.open(path)
          const read: MediumFile['read'] = (target, position) => {
            // The first read is of the head, the last one comes to the end.
            if (position === 0 && target.length === 2) most = Math.max(most, (under += 1))
            if (position + target.length >= file.size) under -= 1
            return file.read(target, position)
          }
          return { ...file, read }
        },
      }
    })
    await Promise.all(media.map((medium) => opened(medium, '/boot/xen.gz')))
    expect([most, under]).toEqual([1, 0])
  })

  it('that is not there is missing', async () => {
    await expect(opened(mediumOf(whole, 'd1'), '/none.gz')).rejects.toMatchObject({ code: 'medium-file-missing' })
  })

  it('is an error whatever its bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 100 }), async (noise) => {
        const medium = mediumOf(Buffer.concat([gzipSync('x').subarray(0, 12), noise]), 'e')
        const file = await opened(medium, '/boot/xen.gz').catch((error: unknown) => error)
        expect(file).toMatchObject(file instanceof Error ? { code: 'medium-damaged' } : { path: '/boot/xen' })
      }),
      { numRuns: 50 },
    )
  })
})
