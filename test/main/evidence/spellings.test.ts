import { describe, expect, it } from 'vitest'
import { Masker } from '../../../main/evidence/masker'
import { readme } from '../../../main/evidence/readme'
import { mapTexts } from '../../../main/evidence/secrets'
import { STOPPED } from '../../../main/engine/initial'
import { BLANK } from '../../../preload/settings'
import { archive, AT, client, input } from './support'

function masked(text: string, ...names: string[]): string {
  const masker = new Masker()
  for (const name of names) masker.learnName('user', name)
  masker.learn(text)
  return masker.text(text)
}

describe('a name', () => {
  it.each([
    ['J\u00FCrgen', 'J\u00FCrgen'],
    ['J\u00FCrgen', 'Ju\u0308rgen'],
    ['Ju\u0308rgen', 'J\u00DCRGEN'],
    ['J\u00FCrgen', 'J%C3%BCrgen'],
    ['J\u00FCrgen', 'j%c3%9crgen'],
    ['J\u00FCrgen', 'Ju%CC%88rgen'],
    // A DHCP message that is read byte by byte.
    ['J\u00FCrgen', 'J\u00C3\u00BCrgen'],
    ['J\u00C3\u00BCrgen', 'J\u00FCrgen'],
    ['Max Muster', 'max%20muster'],
    ['max.muster', 'Max%2EMuster'],
    ['\u7530\u4E2D\u3055', '%E7%94%B0%E4%B8%AD%E3%81%95'],
  ])('%j is found as %j', (name, written) => {
    expect(masked(`a ${written} b`, name)).toBe('a user-1 b')
  })

  it('that has an address in it is masked whole', () => {
    expect(masked('lease of meier-192.168.1.7: 192.168.1.7', 'meier-192.168.1.7')).toBe('lease of user-1: 240.0.0.7')
  })

  it('that is a number is masked where it is a field of its own, and takes no other number to pieces', async () => {
    const one = client({ id: '52:54:00:00:01:01', hostname: '101', ip: '192.168.1.101', detail: '101 files' })
    const files = await archive(input({ state: { ...STOPPED, clients: [one] } }))
    const [name = ''] = [...files.keys()].filter((file) => /^machines.*json$/.test(file))
    expect(JSON.parse(files.get(name)?.toString() ?? '')).toMatchObject({
      ...{ hostname: 'host-1', ip: '240.0.0.101', detail: '101 files' },
    })
    expect(files.get(name.replace('.json', '.txt'))?.toString()).toContain('Name        host-1')
  })
})

describe('a path or an address', () => {
  it.each([
    [String.raw`C:\Users\Max Muster\Downloads\a.iso`, String.raw`C:\Users\user-1\Downloads\a.iso`],
    ['C:/Users/Maxi/a.iso', 'C:/Users/user-1/a.iso'],
    ['file:///C:/Users/Max/a.iso', 'file:///C:/Users/user-1/a.iso'],
    ['/home/ab/a.iso', '/home/user-1/a.iso'],
    ['/home/101/a.iso', '/home/user-1/a.iso'],
    [String.raw`\\werkstatt\kunden\meier\a.iso`, String.raw`\\host-1\folder-1\folder-2\a.iso`],
    [String.raw`\\192.168.1.7\kunden\a.iso`, String.raw`\\240.0.0.7\folder-1\a.iso`],
    ['nfsroot=werkstatt:/export/kunden/x', 'nfsroot=host-1:/export/folder-1/x'],
    ['nfs:werkstatt:/', 'nfs:host-1:/'],
    ['http://werkstatt/x http://192.168.1.7/x', 'http://host-1/x http://240.0.0.7/x'],
    ['cannot read /mnt/data/kunde-meier/neu/a.iso: EIO', 'cannot read /mnt/data/folder-1/folder-2/a.iso: EIO'],
    ['/home/root/x of localhost', '/home/root/x of localhost'],
  ])('%s tells nobody', (text, expected) => expect(masked(text)).toBe(expected))

  it('of media in the settings tells none of its folders, in the log either', async () => {
    const windows = [String.raw`\\werkstatt\kunde-huber\b.iso`, String.raw`D:\kunde-adler\c.iso`]
    const media = ['/mnt/data/kunde-meier/a.iso', ...windows]
    const text = 'opened kunde-meier/x, kunde%2Dhuber and D:/kunde-adler'
    const log = [{ at: AT, level: 'info' as const, clientId: undefined, text }]
    const files = await archive(input({ settings: { ...BLANK, media }, log }))
    const all = [...files.values()].join('\n')
    expect(all).not.toMatch(/meier|huber|adler|werkstatt/i)
    for (const file of ['a.iso', 'b.iso', 'c.iso']) expect(all).toContain(file)
  })
})

it('a UUID of zeros or ones alone says that there is none, and stays', () => {
  const none = ['00000000-0000-0000-0000-000000000000', 'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF'].join(' ')
  expect(masked(none)).toBe(none)
})

it('names of fields stay, and keys that are data do not', () => {
  const keys = ['state', 'handed-over', 'aa:54:00:00:00:01', '/home/x', '525400aabbcc']
  const made = mapTexts(Object.fromEntries(keys.map((key) => [key, 1])), (text) => text.toUpperCase()) as object
  expect(Object.keys(made)).toEqual(['state', 'handed-over', 'AA:54:00:00:00:01', '/HOME/X', '525400AABBCC'])
})

it.each([
  [0, '0 machines:'],
  [1, '1 machine:'],
  [2, '2 machines:'],
])('the list of files counts %i as people do', (machines, words) => {
  expect(readme(AT, true, machines)).toContain(` ${words}`)
})
