import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isOpenAlready, isTooLong } from '../../main/single'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bootdrop-single-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))
const lock = (target: string): void => symlinkSync(target, join(folder, 'SingletonLock'))

describe('another instance', () => {
  it('is there while the process that the lock names runs', () => {
    lock(`some-host.example-${String(process.pid)}`)
    expect(isOpenAlready(folder)).toBe(true)
  })

  it('is not there without a lock, with one that a crash left, or with another’s link', () => {
    expect(isOpenAlready(folder)).toBe(false)
    const { pid } = spawnSync(process.execPath, ['--version'])
    lock(`host-${String(pid)}`)
    expect(isOpenAlready(folder)).toBe(false)
    rmSync(join(folder, 'SingletonLock'))
    lock('elsewhere')
    expect(isOpenAlready(folder)).toBe(false)
  })
})

describe('what a second start sends', () => {
  it('may name as many files as the list of media holds', () => {
    const paths = Array.from(
      { length: 64 },
      (_, n) => `/home/technician/Images/isos/debian-12.7.0-amd64-netinst-${String(n)}.iso`,
    )
    expect(isTooLong(['bootdrop', ...paths], '/home/technician', { paths })).toBe(false)
  })

  it('is too long with hundreds of files, or a single endless one', () => {
    const paths = Array.from(
      { length: 500 },
      (_, n) => `/home/technician/Images/isos/debian-12.7.0-amd64-netinst-${String(n)}.iso`,
    )
    expect(isTooLong(['bootdrop', ...paths], '/', { paths })).toBe(true)
    expect(isTooLong(['bootdrop', 'x'.repeat(60_000)], '/', { paths: [] })).toBe(true)
  })

  it('is measured in bytes', () => {
    expect(isTooLong(['検'.repeat(7000)], '/', {})).toBe(true)
  })
})
