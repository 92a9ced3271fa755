import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mediumUrls } from '../../../../../main/engine/boot/file-urls'
import type { SignedChain } from '../../../../../main/engine/boot/signed/chain'
import {
  grubConfig,
  grubRefusal,
  type GrubConfig,
  type GrubEntry,
} from '../../../../../main/engine/boot/signed/grub-config'
import { quoteAll, wordsOf } from '../../../../../main/engine/boot/signed/grub-words'
import { describeWith } from '../../../../support/tools'
import { anyText, testPlan, URL_BASE } from '../parts'

function golden(name: string): string {
  return fileURLToPath(new URL(`../golden/grub-${name}.cfg`, import.meta.url))
}

const CHAIN: SignedChain = {
  cpu: 'x64',
  shim: '/debian-installer/amd64/bootnetx64.efi',
  grub: '/debian-installer/amd64/grubx64.efi',
  grubName: 'grubx64.efi',
  prefix: '/debian-installer/amd64/grub',
  http: true,
  tftp: true,
}

function entry(changes: Partial<GrubEntry> = {}): GrubEntry {
  return {
    plan: testPlan(),
    urls: mediumUrls(URL_BASE, 'abcdef012345', 'debian.iso', 'debian-installer'),
    append: '',
    ...changes,
  }
}

function config(changes: Partial<GrubConfig> = {}): GrubConfig {
  return {
    chain: CHAIN,
    urlBase: URL_BASE,
    entries: [entry()],
    first: 0,
    timeoutS: undefined,
    mac: '52:54:00:12:34:56',
    ...changes,
  }
}

const TWO = [
  entry({ append: 'console=ttyS0 preseed="a b" x=$HOME;reboot' }),
  entry({
    plan: testPlan({
      title: "Live d'été {12}",
      kernel: '/live/vm linuz',
      initrds: ['/live/microcode.img', '/live/initrd.img'],
      args: 'boot=live fetch=${base}/live/filesystem.squashfs iso=${iso} ${bootif}',
    }),
  }),
]

const CASES = {
  one: grubConfig(config()),
  menu: grubConfig(config({ entries: TWO, timeoutS: 10, first: 1 })),
  tftp: grubConfig(config({ entries: TWO, chain: { ...CHAIN, http: false }, timeoutS: 0, mac: undefined })),
  'local-disk': grubConfig(config({ first: 'local-disk', timeoutS: 10 })),
  linuxefi: grubConfig(config({ chain: { ...CHAIN, linuxCommand: 'linuxefi' } })),
  'no-initrd': grubConfig(config({ entries: [entry({ plan: testPlan({ initrds: [] }) })] })),
  refusal: grubRefusal('Debian installer 12 is for x64; this machine is arm64: nothing $to `boot` here.', undefined),
} as const

describe('the grub.cfg of a machine', () => {
  test.each(Object.entries(CASES))('%s', async (name, text) => {
    await expect(text).toMatchFileSnapshot(golden(name))
  })

  test('loads by HTTP from the port of the server, names percent-encoded', () => {
    expect(CASES.menu).toContain("'(http,192.168.1.20:8067)/iso/abcdef012345/live/vm%20linuz'")
  })

  test('loads by TFTP where GRUB has no HTTP, names as they are', () => {
    expect(CASES.tftp).toContain("'(tftp,192.168.1.20)/iso/abcdef012345/live/vm linuz'")
    expect(CASES.tftp).not.toContain('(http')
  })

  test('names the card by its address, and leaves that out where nobody knows it', () => {
    expect(CASES.menu).toContain('BOOTIF=01-52-54-00-12-34-56')
    expect(CASES.tftp).not.toContain('BOOTIF')
  })

  test('is ASCII but for names of files', () => {
    for (const text of Object.values(CASES)) expect(text).toMatch(/^[\n\x20-\x7e]*$/)
  })
})

describe('words for GRUB', () => {
  test.each([
    ['quiet splash', ['quiet', 'splash']],
    ['  a   b ', ['a', 'b']],
    ['x="a b" c', ['x=a b', 'c']],
    ['"x=a b"', ['x=a b']],
    ['a"b', ['a"b']],
    ['', []],
  ])('%j are %j', (args, words) => {
    expect(wordsOf(args)).toEqual(words)
  })

  test.each([
    ['console=ttyS0,115200', 'console=ttyS0,115200'],
    ['a b', "'a b'"],
    ['$x;{}#', "'$x;{}#'"],
    ["it's", "'it'\\''s'"],
    ['a\nreboot', "'a reboot'"],
    ['', "''"],
  ])('%j is quoted as %s', (word, quoted) => {
    expect(quoteAll([word])).toBe(quoted)
  })

  test('are what sh reads as the same words', () => {
    const words = fc.sample(anyText(), { numRuns: 300, seed: 1 }).map((word) =>
      Buffer.from(word)
        .toString('utf8')
        .replace(/\p{Cc}/gu, ' '),
    )
    const { stdout } = spawnSync('sh', ['-s'], { input: `printf '%s\\n' ${quoteAll(words)}\n`, encoding: 'utf8' })
    expect(stdout.split('\n').slice(0, -1)).toEqual(words)
  })
})

describeWith(['grub-script-check'], "GRUB's own parser", () => {
  const check = (text: string): string => spawnSync('grub-script-check', { input: text, encoding: 'utf8' }).stderr

  test.each(Object.entries(CASES))('takes %s', (_name, text) => {
    expect(check(text)).toBe('')
  })

  test('refuses what is broken', () => {
    expect(check("menuentry 'x' {\n")).toContain('error')
  })

  test('takes whatever a medium and a user put into titles, paths and arguments', () => {
    const entries = fc
      .sample(fc.tuple(anyText(40), anyText(40), anyText(40)), { numRuns: 300, seed: 2 })
      .map(([title, path, append]) => entry({ plan: testPlan({ title, kernel: `/${path}` }), append }))
    expect(check(grubConfig(config({ entries })))).toBe('')
    expect(check(grubConfig(config({ entries, chain: { ...CHAIN, http: false } })))).toBe('')
    expect(check(entries.map(({ append }) => grubRefusal(append, undefined)).join(''))).toBe('')
  })
})
