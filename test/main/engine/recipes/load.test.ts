import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { loadRecipes, parseRecipe, problemInWords } from '../../../../main/engine/recipes/load'
import { RECIPES } from './shelf'

const GOOD = `id: good
title: Good
family: test
match:
  - label: ^GOOD
    score: 50
    why: It says so.
boot:
  - firmware: any
    kernel: /linux
    initrd: [initrd.gz]
    args: quiet \${bootif}
`

function problemsOf(yaml: string): string[] {
  const parsed = parseRecipe(yaml, 'r.yaml')
  return 'problems' in parsed ? parsed.problems.map(problemInWords) : []
}

describe('the recipes that ship', () => {
  test('are all whole', async () => {
    const shelf = await loadRecipes(RECIPES)
    expect(shelf.problems).toEqual([])
    expect(shelf.recipes.map(({ id }) => id)).toEqual(
      expect.arrayContaining([
        'debian-cd',
        'debian-installer',
        'debian-live',
        'generic-linux',
        'memtest86plus',
        'whole-image',
      ]),
    )
  })
})

describe('a folder of recipes', () => {
  let folder = ''
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bootdrop-recipes-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  test('gives the good ones when one is broken', async () => {
    await writeFile(join(folder, 'a.yaml'), 'id: [')
    await writeFile(join(folder, 'b.yaml'), GOOD)
    const shelf = await loadRecipes(folder)
    expect(shelf.recipes.map(({ id }) => id)).toEqual(['good'])
    expect(shelf.problems.map(({ file }) => file)).toContain('a.yaml')
  })

  test('keeps the first of two recipes with one id', async () => {
    await writeFile(join(folder, 'a.yaml'), GOOD)
    await writeFile(join(folder, 'b.yaml'), GOOD.replace('title: Good', 'title: Other'))
    const shelf = await loadRecipes(folder)
    expect(shelf.recipes.map(({ title }) => title)).toEqual(['Good'])
    expect(shelf.problems).toEqual([
      {
        file: 'b.yaml',
        line: 0,
        reason: 'the id "good" belongs to an earlier file',
        code: 'same-id',
        details: { id: 'good' },
      },
    ])
  })

  test('does not read a huge file', async () => {
    await writeFile(join(folder, 'a.yaml'), `#${'x'.repeat(300_000)}`)
    expect((await loadRecipes(folder)).problems[0]?.reason).toMatch(/longer than 32 KiB/)
  })

  test('that is missing is an error with a code', async () => {
    await expect(loadRecipes(join(folder, 'nowhere'))).rejects.toMatchObject({ code: 'recipe-broken' })
  })
})

describe('a broken recipe is reported with its line', () => {
  test('for YAML that is none', () => {
    expect(problemsOf('id: x\ntitle: "no end')[0]).toMatch(/^r\.yaml:2: .*closing "quote/)
  })

  test('for a value out of range', () => {
    expect(problemsOf(GOOD.replace('score: 50', 'score: 500'))).toEqual([
      expect.stringMatching(/^r\.yaml:6: match\.0\.score: /),
    ])
  })

  test('for a key that no recipe has', () => {
    expect(problemsOf(`${GOOD}colour: red\n`)[0]).toMatch(/^r\.yaml:13: colour: /)
  })

  test('for a key that is missing, at what should hold it', () => {
    expect(problemsOf(GOOD.replace('    kernel: /linux\n', ''))).toEqual([
      'r.yaml:9: boot.0: needs "kernel", "from: menu" or "refuse"',
    ])
  })

  test('for an expression that is none', () => {
    expect(problemsOf(GOOD.replace('^GOOD', '"("'))).toEqual(['r.yaml:5: match.0.label: is not a regular expression'])
  })

  test('for a variable that there is not', () => {
    expect(problemsOf(GOOD.replace('quiet', '${squash}'))).toEqual(['r.yaml:1: there is no variable ${squash}'])
  })

  test('for a path that climbs', () => {
    expect(problemsOf(GOOD.replace('/linux', '/../etc/shadow'))[0]).toMatch(/^r\.yaml:10: .*must not hold \.\./)
  })

  test('for a RAM rule that is no sum', () => {
    expect(problemsOf(`${GOOD}minRamMiB: 2 gigabytes\n`)[0]).toMatch(/^r\.yaml:13: minRamMiB: is not a sum/)
  })

  test('for a RAM rule with a file that there is not', () => {
    expect(problemsOf(`${GOOD}minRamMiB: squashfs + 512\n`)).toEqual([
      'r.yaml:1: minRamMiB: there is no file "squashfs"',
    ])
  })

  test('for boot and refuse together', () => {
    expect(problemsOf(`${GOOD}refuse: No.\n`)).toEqual([
      'r.yaml:1: needs one of "boot", "image" and "refuse", not several',
    ])
  })

  test('for aliases that would grow without end', () => {
    const bomb = ['a: &a [x, x, x, x, x, x, x, x, x]']
    for (let at = 1; at < 12; at += 1) {
      const before = String.fromCharCode(96 + at)
      bomb.push(
        `${String.fromCharCode(97 + at)}: &${String.fromCharCode(97 + at)} [${`*${before}, `.repeat(8)}*${before}]`,
      )
    }
    expect(problemsOf(bomb.join('\n'))[0]).toMatch(/alias/i)
  })
})

test('no text makes the parser throw', () => {
  const line = fc.constantFrom(...GOOD.split('\n'), '- : -', '? [', '&a *a', '\t', '{{', 'match: null', 'boot: 3')
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(line).map((all) => all.join('\n')),
      ),
      (text) => {
        parseRecipe(text, 'r.yaml')
      },
    ),
    { numRuns: 300 },
  )
})
