import { describe, expect, it } from 'vitest'
import type { Client, StoryCode, StoryLine, WhyCode } from '../../../main/engine/types'
import { doorOf } from '../../../main/selftest/doors'
import type { FailureCode, RungFacts } from '../../../main/virtual/machine'

const IN: readonly StoryCode[] = ['dhcp-discover', 'dhcp-request', 'pxe-request', 'tftp-rrq']
const line = (code: StoryCode, facts: StoryLine['facts'] = {}): StoryLine => ({
  ...{ at: 1, code, facts },
  direction: IN.includes(code) ? 'in' : 'out',
})
const failed = (code: FailureCode, facts: RungFacts = {}) => ({ code, facts })
const left = (why: WhyCode): Client =>
  ({ phase: { phase: 'failed', at: 'seen', why }, transfers: [] }) as unknown as Client

describe('which door was shut', () => {
  it.each<[string, FailureCode, StoryCode[], string]>([
    ['nothing came to port 67', 'no-answer', [], 'dhcp-not-heard'],
    ['the DISCOVER came, and nobody answered it', 'no-answer', ['dhcp-discover'], 'dhcp-not-answered'],
    ['the answer never came back', 'no-answer', ['dhcp-discover', 'dhcp-offer'], 'dhcp-answer-lost'],
    ['nothing came to port 4011', 'pxe-silent', ['dhcp-discover', 'dhcp-offer'], 'pxe-not-heard'],
    ['4011 heard it and said nothing', 'pxe-silent', ['pxe-request'], 'pxe-not-answered'],
    ['what 4011 said never came back', 'pxe-silent', ['pxe-request', 'pxe-ack'], 'pxe-answer-lost'],
    ['nothing came to port 69', 'tftp-silent', ['dhcp-discover', 'dhcp-offer'], 'tftp-not-heard'],
    ['port 69 heard it and said nothing', 'tftp-silent', ['tftp-rrq'], 'tftp-not-answered'],
    ['what was sent from another port is lost', 'tftp-silent', ['tftp-rrq', 'tftp-oack'], 'tftp-answer-lost'],
    ['the blocks stopped coming', 'tftp-broken-off', ['tftp-rrq', 'tftp-oack', 'tftp-data'], 'tftp-data-lost'],
    ['HTTP refused the connection', 'http-refused', [], 'http-refused'],
    ['HTTP kept silent', 'http-silent', [], 'http-silent'],
    ['the answer is none that firmware takes', 'bad-answer', [], 'bad-answer'],
  ])('%s', (_name, code, story, door) => {
    const told = story.map((said) => line(said))
    expect(doorOf(failed(code, { port: 69 }), { story: told, client: undefined })).toEqual({
      code: door,
      facts: { port: 69 },
    })
  })

  it('tells the answer to iPXE from the answer to the firmware before it', () => {
    const firmware = [line('dhcp-discover', { stage: 'firmware' }), line('dhcp-offer', { file: 'snponly.efi' })]
    const ipxe = line('dhcp-discover', { stage: 'ipxe' })
    const script = line('dhcp-offer', { file: 'http://192.168.1.20:8067/boot.ipxe' })
    const code = (story: StoryLine[]) => doorOf(failed('no-answer-ipxe'), { story, client: undefined }).code
    expect(code(firmware)).toBe('dhcp-not-heard')
    expect(code([...firmware, ipxe])).toBe('dhcp-not-answered')
    expect(code([...firmware, ipxe, script])).toBe('dhcp-answer-lost')
  })

  it.each<FailureCode>(['no-answer', 'script-ended'])(
    'is none where what is served is not for the machine: %s',
    (code) => {
      const side = { story: [line('dhcp-discover')], client: left('recipe-not-for-arch') }
      expect(doorOf(failed(code), side)).toEqual({ code: 'not-for-firmware', facts: { why: 'recipe-not-for-arch' } })
    },
  )

  it.each<FailureCode>(['http-failed', 'script-ended'])(
    'is another program where the machine was answered and never asked Bootdrop: %s',
    (code) => {
      const client = (...protocols: string[]): Client =>
        ({ phase: { phase: 'loader' }, transfers: protocols.map((protocol) => ({ protocol })) }) as unknown as Client
      const door = (of: Client) => doorOf(failed(code), { story: [], client: of }).code
      expect(door(client('tftp'))).toBe('http-foreign')
      expect(door(client('tftp', 'http'))).toBe(code)
    },
  )

  it('carries what the server gave up on', () => {
    const door = doorOf(failed('no-answer'), { story: [line('dhcp-discover')], client: left('other-server') })
    expect(door).toEqual({ code: 'dhcp-not-answered', facts: { why: 'other-server' } })
  })
})
