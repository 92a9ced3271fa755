import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bootableOf, probeBootable, startsOn } from '../../../../main/engine/recipes/kernel'
import { oldKernel } from '../../../support/layouts/images'
import { armImage, bzImage, withPe } from './bytes'
import { memoryMedium } from './memory-medium'

describe('what a file is to a loader', () => {
  test('a 64-bit bzImage starts from BIOS only', () => {
    expect(bootableOf(bzImage())).toEqual({ bios: true, uefi: false, cpu: 'x64' })
  })

  test('a 32-bit bzImage is told by bit 0 of xloadflags', () => {
    expect(bootableOf(bzImage({ wide: false }))).toEqual({ bios: true, uefi: false, cpu: 'x86' })
  })

  test('xloadflags of a protocol before 2.12 mean nothing', () => {
    const old = bzImage()
    old.writeUInt16LE(0x020a, 0x206)
    expect(bootableOf(old)?.cpu).toBe('x86')
  })

  test('a bzImage with an EFI stub starts from both', () => {
    expect(bootableOf(bzImage({ pe: true }))).toEqual({ bios: true, uefi: true, cpu: 'x64' })
  })

  test('an arm64 Image starts from UEFI', () => {
    expect(bootableOf(armImage())).toEqual({ bios: false, uefi: true, cpu: 'arm64' })
  })

  test('a plain PE program starts from UEFI', () => {
    expect(bootableOf(withPe(Buffer.alloc(1024), 0x8664))).toEqual({ bios: false, uefi: true, cpu: 'x64' })
  })

  test('a PE program of a machine that we do not know is nothing', () => {
    expect(bootableOf(withPe(Buffer.alloc(1024), 0x0ebc))).toBeUndefined()
  })

  test('a PE header beyond the bytes read is nothing', () => {
    const far = withPe(Buffer.alloc(1024), 0x8664)
    far.writeUInt32LE(0x7fffffff, 0x3c)
    expect(bootableOf(far)).toBeUndefined()
  })

  test('no bytes make it throw', () => {
    const start = fc.constantFrom(Buffer.alloc(0), bzImage({ pe: true }), armImage())
    fc.assert(
      fc.property(start, fc.uint8Array({ maxLength: 64 }), fc.nat(1100), fc.nat(1024), (base, noise, at, length) => {
        const bytes = Buffer.from(base)
        bytes.set(noise.subarray(0, Math.max(0, bytes.length - at)), Math.min(at, bytes.length))
        bootableOf(bytes.subarray(0, length))
      }),
    )
  })
})

test('a kernel of before boot protocol 2.00 (Memtest86+ 5) is none that iPXE starts', () => {
  expect(bootableOf(oldKernel())).toBeUndefined()
})

describe('a kernel in gzip', () => {
  const probe = (bytes: Uint8Array) => probeBootable(memoryMedium({ '/vmlinuz': bytes }), '/vmlinuz')
  const noise = Buffer.from(Array.from({ length: 20_000 }, (_none, at) => (at * 7919 + (at >> 3)) & 0xff))

  test('is one for arm64, though only its beginning is read', async () => {
    expect(await probe(gzipSync(Buffer.concat([armImage(), noise])))).toEqual({ bios: false, uefi: true, cpu: 'arm64' })
  })

  test('is none for a PC, whose iPXE does not unpack it', async () => {
    expect(await probe(gzipSync(bzImage({ pe: true })))).toBeUndefined()
  })

  test('that is damaged, or is no kernel, is none', async () => {
    expect(await probe(gzipSync('text'))).toBeUndefined()
    expect(await probe(Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3, 4, 5, 6, 0xff, 0xff, 0xff]))).toBeUndefined()
    expect(await probe(Buffer.from([0x1f, 0x8b]))).toBeUndefined()
  })
})

describe('what starts where', () => {
  test('a 64-bit PC takes a 32-bit kernel from BIOS', () => {
    expect(startsOn({ bios: true, uefi: true, cpu: 'x86' }, 'bios', 'x64')).toBe(true)
  })

  test('a 32-bit PC takes no 64-bit kernel', () => {
    expect(startsOn({ bios: true, uefi: true, cpu: 'x64' }, 'bios', 'x86')).toBe(false)
  })

  test('UEFI takes programs of its own width only', () => {
    expect(startsOn({ bios: true, uefi: true, cpu: 'x86' }, 'uefi', 'x64')).toBe(false)
  })

  test('an arm64 kernel starts on no PC', () => {
    expect(startsOn({ bios: false, uefi: true, cpu: 'arm64' }, 'uefi', 'x64')).toBe(false)
  })
})
