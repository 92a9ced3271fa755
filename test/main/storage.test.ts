import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fileStorage, stateFolder } from '../../main/storage'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bootdrop-state-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('what is kept in files', () => {
  it('is read back, by this user alone', () => {
    const storage = fileStorage(join(folder, 'state'))
    expect(storage.write('leases', { a: [1] })).toBe(true)
    expect(storage.read('leases')).toEqual({ a: [1] })
    expect(statSync(join(folder, 'state', 'leases.json')).mode & 0o777).toBe(0o600)
  })

  it('is nothing before the first time, and where the file is damaged', () => {
    const storage = fileStorage(folder)
    expect(storage.read('machines')).toBeUndefined()
    writeFileSync(join(folder, 'machines.json'), '{"version":1,')
    expect(storage.read('machines')).toBeUndefined()
  })

  it('says when it cannot be written, and leaves no half file', () => {
    writeFileSync(join(folder, 'file'), '')
    expect(fileStorage(join(folder, 'file')).write('leases', {})).toBe(false)
    const circle: Record<string, unknown> = {}
    circle['self'] = circle
    expect(fileStorage(folder).write('leases', circle)).toBe(false)
    expect(readdirSync(folder)).toEqual(['file'])
  })

  it('lies where the system keeps such things', () => {
    expect(stateFolder()).toMatch(/[Bb]ootdrop/)
  })
})
