import { expect, test } from 'vitest'
import type { Assignment } from '../../../../main/engine/boot/assign'
import { makeFile } from '../../../../main/engine/boot/made/made'
import { memoryMedium } from '../recipes/memory-medium'

const medium = memoryMedium({ '/x': 'x' })
const assigned = {
  append: '',
  offers: [{ medium, recipe: { id: 'windows-pe' }, choice: {}, urls: {}, answer: undefined, planFor: () => undefined }],
} as unknown as Assignment

const made = (name: string) =>
  makeFile(
    { mediumId: medium.identity.id, recipeId: 'windows-pe', machine: 'any', name, query: new URLSearchParams() },
    assigned,
  )

test('what is made is asked for by its name, in any case', async () => {
  expect(String(await made('WinPEshl.ini'))).toContain('[LaunchApps]')
})

test.each(['constructor', 'toString', 'valueOf', '__proto__', 'hasOwnProperty'])(
  'there is no made file by the name %s, which every object has',
  async (name) => {
    expect(await made(name)).toBeUndefined()
  },
)
