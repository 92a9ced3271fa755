import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { asNetascii, toNetascii } from '../../../../main/engine/tftp/netascii'
import { memoryFile } from '../../../support/lossy-files'

/** The conversion as RFC 764 words it, on text. */
function expected(text: string): string {
  return text.replace(/[\r\n]/g, (end) => (end === '\n' ? '\r\n' : '\r\0'))
}

async function readAll(file: Awaited<ReturnType<typeof asNetascii>>, pieceBytes: number): Promise<Buffer> {
  const pieces: Buffer[] = []
  for (let position = 0; position < file.size; position += pieceBytes) {
    const piece = Buffer.alloc(Math.min(pieceBytes, file.size - position))
    expect(await file.read(piece, position)).toBe(piece.length)
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}

test.each([
  ['', ''],
  ['a\nb', 'a\r\nb'],
  ['a\rb', 'a\r\0b'],
  ['a\r\nb', 'a\r\0\r\nb'],
])('%j leaves as %j', (text, wire) => {
  const target = Buffer.alloc(2 * text.length)
  const written = toNetascii(Buffer.from(text), target)
  expect(target.toString('latin1', 0, written)).toBe(wire)
})

describe('a file as netascii', () => {
  test('knows its converted size before it is sent', async () => {
    const file = await asNetascii(memoryFile(Buffer.from('one\ntwo\n')))
    expect(file.size).toBe(10)
  })

  test('reads right at any place, over many strides', async () => {
    const text = 'line of text\nanother\r\n'.repeat(20_000)
    const file = await asNetascii(memoryFile(Buffer.from(text)))
    const wire = await readAll(file, 100_000)
    expect(wire.equals(Buffer.from(expected(text)))).toBe(true)
    const middle = Buffer.alloc(1000)
    await file.read(middle, 300_001)
    expect(middle.equals(wire.subarray(300_001, 301_001))).toBe(true)
  })

  test('reads right when two reads run at the same time', async () => {
    const text = 'x\n'.repeat(100_000)
    const file = await asNetascii(memoryFile(Buffer.from(text)))
    const [first, second] = [Buffer.alloc(60_000), Buffer.alloc(60_000)]
    await Promise.all([file.read(first, 0), file.read(second, 60_000)])
    expect(Buffer.concat([first, second]).equals(Buffer.from(expected(text)).subarray(0, 120_000))).toBe(true)
  })

  test('that is shorter than it said is refused', async () => {
    const file = memoryFile(Buffer.alloc(100_000), { truncatedAt: 40_000 })
    await expect(asNetascii(file)).rejects.toMatchObject({ code: 'medium-changed' })
  })

  test('equals the conversion of the whole for any text', async () => {
    const text = fc.array(fc.constantFrom('\n', '\r', 'a', '\0'), { maxLength: 300 }).map((parts) => parts.join(''))
    await fc.assert(
      fc.asyncProperty(text, fc.integer({ min: 1, max: 50 }), async (content, pieceBytes) => {
        const file = await asNetascii(memoryFile(Buffer.from(content)))
        expect((await readAll(file, pieceBytes)).toString('latin1')).toBe(expected(content))
      }),
    )
  })
})
