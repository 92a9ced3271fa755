import { describe, expect, it } from 'vitest'
import { encode, parseReply, parseRequest, VERSION } from '../../../main/permission/messages'

const PORTS = { version: VERSION, verb: 'open-ports', card: 'eno1', address: '192.168.1.20', ports: [67, 69] }
const FIREWALL = {
  ...{ version: VERSION, verb: 'open-firewall', card: 'eno1', address: '192.168.1.20' },
  ...{ id: 'bootdrop-0123456789abcdef', http: 8067 },
}
const parse = (value: unknown) => parseRequest(JSON.stringify(value))
const refused = { refused: expect.any(String) as string }

describe('a request to the helper', () => {
  it('is read back as it was sent', () => {
    const request = { verb: 'open-ports', card: 'eno1', address: '192.168.1.20', ports: [67, 68, 69, 4011] } as const
    expect(parseRequest(encode(request))).toEqual(request)
    expect(parseRequest(encode({ verb: 'sweep' }))).toEqual({ verb: 'sweep' })
    expect({ version: VERSION, ...parse(FIREWALL) }).toEqual(FIREWALL)
  })

  it.each([
    ['no JSON', '{'],
    ['a list', '[]'],
    ['nothing', ''],
    ['null', 'null'],
  ])('is refused when it is %s', (_what, text) => expect(parseRequest(text)).toEqual(refused))

  it.each([
    ['another version', { ...PORTS, version: VERSION + 1 }],
    ['no version', { ...PORTS, version: undefined }],
    ['an unknown verb', { ...PORTS, verb: 'run' }],
    ['a verb of every object', { ...PORTS, verb: 'constructor' }],
    ['more than was to be said', { ...PORTS, command: 'sh' }],
    ['a foreign port', { ...PORTS, ports: [67, 22] }],
    ['a port as text', { ...PORTS, ports: ['67'] }],
    ['a port with a fraction', { ...PORTS, ports: [67.5] }],
    ['a port twice', { ...PORTS, ports: [67, 67] }],
    ['no port', { ...PORTS, ports: [] }],
    ['ports that are no list', { ...PORTS, ports: { length: 1, 0: 67 } }],
    ['a card with a path', { ...PORTS, card: '../eno1' }],
    ['a card like an option', { ...PORTS, card: '-A' }],
    ['a card with a space', { ...PORTS, card: 'eno1 eno2' }],
    ['a card with a line end', { ...PORTS, card: 'eno1\n' }],
    ['a card of sixteen letters', { ...PORTS, card: 'a'.repeat(16) }],
    ['a card that is no text', { ...PORTS, card: ['eno1'] }],
    ['a name for an address', { ...PORTS, address: 'localhost' }],
    ['an IPv6 address', { ...PORTS, address: '::1' }],
    ['a rule of another name', { ...FIREWALL, id: 'bootdrop-0123456789abcde/' }],
    ['a rule with more behind its name', { ...FIREWALL, id: `${FIREWALL.id}\n` }],
    ['an HTTP port below 1024', { ...FIREWALL, http: 22 }],
    ['an HTTP port that is none', { ...FIREWALL, http: 65_536 }],
    ['an HTTP port as text', { ...FIREWALL, http: '8067 accept' }],
    ['a sweep with a wish', { version: VERSION, verb: 'sweep', id: '*' }],
  ])('is refused with %s', (_what, value) => expect(parse(value)).toEqual(refused))
})

describe('a reply of the helper', () => {
  it('is read back as it was sent', () => {
    const failed = { kind: 'failed', code: 'EADDRINUSE', text: 'bind', port: 67, owner: 'dnsmasq (pid 1)' } as const
    for (const reply of [
      { kind: 'ports', ports: [67] } as const,
      { kind: 'done', text: 'nftables' } as const,
      failed,
    ]) {
      expect(parseReply(encode(reply))).toEqual(reply)
    }
  })

  it.each(['', '[]', '{"version":1,"kind":"ports","ports":[1]}', '{"version":1,"kind":"failed"}'])(
    'is none: %s',
    (text) => expect(parseReply(text)).toBeUndefined(),
  )
})
