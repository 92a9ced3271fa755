import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { stampOf } from '../../build/lib/app.mjs'

describe('the stamp of the sources', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bootdrop-stamp-'))
    await mkdir(join(folder, 'deep'))
    await writeFile(join(folder, 'deep', 'a.ts'), 'a')
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  it('stays while nothing changes', async () => {
    expect(await stampOf([folder])).toBe(await stampOf([folder]))
  })

  it('changes with a file, however deep, and with a new one', async () => {
    const before = await stampOf([folder])
    await utimes(join(folder, 'deep', 'a.ts'), 1, 1)
    const touched = await stampOf([folder])
    await writeFile(join(folder, 'b.ts'), '')
    expect(new Set([before, touched, await stampOf([folder])]).size).toBe(3)
  })

  it('does without a source that is not there', async () => {
    expect(await stampOf([join(folder, 'nothing')])).toBe(await stampOf([]))
  })
})
