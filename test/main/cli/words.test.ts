import { describe, expect, it } from 'vitest'
import { bytesInWords, cardInWords, clientInWords, transferInWords, whyInWords } from '../../../main/cli/words'
import type { Card, Client, Transfer } from '../../../main/engine/types'

const client: Client = {
  id: '52:54:00:00:00:01',
  mac: '52:54:00:00:00:01',
  uuid: undefined,
  arch: 'uefi-x64',
  ip: '192.168.1.143',
  hostname: undefined,
  vendorClass: undefined,
  vendor: undefined,
  model: undefined,
  title: undefined,
  doing: undefined,
  phase: { phase: 'loading' },
  detail: '',
  strategy: 'B',
  firstSeen: 0,
  lastSeen: 0,
  reached: {},
  transfers: [],
  boots: 1,
}

const transfer: Transfer = {
  id: 't1',
  protocol: 'http',
  file: '/iso/x/initrd.gz',
  role: 'boot',
  sentBytes: 38_000_000,
  sizeBytes: 62_000_000,
  bytesPerSecond: 41_000_000,
  startedAt: 0,
  endedAt: undefined,
  done: false,
  ok: true,
}

describe('words for the terminal', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [62_000_000, '62 MB'],
    [4_300_000_000, '4.3 GB'],
  ])('writes %d bytes as %s', (bytes, words) => {
    expect(bytesInWords(bytes)).toBe(words)
  })

  it('says who a machine is and what it does', () => {
    expect(clientInWords(client)).toBe('52:54:00:00:00:01 (uefi-x64, 192.168.1.143) is loading the system')
  })

  it('says why a machine stalled and what to look at', () => {
    const stalled = { ...client, phase: { phase: 'stalled', at: 'loader', why: 'loader-sent-then-silence' } } as const
    expect(clientInWords(stalled)).toContain('Secure Boot is probably on')
  })

  it.each([
    ['secure-boot', 'uefi-x64', ['Secure Boot', 'firmware setup', '--loader signed']],
    ['no-pi-firmware', 'rpi', ['Raspberry Pi', 'start4.elf', '--loaders']],
    ['no-signed-loader', 'uefi-x64', ['shim', '--loaders', '--loader auto']],
    ['needs-http-boot', 'uefi-x64', ['UEFI HTTP Boot', 'boot menu']],
    ['no-loader-for-arch', 'uefi-ia32', ['32-bit UEFI (IA32)', 'bin-i386-efi/snponly.efi', '--loaders']],
    ['no-loader-for-arch', 'http-ia32', ['32-bit UEFI (IA32)']],
    ['no-loader-for-arch', 'uefi-arm32', ['bin-arm32-efi/snponly.efi']],
    ['no-loader-for-arch', 'unknown', ['no loader here', '--loaders']],
    ['medium-gone', 'bios', ['put it back']],
    ['system-then-silence', 'uefi-x64', ['never fetched the rest', 'read its screen']],
    ['other-server', 'uefi-x64', ['another PXE server', 'switch the PXE service of that one off']],
    ['stopped', 'bios', ['when Bootdrop was stopped', 'start it again']],
  ] as const)('says for %s of %s what it is and what to do', (why, arch, words) => {
    for (const word of words) expect(whyInWords(why, arch)).toContain(word)
  })

  it('names the missing loader of the machine that failed', () => {
    const phase = { phase: 'failed', at: 'seen', why: 'no-loader-for-arch' } as const
    expect(clientInWords({ ...client, arch: 'uefi-ia32', phase })).toContain('has 32-bit UEFI (IA32), and there is no')
  })

  it.each([
    ['menu', 'script', 'is at the menu'],
    ['local-disk', 'handed-over', 'boots its own disk'],
    ['ignored', 'seen', 'is left alone, as a rule says'],
  ] as const)('says for what was chosen (%s) why a machine does not climb', (doing, phase, words) => {
    expect(clientInWords({ ...client, doing, phase: { phase } })).toBe(
      `52:54:00:00:00:01 (uefi-x64, 192.168.1.143) ${words}`,
    )
  })

  it('says what is wrong with a machine before what it was to do', () => {
    const phase = { phase: 'failed', at: 'script', why: 'file-not-found' } as const
    expect(clientInWords({ ...client, doing: 'menu', phase })).toContain(
      'asked for a file that the medium does not have',
    )
  })

  it('does without facts that it does not know', () => {
    expect(clientInWords({ ...client, mac: undefined, id: 'ip:10.0.0.9', ip: undefined, arch: 'unknown' })).toBe(
      'ip:10.0.0.9 is loading the system',
    )
  })

  it('tells size and speed of a transfer, and how it ended', () => {
    expect(transferInWords(transfer)).toBe('/iso/x/initrd.gz: 38 MB of 62 MB by HTTP, 41 MB/s')
    expect(transferInWords({ ...transfer, done: true, ok: false })).toContain('broken off')
  })

  it('marks a card that cannot serve', () => {
    const card: Card = {
      name: 'eno1',
      title: 'Ethernet (eno1)',
      mac: '52:54:00:00:00:02',
      kind: 'wired',
      up: true,
      addresses: [],
      speedMbps: 1000,
      isDefaultRoute: false,
      problem: 'no-address',
    }
    expect(cardInWords(card)).toBe(
      'eno1             wired     no address, 1 Gb/s, needs an address first  Ethernet (eno1)',
    )
  })
})
