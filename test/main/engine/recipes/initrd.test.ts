import { execFileSync } from 'node:child_process'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CpioNames } from '../../../../main/engine/recipes/cpio'
import { familyByNames } from '../../../../main/engine/recipes/family'
import { initrdNames } from '../../../../main/engine/recipes/initrd'
import type { MenuEntry } from '../../../../main/engine/recipes/menu/entry'
import { cpio } from './bytes'
import { Survey } from '../../../../main/engine/recipes/survey'
import { unpackLz4, unpackLz4Block } from '../../../../main/engine/media/archive/lz4'
import { patterned } from '../../../support/isoTree'
import { describeWith } from '../../../support/tools'
import { memoryMedium } from './memory-medium'

const MICROCODE = cpio({ 'kernel/x86/microcode/GenuineIntel.bin': 5000 })
const CASPER = cpio({ bin: 0, init: 7000, 'scripts/casper': 900 })
const ZSTD = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 1, 2, 3, 4])

async function namesIn(initrd: Uint8Array) {
  return initrdNames(memoryMedium({ '/initrd': initrd }), '/initrd', () => false)
}

function entry(args: string, kernel = '/vmlinuz'): MenuEntry {
  return { title: 'x', kernel, initrds: ['/initrd'], args, isDefault: true }
}

describe('names in an initrd', () => {
  test('come out of a gzip one', async () => {
    const found = await namesIn(gzipSync(CASPER))
    expect([found.format, ...found.names]).toEqual(['gzip', 'bin', 'init', 'scripts/casper'])
  })

  test('come out of both parts where microcode stands in front, padding between', async () => {
    const found = await namesIn(Buffer.concat([MICROCODE, Buffer.alloc(9000), gzipSync(CASPER)]))
    expect([...found.names]).toEqual(['kernel/x86/microcode/GenuineIntel.bin', 'bin', 'init', 'scripts/casper'])
  })

  test('come out of a plain cpio', async () => {
    expect(await namesIn(CASPER)).toMatchObject({ format: 'cpio', closed: false })
  })

  test('come out of archives one after another, packed each in its own way', async () => {
    const extra = cpio({ 'lib/firmware/a': 10 })
    const parts = [MICROCODE, gzipSync(extra), Buffer.alloc(500), extra, Buffer.alloc(20), gzipSync(CASPER)]
    const found = await namesIn(Buffer.concat(parts))
    expect(found).toMatchObject({ format: 'gzip', closed: false })
    expect([...found.names].slice(1)).toEqual(['lib/firmware/a', 'bin', 'init', 'scripts/casper'])
  })

  test('come out of what stands behind thousands of modules that are not packed together', async () => {
    const modules = Object.fromEntries(Array.from({ length: 3000 }, (_x, at) => [`usr/lib/modules/m${at}.ko.zst`, 9]))
    const found = await namesIn(Buffer.concat([MICROCODE, cpio(modules), gzipSync(CASPER)]))
    expect(familyByNames(found.names)).toBe('casper')
  })

  test('stay closed for a zstd that is broken, with the format told', async () => {
    expect(await namesIn(Buffer.concat([MICROCODE, ZSTD]))).toMatchObject({ format: 'zstd', closed: true })
  })

  test('are those before the damage in a damaged gzip', async () => {
    const whole = gzipSync(cpio({ init: 0, big: 1_000_000, behind: 0 }), { level: 0 })
    whole.fill(0xff, 700_000)
    expect([...(await namesIn(whole)).names]).toEqual(['init', 'big'])
  })

  test('are looked for in the front of a huge initrd only', async () => {
    const many = Object.fromEntries(Array.from({ length: 60 }, (_x, at) => [`file${at}`, 1_000_000]))
    const medium = memoryMedium({ '/initrd': gzipSync(cpio(many), { level: 0 }) })
    await initrdNames(medium, '/initrd', () => false)
    expect(medium.bytesRead).toBeLessThan(26 * 1024 * 1024)
  })

  test('stop being read once enough is known', async () => {
    const many = Object.fromEntries(Array.from({ length: 40 }, (_x, at) => [`file${at}`, 100_000]))
    const medium = memoryMedium({ '/initrd': gzipSync(cpio(many), { level: 0 }) })
    await initrdNames(medium, '/initrd', (names) => names.includes('file1'))
    expect(medium.bytesRead).toBeLessThan(2 * 1024 * 1024)
  })

  test('never throw, whatever the bytes', async () => {
    const lz4 = Buffer.from([2, 0x21, 0x4c, 0x18, 9, 0, 0, 0])
    const start = fc.constantFrom(Buffer.alloc(0), MICROCODE, gzipSync(CASPER), Buffer.from('0707010000'), ZSTD, lz4)
    await fc.assert(
      fc.asyncProperty(start, fc.uint8Array({ maxLength: 300 }), async (base, noise) => {
        await namesIn(Buffer.concat([base, noise]))
      }),
    )
  })
})

describeWith(['xz', 'zstd', 'lz4', 'bzip2'], 'names in an initrd packed by', () => {
  const packed = (line: string, bytes: Uint8Array): Buffer =>
    execFileSync('sh', ['-c', line], { input: bytes, maxBuffer: 64 * 1024 * 1024 })
  const PACKERS = [
    ['xz', 'xz --check=crc32 -c'],
    ['zstd', 'zstd -qc'],
    ['lz4', 'lz4 -lqc'],
    ['lzma', 'xz --format=lzma -c'],
    ['bzip2', 'bzip2 -c'],
  ] as const

  test.each(PACKERS)('%s come out, microcode in front or not', async (format, line) => {
    for (const front of [Buffer.alloc(0), MICROCODE]) {
      const found = await namesIn(Buffer.concat([front, packed(line, CASPER)]))
      expect(found).toMatchObject({ format, closed: false })
      expect([...found.names].slice(-3)).toEqual(['bin', 'init', 'scripts/casper'])
    }
  })

  // An lz4 block is unpacked whole or not at all.
  test.each(PACKERS.filter(([format]) => format !== 'lz4'))('%s are those before the damage', async (format, line) => {
    const whole = packed(line, Buffer.concat([cpio({ first: 0 }), patterned(2_000_000, 3)]))
    const found = await namesIn(whole.subarray(0, whole.length - 1000))
    expect([found.format, found.names.has('first')]).toEqual([format, true])
  })

  test('lz4 come out of several frames, and of what follows them', async () => {
    const frames = [packed('lz4 -lqc', cpio({ one: 9 })), packed('lz4 -lqc', cpio({ two: 9 }))]
    const found = await namesIn(Buffer.concat([...frames, Buffer.alloc(40), gzipSync(CASPER)]))
    expect([...found.names]).toEqual(['one', 'two', 'bin', 'init', 'scripts/casper'])
  })

  test('lz4 are the bytes that lz4(1) packed, of any kind and length', async () => {
    const kinds = [Buffer.alloc(9_000_000), patterned(300_001, 5), Buffer.from('abc'.repeat(100_000)), Buffer.from('x')]
    for (const bytes of kinds) {
      const pieces: Uint8Array[] = []
      const source = packed('lz4 -l9qc', bytes)
      async function* cut(): AsyncGenerator<Uint8Array> {
        for (let at = 0; at < source.length; at += 70_001) yield await Promise.resolve(source.subarray(at, at + 70_001))
      }
      for await (const piece of unpackLz4(cut())) pieces.push(piece)
      expect(Buffer.concat(pieces).equals(bytes)).toBe(true)
    }
  })
})

test('an lz4 block of any bytes ends, within its bound or with an error', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      let length = 0
      try {
        length = unpackLz4Block(bytes, Buffer.alloc(1000))
      } catch (error) {
        expect(error).toMatchObject({ message: 'the lz4 block is broken' })
      }
      expect(length).toBeLessThanOrEqual(1000)
    }),
  )
})

test('a cpio stream gives the same names however it is cut', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 40 }), (cuts) => {
      const reader = new CpioNames()
      const names: string[] = []
      for (let at = 0, turn = 0; at < CASPER.length; turn += 1) {
        const length = cuts[turn % cuts.length] ?? 1
        names.push(...reader.push(CASPER.subarray(at, at + length)))
        at += length
      }
      expect(names).toEqual(['bin', 'init', 'scripts/casper'])
    }),
  )
})

describe('the family of an initrd', () => {
  test.each([
    ['archiso', 'hooks/archiso_pxe_http'],
    ['miso', 'hooks/miso_pxe_http'],
    ['casper', 'scripts/casper'],
    ['live-boot', 'scripts/live'],
    ['live-boot', 'usr/lib/live/boot/9990-main.sh'],
    ['anaconda', 'usr/lib/anaconda-lib.sh'],
    ['dracut-live', 'usr/lib/dracut/hooks/cmdline/29-parse-livenet.sh'],
    ['debian-installer', 'lib/debian-installer'],
    ['linuxrc', 'linuxrc'],
    ['alpine', 'sbin/nlplug-findfs'],
    ['livekit', 'lib/livekitlib'],
  ])('is %s when it holds %s', (family, name) => {
    expect(familyByNames(['bin', name])).toBe(family)
  })

  test('is told from the menu where the initrd is closed, and says so', async () => {
    const medium = memoryMedium({ '/initrd': ZSTD })
    const found = await new Survey(medium).family(entry('boot=casper quiet'))
    expect(found.family).toBe('casper')
    expect(found.why).toContain('packed as zstd')
  })

  test('is what lies inside, even when the menu says otherwise', async () => {
    const medium = memoryMedium({ '/initrd': gzipSync(CASPER) })
    expect((await new Survey(medium).family(entry('boot=live'))).family).toBe('casper')
  })

  test('is unknown where nothing tells', async () => {
    expect((await new Survey(memoryMedium({ '/initrd': ZSTD })).family(entry('quiet'))).family).toBe('unknown')
  })
})
