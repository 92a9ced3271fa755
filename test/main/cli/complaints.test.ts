import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { inWordsOfTheLine, whyNoPath } from '../../../main/cli/complaints'
import { loadUserLoaders } from '../../../main/engine/boot/user-loaders'
import { BootdropError, EXIT } from '../../../main/engine/errors'
import { DEFAULTS } from '../../../main/engine/initial'

const command = { name: 'serve', json: false, config: { ...DEFAULTS, nic: 'e', media: [{ path: 'm' }] } } as const

describe('a folder of loaders that is no use', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bootdrop-complaints-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const empty = join(folder, 'empty')
  mkdirSync(empty)
  const others = join(folder, 'others')
  mkdirSync(others)
  writeFileSync(join(others, 'notes.txt'), 'x')
  const file = join(folder, 'file')
  writeFileSync(file, 'x')

  it.each([
    [join(folder, 'none'), 'There is no folder'],
    [empty, 'There is no file in it'],
    [others, 'holds no boot loader that Bootdrop can use'],
    [file, 'is a file'],
  ])('is a mistake on the line: %s', async (loaders, words) => {
    const thrown: unknown = await loadUserLoaders(loaders).catch((error: unknown) => error)
    const told = inWordsOfTheLine(thrown, { ...command, loaders })
    expect(told).toMatchObject({ exitCode: EXIT.usage, message: expect.stringContaining(`--loaders ${loaders}: `) })
    expect(told).toMatchObject({ message: expect.stringContaining(words) })
    expect(told).not.toMatchObject({ message: expect.stringContaining('settings') })
  })

  it('is not blamed for loaders that should have come with Bootdrop', () => {
    const own = new BootdropError('loader-missing', 'Run: npm run setup', { folder: '/opt/bootdrop' })
    expect(inWordsOfTheLine(own, { ...command, loaders: empty })).toBe(own)
  })
})

describe('whyNoPath', () => {
  it.each(['ENOENT', 'EISDIR', 'ENOTDIR', 'EEXIST', 'EACCES', 'EPERM', 'EROFS', 'ENOSPC'])(
    'has words for %s',
    (code) => {
      const why = whyNoPath(Object.assign(new Error(code), { code }))
      expect(why).toMatch(/^(is|may) /)
      expect(why).not.toContain(code)
    },
  )

  it('has none for what it does not know', () => {
    expect(whyNoPath(new Error('?'))).toBeUndefined()
  })
})

it('leaves what is no error of ours as it is', () => {
  const other = new TypeError('?')
  expect(inWordsOfTheLine(other, command)).toBe(other)
})
