import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CpioNames } from '../../../../main/engine/recipes/cpio'
import { familyByNames } from '../../../../main/engine/recipes/family'
import { initrdNames } from '../../../../main/engine/recipes/initrd'
import type { MenuEntry } from '../../../../main/engine/recipes/menu/entry'
import { cpio } from './bytes'
import { Survey } from '../../../../main/engine/recipes/survey'
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

  test('stay closed for zstd, with the format told', async () => {
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
    const start = fc.constantFrom(Buffer.alloc(0), MICROCODE, gzipSync(CASPER), Buffer.from('0707010000'))
    await fc.assert(
      fc.asyncProperty(start, fc.uint8Array({ maxLength: 300 }), async (base, noise) => {
        await namesIn(Buffer.concat([base, noise]))
      }),
    )
  })
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
