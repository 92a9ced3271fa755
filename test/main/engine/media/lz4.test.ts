import { describe, expect, it } from 'vitest'
import { unpackLz4 } from '../../../../main/engine/media/archive/lz4'

const MAGIC = Buffer.from([2, 0x21, 0x4c, 0x18])
/** A block of one literal. */
const BLOCK = Buffer.from([2, 0, 0, 0, 0x10, 0x41])

async function* inOnePiece(...parts: readonly Buffer[]): AsyncGenerator<Buffer> {
  yield await Promise.resolve(Buffer.concat(parts))
}

describe('a legacy lz4 frame', () => {
  it('of tiny blocks is broken at the second one', async () => {
    let bytes = 0
    const unpacking = async () => {
      for await (const piece of unpackLz4(inOnePiece(MAGIC, ...Array<Buffer>(1000).fill(BLOCK)))) bytes += piece.length
    }
    await expect(unpacking()).rejects.toThrow('a block before the last of the lz4 frame is short')
    expect(bytes).toBe(1)
  })

  it('gives pieces that keep no more memory than they are long', async () => {
    for await (const piece of unpackLz4(inOnePiece(MAGIC, BLOCK))) {
      expect(piece.toString()).toBe('A')
      expect(piece.buffer.byteLength).toBeLessThan(64 * 1024)
    }
  })

  it('lets others have turns, however many frames come in one piece', async () => {
    let turns = 0
    let over = false
    const turn = (): void => {
      turns += 1
      if (!over) setImmediate(turn)
    }
    setImmediate(turn)
    let bytes = 0
    const frames = Array<Buffer>(10_000).fill(Buffer.concat([MAGIC, BLOCK]))
    for await (const piece of unpackLz4(inOnePiece(...frames))) bytes += piece.length
    over = true
    expect(bytes).toBe(10_000)
    expect(turns).toBeGreaterThan(10)
  })
})
