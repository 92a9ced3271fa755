import { expect, test } from 'vitest'
import { ReadAhead } from '../../../../main/engine/tftp/readahead'
import { memoryFile, pattern, type MemoryFile } from '../../../support/lossy-files'

const BLKSIZE = 100
const CHUNK_BYTES = 450

async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve))
}

function ahead(file: MemoryFile): { reader: ReadAhead; failures: unknown[] } {
  const failures: unknown[] = []
  const events = { onReady: () => undefined, onFailure: (error: unknown) => failures.push(error) }
  return { reader: new ReadAhead(file, BLKSIZE, CHUNK_BYTES, events), failures }
}

test('gives every block in turn, each read from the disk once', async () => {
  const content = pattern(5055)
  const file = memoryFile(content)
  const { reader } = ahead(file)
  for (let block = 1; block <= 51; block += 1) {
    reader.keep(block)
    await settle()
    expect(reader.find(block)).toBe(true)
    const from = (block - 1) * BLKSIZE
    const length = Math.min(BLKSIZE, content.length - from)
    expect(Buffer.from(reader.bytes.subarray(reader.offset, reader.offset + length))).toEqual(
      content.subarray(from, from + length),
    )
  }
  expect(file.reads).toBe(13)
})

test('reads the next chunk while the present one is being sent', async () => {
  const file = memoryFile(pattern(5000))
  const { reader } = ahead(file)
  await settle()
  expect(file.reads).toBe(2)
  expect([1, 8].map((block) => reader.find(block))).toEqual([true, true])
  expect(reader.find(9)).toBe(false)
})

test('holds on to the chunk of the oldest block that may be sent again', async () => {
  const file = memoryFile(pattern(5000))
  const { reader } = ahead(file)
  await settle()
  reader.keep(4)
  await settle()
  expect(reader.find(4)).toBe(true)
  expect(file.reads).toBe(2)
})

test('has the empty last block without reading', async () => {
  const file = memoryFile(new Uint8Array(0))
  const { reader } = ahead(file)
  expect(reader.find(1)).toBe(true)
  expect(file.reads).toBe(0)
  await reader.close()
})

test('reports a file that ends too early, once', async () => {
  const { failures } = ahead(memoryFile(pattern(900), { truncatedAt: 100 }))
  await settle()
  expect(failures).toHaveLength(1)
  expect(failures[0]).toMatchObject({ code: 'medium-changed' })
})

test('closes the file only after the read that is under way', async () => {
  let release: () => void = () => undefined
  const file = memoryFile(pattern(100), { before: () => new Promise((resolve) => (release = resolve)) })
  const { reader } = ahead(file)
  const closing = reader.close()
  await settle()
  expect(file.closed).toBe(false)
  release()
  await closing
  expect(file.closed).toBe(true)
})
