import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { loadRecipes, parseRecipe } from '../../../../main/engine/recipes/load'

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'bootdrop-recipes-'))
})
afterEach(() => rmSync(home, { recursive: true }))

const onUnix = test.skipIf(process.platform === 'win32')

onUnix('a pipe and a device are no recipes', async () => {
  execFileSync('mkfifo', [join(home, 'a.yaml')])
  symlinkSync('/dev/zero', join(home, 'b.yaml'))
  const { problems } = await loadRecipes(home)
  expect(problems.map(({ reason }) => reason)).toEqual(['is not a file', 'is not a file'])
})

test('a file longer than 32 KiB is not parsed', async () => {
  writeFileSync(join(home, 'a.yaml'), '#'.repeat(32 * 1024 + 1))
  expect((await loadRecipes(home)).problems).toMatchObject([{ reason: expect.stringContaining('32 KiB') }])
})

test.each(['['.repeat(65), '- x: {q: [\n'.repeat(40), '? '.repeat(16_000), `${' '.repeat(200)}a: 1`])(
  'nesting without end is not parsed',
  (text) => {
    expect(parseRecipe(text, 'a.yaml')).toMatchObject({ problems: [{ reason: expect.stringContaining('nested') }] })
  },
)

test('no more than 20 problems of one file are told', () => {
  const keys = `match:\n${'- 1\n'.repeat(100)}`
  expect(parseRecipe(keys, 'a.yaml')).toHaveProperty('problems.length', 20)
})

test.each([
  [String.raw`^(\s*\S*)*\u0001`, true],
  [String.raw`^(([A-Z]|\|| )+)+!$`, true],
  ['(a{2,})*', true],
  ['(?:a+)?', false],
  ['[(*]+(a|b)+', false],
])('the expression %s: endless is %s', (label, endless) => {
  const rule = { label, score: 1, why: 'x' }
  const parsed = parseRecipe(JSON.stringify({ id: 'a', title: 'a', family: 'a', match: [rule], refuse: 'x' }), 'a.yaml')
  expect(JSON.stringify(parsed).includes('can take for ever')).toBe(endless)
})
