import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { EXAMPLE, prepareRecipesFolder, watchFolder } from '../../main/own-recipes'
import { loadRecipes, parseRecipe } from '../../main/engine/recipes/load'

let folder: string
let own: string
let end: () => void = () => undefined
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bootdrop-recipes-'))
  own = join(folder, 'config', 'recipes')
})
afterEach(() => {
  end()
  rmSync(folder, { recursive: true, force: true })
})

describe('the folder of the user’s own recipes', () => {
  it('is made with what explains it, and holds no recipe then', async () => {
    await prepareRecipesFolder(own)
    expect(readFileSync(join(own, 'README.txt'), 'utf8')).toContain('.yaml')
    expect(await loadRecipes(own)).toMatchObject({ recipes: [], problems: [] })
  })

  it('has an example that works as it stands', () => {
    expect(parseRecipe(EXAMPLE, 'example.yaml')).toMatchObject({ recipe: { id: 'my-rescue' } })
  })

  it('keeps what the user wrote', async () => {
    await prepareRecipesFolder(own)
    writeFileSync(join(own, 'README.txt'), 'mine')
    await prepareRecipesFolder(own)
    expect(readFileSync(join(own, 'README.txt'), 'utf8')).toBe('mine')
  })

  it('says when it cannot be made', async () => {
    writeFileSync(join(folder, 'config'), 'a file is in the way')
    await expect(prepareRecipesFolder(own)).rejects.toThrow()
  })
})

describe('the watch', () => {
  const patient = { timeout: 10_000, interval: 50 }

  it('tells of a file that is written, and of several writes once', async () => {
    mkdirSync(own, { recursive: true })
    const changes = vi.fn()
    end = watchFolder(own, changes)
    writeFileSync(join(own, 'a.yaml'), 'id: a')
    writeFileSync(join(own, 'a.yaml'), 'id: b')
    await vi.waitFor(() => expect(changes).toHaveBeenCalled(), patient)
    expect(changes).toHaveBeenCalledOnce()
  })

  it('finds a folder that is made later, and again after it was deleted', async () => {
    const changes = vi.fn()
    end = watchFolder(own, changes)
    expect(changes).not.toHaveBeenCalled()
    mkdirSync(own, { recursive: true })
    await vi.waitFor(() => expect(changes).toHaveBeenCalledTimes(1), patient)
    rmSync(own, { recursive: true })
    await vi.waitFor(() => expect(changes.mock.calls.length).toBeGreaterThan(1), patient)
    const before = changes.mock.calls.length
    mkdirSync(own, { recursive: true })
    await vi.waitFor(() => expect(changes.mock.calls.length).toBeGreaterThan(before), patient)
    writeFileSync(join(own, 'a.yaml'), 'id: a')
    const again = changes.mock.calls.length
    await vi.waitFor(() => expect(changes.mock.calls.length).toBeGreaterThan(again), patient)
    expect(existsSync(own)).toBe(true)
  })
})
