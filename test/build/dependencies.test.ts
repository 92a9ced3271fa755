import { mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { dependenciesAreStale, isLink, nodeIsTooOld } from '../../build/lib/dependencies.mjs'

describe('whether npm ci is needed', () => {
  let folder: string
  const installed = () => join(folder, 'node_modules/.package-lock.json')
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bootdrop-dependencies-'))
    await mkdir(join(folder, 'node_modules'))
    await writeFile(join(folder, 'package-lock.json'), '{}')
    await utimes(join(folder, 'package-lock.json'), 1000, 1000)
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  it('is when an install was broken off', () => {
    expect(dependenciesAreStale(folder)).toBe(true)
  })

  it('is when the lock file is newer than the install', async () => {
    await writeFile(installed(), '{}')
    await utimes(installed(), 999, 999)
    expect(dependenciesAreStale(folder)).toBe(true)
  })

  it('is not when the install is newer', async () => {
    await writeFile(installed(), '{}')
    expect(dependenciesAreStale(folder)).toBe(false)
  })
})

describe('a node_modules that is a link', () => {
  it('is found out before npm ci empties what lies behind it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'bootdrop-dependencies-'))
    await mkdir(join(folder, 'shared'))
    await symlink(join(folder, 'shared'), join(folder, 'node_modules'))
    expect(isLink(join(folder, 'node_modules'))).toBe(true)
    expect(isLink(join(folder, 'shared'))).toBe(false)
    expect(isLink(join(folder, 'none'))).toBe(false)
    await rm(folder, { recursive: true })
  })
})

describe('the Node.js that is needed', () => {
  it.each([
    ['18.20.4', true],
    ['20.18.1', true],
    ['20.19.0', false],
    ['22.0.0', false],
  ])('%s is too old: %s', (version, tooOld) => expect(nodeIsTooOld(version)).toBe(tooOld))
})
