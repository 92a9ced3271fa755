import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { unpackedFile } from '../../../../main/engine/media/unpacked'
import { patterned } from '../../../support/isoTree'
import { bytesOf } from '../../../support/media'
import { memoryMedium } from '../recipes/memory-medium'

const XEN = patterned(500_000, 11)

function mediumOf(bytes: Uint8Array, id: string) {
  return memoryMedium({ '/boot/xen.gz': bytes }, { id })
}

describe('a gzip file inside a medium', () => {
  it('is given unpacked, with its size, at any position', async () => {
    const file = await unpackedFile(mediumOf(gzipSync(XEN), 'a1'), '/boot/xen.gz')
    expect(file).toMatchObject({ path: '/boot/xen', size: XEN.length })
    const some = Buffer.alloc(1000)
    expect(await file.read(some, 123_456)).toBe(1000)
    expect(some.equals(XEN.subarray(123_456, 124_456))).toBe(true)
    expect((await bytesOf(file)).equals(XEN)).toBe(true)
  })

  it('is unpacked once for forty machines', async () => {
    const medium = mediumOf(gzipSync(XEN), 'a2')
    const files = await Promise.all(Array.from({ length: 40 }, () => unpackedFile(medium, '/boot/xen.gz')))
    expect(new Set(files).size).toBe(1)
    expect(medium.bytesRead).toBeLessThan(2 * gzipSync(XEN).length)
  })

  it('is unpacked anew when it changed, and has another etag then', async () => {
    const first = await unpackedFile(mediumOf(gzipSync(XEN), 'a3'), '/boot/xen.gz')
    const second = await unpackedFile(mediumOf(gzipSync(XEN.subarray(1)), 'a3'), '/boot/xen.gz')
    expect([second.size, second.etag === first.etag]).toEqual([XEN.length - 1, false])
  })

  it('of several members is all of them', async () => {
    const both = Buffer.concat([gzipSync('one '), gzipSync('two')])
    const file = await unpackedFile(mediumOf(both, 'a4'), '/boot/xen.gz')
    expect((await bytesOf(file)).toString()).toBe('one two')
  })

  const whole = gzipSync(XEN)
  it.each<[string, Uint8Array]>([
    ['is cut short', whole.subarray(0, 200_000)],
    ['has a wrong checksum', Buffer.concat([whole.subarray(0, -8), Buffer.from('12345678')])],
    ['is no gzip', Buffer.from('plain')],
    ['is empty', Buffer.alloc(0)],
  ])('that %s is damaged', async (how, bytes) => {
    await expect(unpackedFile(mediumOf(bytes, `b ${how}`), '/boot/xen.gz')).rejects.toMatchObject({
      code: 'medium-damaged',
      message: expect.stringContaining('/boot/xen.gz on the medium is damaged') as string,
    })
  })

  it('that is too big for memory is refused', async () => {
    const bytes = gzipSync(Buffer.alloc(128 * 1024 ** 2 + 1), { level: 1 })
    await expect(unpackedFile(mediumOf(bytes, 'c1'), '/boot/xen.gz')).rejects.toMatchObject({
      code: 'medium-no-space',
      message: expect.stringContaining('134 MB') as string,
    })
  })

  it('that is not there is missing', async () => {
    await expect(unpackedFile(mediumOf(whole, 'd1'), '/none.gz')).rejects.toMatchObject({ code: 'medium-file-missing' })
  })

  it('is an error whatever its bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 100 }), async (noise) => {
        const medium = mediumOf(Buffer.concat([gzipSync('x').subarray(0, 12), noise]), 'e')
        const opened = await unpackedFile(medium, '/boot/xen.gz').catch((error: unknown) => error)
        expect(opened).toMatchObject(opened instanceof Error ? { code: 'medium-damaged' } : { path: '/boot/xen' })
      }),
      { numRuns: 50 },
    )
  })
})
