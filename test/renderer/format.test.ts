import { describe, expect, it } from 'vitest'
import * as format from '../../renderer/src/format'

describe('numbers for people', () => {
  it.each([
    [0, '0 bytes'],
    [512, '512 bytes'],
    [999.4, '999 bytes'],
    [999.6, '1.0 kB'],
    [62_000_000, '62.0 MB'],
    [99_960_000, '100 MB'],
    [658_505_728, '659 MB'],
    [4_700_000_000, '4.7 GB'],
  ])('%d bytes are %s', (bytes, text) => {
    expect(format.formatSize(bytes)).toBe(text)
  })

  it('gives a part in the unit of the whole', () => {
    expect(format.formatPart(400_000, 62_000_000)).toBe('0.4 of 62.0 MB')
    expect(format.formatPart(38_400_000, 620_000_000)).toBe('38 of 620 MB')
  })

  it('keeps the unit when nothing moves', () => {
    expect(format.formatSpeed(0)).toBe('0 MB/s')
    expect(format.formatSpeed(41_300_000)).toBe('41.3 MB/s')
  })

  it('never promises less than a second', () => {
    expect(format.formatLeft(0.1)).toBe('1 s left')
    expect(format.formatLeft(90)).toBe('2 min left')
    expect(format.formatLeft(7200)).toBe('2.0 h left')
  })

  it('tells how long ago', () => {
    expect(format.formatAgo(1000)).toBe('just now')
    expect(format.formatAgo(42_000)).toBe('42 s ago')
    expect(format.formatAgo(3_600_000)).toBe('1 h ago')
  })

  it('names link speeds as they are sold', () => {
    expect(format.formatLink(100)).toBe('100 Mb/s')
    expect(format.formatLink(2500)).toBe('2.5 Gb/s')
  })

  it('counts memory in MiB, as the command line does', () => {
    expect(format.formatMemory(512)).toBe('512 MiB')
    expect(format.formatMemory(2048)).toBe('2048 MiB')
  })

  it('takes the file name out of paths of both kinds', () => {
    expect(format.baseName('/home/me/a b.iso')).toBe('a b.iso')
    expect(format.baseName('C:\\Users\\me\\a.iso')).toBe('a.iso')
  })
})
