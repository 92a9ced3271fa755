import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { prepareCaptures } from '../../../main/cli/captures'
import { EXIT } from '../../../main/engine/errors'

describe('the folder for captures, before anything is served', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bootdrop-captures-'))
  afterAll(() => rmSync(folder, { recursive: true }))

  it('is made, with those above it, and left empty', async () => {
    const deep = join(folder, 'a', 'b')
    await prepareCaptures(deep)
    expect(readdirSync(deep)).toEqual([])
  })

  it('keeps what is in it', async () => {
    const kept = join(folder, 'kept.pcapng')
    writeFileSync(kept, 'x')
    await prepareCaptures(folder)
    expect(existsSync(kept)).toBe(true)
  })

  it('is not put in the place of a file', async () => {
    const file = join(folder, 'README.md')
    writeFileSync(file, 'text')
    await expect(prepareCaptures(file)).rejects.toMatchObject({
      exitCode: EXIT.usage,
      message: expect.stringContaining(`--pcap ${file} is a file, not a folder`),
    })
    expect(readFileSync(file, 'utf8')).toBe('text')
  })

  // /proc takes no new folder from anybody, root included, and says ENOENT although /proc itself is there.
  it.runIf(process.platform === 'linux').each(['/proc/self', '/proc/bootdrop', '/proc/bootdrop/captures'])(
    'has to be one that can be written, not %s',
    async (path) => {
      await expect(prepareCaptures(path)).rejects.toMatchObject({
        exitCode: EXIT.usage,
        message: expect.stringContaining('Give a folder that can be written'),
      })
    },
  )
})
