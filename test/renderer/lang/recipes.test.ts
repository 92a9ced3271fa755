import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { recipeTexts } from '../../../renderer/src/lang/de/recipes/index'

const FOLDER = 'assets/recipes'
/** Names of products: they are the same everywhere. */
const SAME = new Set([
  'Clonezilla',
  'Flatcar Container Linux',
  'GParted Live',
  'Kaspersky Rescue Disk',
  'PassMark MemTest86',
  'Memtest86+',
  'mfsBSD',
  'Porteus',
  'Puppy Linux',
  'Slax',
  'SystemRescue',
  'Tails',
  'Talos Linux',
  'Tiny Core Linux',
  'Ubuntu Server',
])
/** Where in a recipe something stands that the window shows. */
const SHOWN = new Set(['title', 'notes', 'untested', 'needs', 'why'])

function textsOf(value: unknown, shown: boolean): string[] {
  if (typeof value === 'string') return shown ? [value] : []
  if (Array.isArray(value)) return value.flatMap((one) => textsOf(one, shown))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => textsOf(inner, SHOWN.has(key)))
}

const texts = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.yaml'))
  .flatMap((name) => textsOf(parse(readFileSync(join(FOLDER, name), 'utf8')), false))

describe('the German of the recipes', () => {
  it('has every text that the window shows', () => {
    const missing = texts.filter((text) => recipeTexts[text] === undefined && !SAME.has(text))
    expect([...new Set(missing)]).toEqual([])
  })

  it('has nothing that no recipe says any more', () => {
    expect(Object.keys(recipeTexts).filter((text) => !texts.includes(text))).toEqual([])
  })
})
