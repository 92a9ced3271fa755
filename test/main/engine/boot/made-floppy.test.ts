import { expect, test } from 'vitest'
import { paddedFloppy } from '../../../../main/engine/boot/made/floppy'
import type { MadeFor } from '../../../../main/engine/boot/made/made'
import { oldKernel } from '../../../support/layouts/images'
import { bzImage } from '../recipes/bytes'
import { memoryMedium } from '../recipes/memory-medium'

const floppyOf = (files: Record<string, Uint8Array | string>) =>
  paddedFloppy({ medium: memoryMedium(files) } as unknown as MadeFor)

test('a program that was made for a floppy is filled up to one', async () => {
  const program = oldKernel()
  const floppy = await floppyOf({ '/memtest86+-5.01.bin': program })
  expect(floppy).toHaveLength(1_474_560)
  expect(Buffer.from(floppy as Uint8Array).subarray(0, program.length)).toEqual(program)
  expect(
    Buffer.from(floppy as Uint8Array)
      .subarray(program.length)
      .every((byte) => byte === 0),
  ).toBe(true)
})

test('what has no boot sector, or is too long for a floppy, gives none', async () => {
  expect(await floppyOf({ '/memtest.bin': 'text' })).toBeUndefined()
  expect(await floppyOf({ '/memtest.bin': Buffer.concat([oldKernel(), Buffer.alloc(2_000_000)]) })).toBeUndefined()
  expect(await floppyOf({ '/other.bin': bzImage() })).toBeUndefined()
})
