/** go.cmd for the tests, and what cmd is able to do with it. */
import { goCmd } from '../../../../main/engine/windows/go-cmd'
import type { GoFacts } from '../../../../main/engine/windows/go-cmd'

export const FACTS: GoFacts = {
  title: 'Windows 11 10.0.26100.1742',
  madeUrl: 'http://192.168.1.20:8067/made/abcdef012345/windows-install/52-54-00-12-34-56',
  query: 'platform=efi&arch=x86_64',
  finishedUrl: 'http://192.168.1.20:8067/finished?mac=52:54:00:12:34:56',
  share: undefined,
  editions: [
    { index: 1, name: 'Windows 11 Home' },
    { index: 2, name: 'Windows 11 Pro' },
    { index: 3, name: 'Éducation & Research (100%) "x" <|>^' },
  ],
  files: [
    {
      name: 'install.wim',
      url: 'http://192.168.1.20:8067/iso/abcdef012345/my%20sources/install%28100%25%29.wim',
      size: 5_368_709_121,
    },
  ],
  edition: undefined,
  erase: undefined,
  drivers: false,
  bypass: false,
  noCurl: undefined,
}

export const VARIANTS: Readonly<Record<string, GoFacts>> = {
  guided: FACTS,
  'guided-drivers-parts': {
    ...FACTS,
    drivers: true,
    edition: '2',
    erase: '0',
    files: [1, 2].map((part) => ({
      name: part === 1 ? 'install.swm' : `install${part}.swm`,
      url: `http://192.168.1.20:8067/iso/abcdef012345/sources/install${part}.swm`,
      size: part * 1000,
    })),
  },
  share: { ...FACTS, share: '\\\\nas.example\\Windows & more', bypass: true },
  'no-curl': {
    ...FACTS,
    noCurl: '/sources/install.esd cannot be opened for it: it is packed as .esd files are (LZMS)',
  },
}

export function goOf(facts: Partial<GoFacts> = {}): string {
  return goCmd({ ...FACTS, ...facts })
}
