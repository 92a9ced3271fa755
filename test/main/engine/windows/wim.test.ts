import { execFileSync } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { BootdropError } from '../../../../main/engine/errors'
import { memoryFile } from '../../../../main/engine/media/files'
import { readWimHeader } from '../../../../main/engine/windows/wim/header'
import { findWimFile } from '../../../../main/engine/windows/wim/tree'
import { imagesOf, readWimImages } from '../../../../main/engine/windows/wim/xml'
import { patterned } from '../../../support/isoTree'
import { CLIENT, makeWim, setupImages } from '../../../support/layouts/windows'
import { describeWith } from '../../../support/tools'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bootdrop-wim-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** Machine code, so that calls are translated; text; what cannot be packed; runs; nothing. */
async function manyFiles(): Promise<Record<string, Uint8Array>> {
  const program = (await readFile(process.execPath)).subarray(40_000_000, 40_700_001)
  const text = Buffer.from(Array.from({ length: 20_000 }, (_none, at) => `line ${at} of a text\r\n`).join(''))
  const noise = patterned(100_000, 77)
  return {
    'Windows/System32/curl.exe': program,
    'Windows/System32/notes.txt': text,
    'Windows/System32/noise.bin': noise,
    'Windows/zeros.bin': Buffer.alloc(200_000),
    'Windows/one.txt': Buffer.from('1'),
    'Windows/empty.txt': Buffer.alloc(0),
    'Windows/exactly.bin': text.subarray(0, 65_536),
  }
}

async function open(path: string) {
  const file = memoryFile('/sources/x.wim', await readFile(path))
  const header = await readWimHeader(file)
  if ('reason' in header) throw new Error(header.reason)
  return { file, header }
}

describeWith(['wimlib-imagex'], 'images that wimlib made', () => {
  test.each(['none', 'xpress', 'lzx'] as const)('give every file byte for byte: %s', async (compress) => {
    const files = await manyFiles()
    const path = await makeWim(join(folder, `${compress}.wim`), folder, CLIENT, { compress, files })
    const { file, header } = await open(path)
    expect(header.packing).toBe(compress)
    for (const [name, bytes] of Object.entries(files)) {
      const found = await findWimFile(file, header, 2, `/${name.toUpperCase()}`)
      if (found === undefined || 'reason' in found) throw new Error(`${name} was not found`)
      expect(Buffer.compare(await found.read(), bytes), name).toBe(0)
    }
    expect(await findWimFile(file, header, 2, '/Windows/none.exe')).toBeUndefined()
    expect(await findWimFile(file, header, 2, '/Windows/System32')).toBeUndefined()
    expect(await findWimFile(file, header, 2, '/Windows/one.txt/one.txt')).toBeUndefined()
    expect(await findWimFile(file, header, 9, '/Windows/one.txt')).toBeUndefined()
  })

  test('are told as `wimlib-imagex info` tells them', async () => {
    const path = await makeWim(join(folder, 'boot.wim'), folder, setupImages(12), { boot: 2 })
    const { file, header } = await open(path)
    const info = execFileSync('wimlib-imagex', ['info', path], { encoding: 'utf8' })
    const told = (key: string): string[] =>
      [...info.matchAll(new RegExp(`^${key}: +(.*)$`, 'gm'))].map(([, value = '']) => value.trim())
    const images = await readWimImages(file, header)
    expect(told('Boot Index')).toEqual([String(header.bootIndex)])
    expect(told('Image Count')).toEqual([String(header.images)])
    expect(told('Chunk Size')).toEqual([`${header.chunkBytes} bytes`])
    expect(told('Part Number')).toEqual([`${header.part}/${header.parts}`])
    expect(told('Index')).toEqual(images.map(({ index }) => String(index)))
    expect(told('Name')).toEqual(images.map(({ name }) => name))
    expect(told('Build')).toEqual(images.map(({ build }) => String(build)))
    expect(told('Total Bytes')).toEqual(images.map(({ size }) => String(size)))
    expect(told('Architecture')).toEqual(['ARM64', 'ARM64'])
    expect(images).toMatchObject([
      { index: 1, cpu: 'arm64', version: '10.0.26100.1742', languages: ['en-US'], edition: 'WindowsPE' },
      { index: 2, cpu: 'arm64', name: 'Microsoft Windows Setup (arm64)' },
    ])
  })

  test('that are packed as .esd tell their images, and say why their files are closed', async () => {
    const path = await makeWim(join(folder, 'install.esd'), folder, CLIENT, { solid: true, files: await manyFiles() })
    const { file, header } = await open(path)
    expect(header.packing).toBe('lzms')
    expect((await readWimImages(file, header)).map(({ name }) => name)).toEqual(CLIENT.map(({ name }) => name))
    expect(await findWimFile(file, header, 1, '/Windows/one.txt')).toEqual({
      reason: 'it is packed as .esd files are (LZMS)',
    })
  })

  test('and were damaged are refused in words, and never hang', async () => {
    const path = await makeWim(join(folder, 'whole.wim'), folder, CLIENT, { files: await manyFiles() })
    const whole = await readFile(path)
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 40 }),
        // The lookup table, the XML and the metadata are at the end.
        fc.array(fc.tuple(fc.nat(6000), fc.nat(255)), { maxLength: 20 }),
        fc.option(fc.nat(whole.length)),
        async (anywhere, atTheEnd, cut) => {
          const bytes = Buffer.from(whole)
          for (const [at, value] of anywhere) bytes[at] = value
          for (const [back, value] of atTheEnd) bytes[whole.length - 1 - back] = value
          const file = memoryFile('/x.wim', bytes.subarray(0, cut ?? whole.length))
          const header = await readWimHeader(file)
          if ('reason' in header) return
          await readWimImages(file, header)
          try {
            const found = await findWimFile(file, header, 1, '/Windows/System32/curl.exe')
            if (found !== undefined && !('reason' in found)) await found.read()
          } catch (error) {
            expect(error).toBeInstanceOf(BootdropError)
          }
        },
      ),
      { numRuns: 150 },
    )
  })
})

describe('hostile heads', () => {
  const head = (change: (bytes: Buffer) => void): Buffer => {
    const bytes = Buffer.alloc(208)
    bytes.write('MSWIM\0\0\0', 0, 'latin1')
    bytes.writeUInt32LE(208, 8)
    bytes.writeUInt32LE(0x10d00, 12)
    change(bytes)
    return bytes
  }
  const headerOf = (bytes: Uint8Array) => readWimHeader(memoryFile('/x.wim', bytes))

  test.each([
    ['nothing', Buffer.alloc(0), 'it is no Windows image'],
    ['another file', Buffer.from('PK\x03\x04 and more'), 'it is no Windows image'],
    ['a head that is cut off', head(() => undefined).subarray(0, 100), 'it is cut off in its head'],
    [
      'an unknown version',
      head((bytes) => bytes.writeUInt32LE(0x20000, 12)),
      'it is of a version that is not known (0x20000)',
    ],
  ])('%s', async (_what, bytes, reason) => {
    expect(await headerOf(bytes)).toEqual({ reason })
  })

  test('claims of petabytes are not believed', async () => {
    const bytes = head((all) => {
      all.writeUInt32LE(0x40002, 16)
      all.writeUInt32LE(32768, 20)
      for (const at of [48, 72]) {
        all.fill(0xff, at, at + 7)
        all.fill(0xff, at + 8, at + 24)
      }
    })
    const header = await headerOf(bytes)
    if ('reason' in header) throw new Error(header.reason)
    const file = memoryFile('/x.wim', bytes)
    expect(await readWimImages(file, header)).toEqual([])
    expect(await findWimFile(file, header, 1, '/Windows')).toBeUndefined()
  })
})

describe('the XML', () => {
  test('gives names on one line, with entities resolved and controls gone', () => {
    const [image] = imagesOf('<WIM><IMAGE INDEX="1"><NAME>A &amp;\u202e B\n\u0007&lt;C&gt;</NAME></IMAGE></WIM>')
    expect(image).toMatchObject({ index: 1, name: 'A & B <C>', version: '', build: 0, cpu: undefined, languages: [] })
  })

  test.each([
    '',
    '<WIM>',
    '<IMAGE INDEX="x"></IMAGE>',
    '<IMAGE INDEX="0"></IMAGE>',
    '<IMAGE INDEX="1">'.repeat(100_000),
  ])('without images gives none: %#', (xml) => {
    expect(imagesOf(xml)).toEqual([])
  })

  test('of any text gives something within a moment', () => {
    const piece = fc.constantFrom(
      '<IMAGE INDEX="1">',
      '</IMAGE>',
      '<NAME>',
      '</NAME>',
      '<LANGUAGES>',
      '</LANGUAGES>',
      'x',
    )
    fc.assert(fc.property(fc.array(piece, { maxLength: 300 }), (pieces) => Array.isArray(imagesOf(pieces.join('')))))
  })
})
