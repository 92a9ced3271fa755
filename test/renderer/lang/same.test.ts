import { describe, expect, it } from 'vitest'
import { LANGUAGE_IDS } from '../../../preload/contract'
import { LANGUAGES } from '../../../renderer/src/lang/words'

/** Paths of every text: `start.blocked.card`; and what is there. Tables that only some languages fill are left out. */
function textsOf(value: unknown, path = ''): readonly (readonly [path: string, kind: string, text: string])[] {
  if (typeof value === 'function') return [[path, 'function', String(value)]]
  if (typeof value !== 'object' || value === null) return [[path, typeof value, String(value)]]
  return Object.entries(value).flatMap(([name, inner]) => textsOf(inner, path === '' ? name : `${path}.${name}`))
}

/** `recipes` is known by its English text; of `told`, English has what the engine does not say better. */
const OPEN = /^(recipes|told)\./

/** Which line of the checks belongs to it: no text. */
const CHECK_ID = /^selftest\.doors\..*\.check$/

const english = textsOf(LANGUAGES.en).filter(([path]) => !OPEN.test(path))

/** What is written alike in German: names, abbreviations, words that both languages have. */
const ALIKE: readonly string[] = [
  '0 MB/s',
  'Alt',
  'ARM',
  'BIOS',
  'Bootdrop',
  'CSV',
  'Details',
  'DHCP',
  'Esc',
  'Ethernet',
  'FAT',
  'Firewall',
  'Firmware',
  'HTTP',
  'ISO 9660',
  'JSON',
  'Kernel',
  'Medium',
  'Minute',
  'Name',
  'PXE',
  'Ports',
  'Raspberry Pi',
  'Secure Boot',
  'System',
  'TFTP',
  'UDF',
  'UEFI',
  'UEFI ARM64',
  'UEFI x64',
  'UUID',
  'Version',
  'Wake on LAN',
  'iPXE',
  'sudo sysctl -w net.ipv4.ip_unprivileged_port_start=67',
]

describe.each(LANGUAGE_IDS.filter((id) => id !== 'en'))('the language %s', (id) => {
  const texts = textsOf(LANGUAGES[id]).filter(([path]) => !OPEN.test(path))

  it('has every text of English, of the same kind, and no other', () => {
    const shape = (list: typeof texts): readonly string[] => list.map(([path, kind]) => `${path}: ${kind}`).sort()
    // How many steps there are to do is up to a language.
    const steps = (line: string): string => line.replace(/\.\d+: string$/, '')
    expect([...new Set(shape(texts).map(steps))]).toEqual([...new Set(shape(english).map(steps))])
  })

  it('says nothing in English', () => {
    const known = new Map(english.map(([path, , text]) => [path, text]))
    const left = texts.filter(([path, kind, text]) => {
      return (
        kind === 'string' && known.get(path) === text && text !== '' && !ALIKE.includes(text) && !CHECK_ID.test(path)
      )
    })
    expect(left.map(([path, , text]) => `${path}: ${text}`)).toEqual([])
  })

  it('leaves no text empty that English has', () => {
    const empty = (list: typeof texts): readonly string[] =>
      list.filter(([, , text]) => text.trim() === '').map(([path]) => path)
    expect(empty(texts)).toEqual(empty(english))
  })
})
