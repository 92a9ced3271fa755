import { describe, expect, it } from 'vitest'
import { foldName, segmentsOf, urlSafeName } from '../../../../main/engine/media/paths'
import { sizeInWords } from '../../../../main/engine/media/words'

describe('segmentsOf', () => {
  it.each([
    ['/', []],
    ['/live/vmlinuz', ['live', 'vmlinuz']],
    ['live//./vmlinuz/', ['live', 'vmlinuz']],
    ['/../../etc/../live', ['live']],
    ['/a\\..\\b', ['a\\..\\b']],
    ['/a\0', undefined],
    ['/'.repeat(5000), undefined],
  ])('splits %j', (path, segments) => {
    expect(segmentsOf(path)).toEqual(segments)
  })
})

describe('foldName', () => {
  it.each([
    ['B.B00;1', 'b.b00'],
    ['README.;1', 'readme'],
    ['VMLINUZ.', 'vmlinuz'],
    ['a;b', 'a;b'],
    ['...', '...'],
    ['U\u0308', '\u00fc'],
  ])('folds %j', (name, folded) => {
    expect(foldName(name)).toBe(folded)
  })
})

describe('urlSafeName', () => {
  it.each([
    ['debian-12.5.0-amd64.iso', 'debian-12.5.0-amd64.iso'],
    ['Windows 11 (German).iso', 'Windows_11_German_.iso'],
    ['..', 'medium'],
    ['日本', 'medium'],
  ])('makes %j safe', (name, safe) => {
    expect(urlSafeName(name)).toBe(safe)
  })
})

describe('sizeInWords', () => {
  it.each([
    [0, '0 bytes'],
    [999, '999 bytes'],
    [1000, '1.0 kB'],
    [34_000_000, '34 MB'],
    [1_200_000_000, '1.2 GB'],
    [5e15, '5000 TB'],
  ])('says %d', (bytes, words) => {
    expect(sizeInWords(bytes)).toBe(words)
  })
})
