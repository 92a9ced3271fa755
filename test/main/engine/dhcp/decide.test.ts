import { describe, expect, it } from 'vitest'
import { decideOnBootServer, decideOnDhcp, type Decision, type ServerFacts } from '../../../../main/engine/dhcp/decide'
import { encode, type DhcpPacket } from '../../../../main/engine/dhcp/packet'
import { Sessions } from '../../../../main/engine/dhcp/sessions'
import { bytesOf, FACTS, latin, MAC, MACHINE_ID, message, requestOf, ROUTER, SERVER, textOf } from './messages'

const FROM_NOBODY = { address: '0.0.0.0', port: 68 }
const RELAY = { address: '192.168.77.1', port: 67 }
const USE_BOOT_FILE = [6, 1, 8, 255]

/** What the server does with this as the first message of the machine. */
function discover(packet: DhcpPacket, facts: ServerFacts = FACTS, from = FROM_NOBODY): Decision {
  const request = requestOf(packet)
  const session =
    request.boot === undefined
      ? undefined
      : new Sessions().discovered(request.mac, request.boot, packet.xid, 0, { mode: facts.mode })
  return decideOnDhcp(request, from, session, facts)
}

function reply(decision: Decision): Extract<Decision, { kind: 'reply' }> {
  if (decision.kind === 'ignore') throw new Error(decision.reason)
  return decision
}

const ask4011 = (packet: DhcpPacket, from = { address: '192.168.77.100', port: 4011 }): Decision =>
  decideOnBootServer(requestOf(packet), from, undefined, FACTS)

describe('DISCOVER on 67', () => {
  it('is never answered when it is not PXE', () => {
    expect(discover(message({ vendorClass: null }))).toMatchObject({ kind: 'ignore', observations: [] })
  })

  it('gets siaddr, file and options 54, 60, 66, 67 in every answer', () => {
    const { packet } = reply(discover(message({ arch: [0] })))
    expect([packet.siaddr, packet.file, packet.yiaddr]).toEqual([SERVER, 'undionly.kpxe', '0.0.0.0'])
    expect([...(packet.options.get(54) ?? [])]).toEqual(SERVER.split('.').map(Number))
    expect([textOf(packet, 60), textOf(packet, 66)]).toEqual(['PXEClient', SERVER])
  })

  it('gets option 67 with a NUL at the end (old ROMs ask for "name\\xff" else)', () => {
    expect(textOf(reply(discover(message({ arch: [0] }))).packet, 67)).toBe('undionly.kpxe\0')
  })

  it('gets option 97 back as it was sent', () => {
    expect(reply(discover(message())).packet.options.get(97)).toEqual(MACHINE_ID)
  })

  it('is answered without option 97 when there was none, or a malformed one', () => {
    for (const machineId of [null, new Uint8Array(17).fill(9)]) {
      expect(reply(discover(message({ machineId }))).packet.options.has(97)).toBe(false)
    }
  })

  it('as BIOS gets strategy A: option 43 says to load the file of this OFFER', () => {
    expect([...(reply(discover(message({ arch: [0] }))).packet.options.get(43) ?? [])]).toEqual(USE_BOOT_FILE)
  })

  it('as UEFI gets strategy B: no option 43, yet siaddr and file', () => {
    const { packet } = reply(discover(message()))
    expect(packet.options.has(43)).toBe(false)
    expect([packet.siaddr, packet.file]).toEqual([SERVER, 'snponly.efi'])
  })

  it('never gets a boot server list (sub-option 8), for EDK2 would prefer it to siaddr', () => {
    for (const arch of [0, 7]) {
      const vendor = reply(discover(message({ arch: [arch] }))).packet.options.get(43)
      expect(vendor === undefined || vendor[0] === 6).toBe(true)
    }
  })

  it('as iPXE gets a script URL with siaddr in the OFFER itself, never the loader again', () => {
    for (const arch of [0, 7, 11]) {
      const { packet } = reply(discover(message({ arch: [arch], ipxe: true })))
      expect([packet.siaddr, packet.file]).toEqual([SERVER, `http://${SERVER}:8067/boot.ipxe`])
      expect(textOf(packet, 60)).toBe('PXEClient')
    }
  })

  it('as an iPXE without HTTP gets our loader', () => {
    const { packet } = reply(discover(message({ arch: [0], more: [[175, Uint8Array.of(0x15, 1, 1)]] })))
    expect(packet.file).toBe('undionly.kpxe')
  })

  it('as HTTPClient gets option 60 HTTPClient, an IP-literal URL, and no option 43', () => {
    const { packet } = reply(discover(message({ arch: [16], vendorClass: 'HTTPClient:Arch:00016:UNDI:003001' })))
    expect(textOf(packet, 60)).toBe('HTTPClient')
    expect(textOf(packet, 67)).toBe(`http://${SERVER}:8067/snponly.efi\0`)
    expect(packet.options.has(43)).toBe(false)
  })

  it.each([
    ['unknown architecture', 2, MAC],
    ['Raspberry Pi', 0, 'b8:27:eb:00:00:01'],
  ])('of an %s without a loader is not answered, and the reason is told', (_, arch, mac) => {
    const decision = discover(message({ arch: [arch], mac }))
    expect(decision.kind).toBe('ignore')
    expect(decision.observations.map(({ kind }) => kind)).toEqual(['discover', 'refused'])
    expect(decision.observations[1]).toMatchObject({ why: 'no-loader-for-arch' })
  })

  it('of a machine on the deny list, or not on the allow list, is not answered', () => {
    const other = '02:00:00:00:00:01'
    expect(discover(message(), { ...FACTS, deny: new Set([MAC]) }).kind).toBe('ignore')
    expect(discover(message(), { ...FACTS, allow: new Set([other]) }).kind).toBe('ignore')
    expect(discover(message(), { ...FACTS, allow: new Set([MAC]) }).kind).toBe('reply')
  })

  it('is observed together with the OFFER', () => {
    expect(discover(message()).observations).toMatchObject([
      { kind: 'discover', mac: MAC, arch: 'uefi-x64', stage: 'firmware' },
      {
        ...{ kind: 'offer', mac: MAC, strategy: 'B', bootServer: false, file: 'snponly.efi' },
        detail: 'OFFER snponly.efi, again on port 4011',
      },
    ])
  })

  it('with a URL too long for the file field has it in option 67 alone', () => {
    const file = `http://${SERVER}:8067/${'x'.repeat(150)}`
    const { packet } = reply(
      discover(message(), { ...FACTS, bootFile: () => ({ kind: 'file', file, chain: 'ipxe-small' }) }),
    )
    expect([packet.file, textOf(packet, 67)]).toEqual(['', `${file}\0`])
  })
})

describe('where the OFFER goes', () => {
  it('to everyone with the broadcast flag, for the client has no address', () => {
    const { packet, to } = reply(discover(message({ header: { flags: 0 } })))
    expect(to).toEqual({ address: '255.255.255.255', port: 68 })
    expect(packet.flags & 0x8000).toBe(0x8000)
  })

  it('to the relay on port 67, unicast', () => {
    const { packet, to } = reply(discover(message({ header: { giaddr: '10.1.0.1' } }), FACTS, RELAY))
    expect(to).toEqual({ address: '10.1.0.1', port: 67 })
    expect(packet.giaddr).toBe('10.1.0.1')
  })

  it.each([
    ['sends from that very address', '192.168.77.1', '192.168.77.1'],
    ['sends from another interface at the same site', '130.60.8.1', '130.60.9.1'],
  ])('to a relay that %s', (_, giaddr, address) => {
    const decision = discover(message({ header: { giaddr } }), FACTS, { address, port: 67 })
    expect(reply(decision).to).toEqual({ address: giaddr, port: 67 })
  })

  it.each([
    ['a broadcast address', '192.168.77.255'],
    ['everyone', '255.255.255.255'],
    ['multicast', '224.0.0.1'],
    ['loopback', '127.0.0.1'],
    ['zero network', '0.0.0.1'],
    ['ourselves', SERVER],
    ['a neighbour that did not send it', '192.168.77.99'],
    ['a stranger on the internet', '8.8.8.8'],
  ])('nowhere when the relay is %s', (_, giaddr) => {
    expect(discover(message({ header: { giaddr } }), FACTS, RELAY)).toMatchObject({ kind: 'ignore', observations: [] })
  })

  it('nowhere when a relay is named by one without an address', () => {
    expect(discover(message({ header: { giaddr: '10.1.0.1' } })).kind).toBe('ignore')
  })

  it('to the address and port that the client has and sends from', () => {
    const from = { address: '192.168.77.100', port: 40123 }
    expect(reply(discover(message({ header: { ciaddr: from.address } }), FACTS, from)).to).toEqual(from)
  })

  it('to our own address, when a self test asks from there', () => {
    const from = { address: SERVER, port: 40123 }
    expect(reply(discover(message({ header: { ciaddr: SERVER } }), FACTS, from)).to).toEqual(from)
  })

  it('to the client port when the client sends from the port of a service', () => {
    const from = { address: '192.168.77.100', port: 53 }
    const { to } = reply(discover(message({ header: { ciaddr: from.address } }), FACTS, from))
    expect(to).toEqual({ address: from.address, port: 68 })
  })

  it.each([
    ['did not send it', '192.168.77.100', '192.168.77.101'],
    ['is on another network', '8.8.8.8', '8.8.8.8'],
    ['is the broadcast address', '192.168.77.255', '192.168.77.255'],
  ])('to everyone when the address that the client claims %s', (_, ciaddr, address) => {
    const decision = discover(message({ header: { ciaddr } }), FACTS, { address, port: 68 })
    expect(reply(decision).to).toEqual({ address: '255.255.255.255', port: 68 })
  })

  it('to the configured client port', () => {
    const facts = { ...FACTS, ports: { dhcp: 67, client: 10068 } }
    expect(reply(discover(message(), facts)).to.port).toBe(10068)
  })
})

describe('REQUEST on 67', () => {
  const request = message({
    type: 3,
    more: [
      [50, Uint8Array.of(192, 168, 77, 100)],
      [54, Uint8Array.of(192, 168, 77, 1)],
    ],
  })
  const { boot } = requestOf(message())
  const session = () => (boot === undefined ? undefined : new Sessions().discovered(MAC, boot, 1, 0, { mode: 'proxy' }))

  it('belongs to the server that leases: it is never answered', () => {
    expect(decideOnDhcp(requestOf(request), FROM_NOBODY, session(), FACTS).kind).toBe('ignore')
  })

  it('of a known PXE client tells its address and its server', () => {
    expect(decideOnDhcp(requestOf(request), FROM_NOBODY, session(), FACTS).observations).toEqual([
      { kind: 'lease', mac: MAC, ip: '192.168.77.100', server: ROUTER },
    ])
  })

  it('of a known machine tells its address also without option 60', () => {
    const bare = message({ type: 3, vendorClass: null, header: { ciaddr: '192.168.77.101' } })
    expect(decideOnDhcp(requestOf(bare), FROM_NOBODY, session(), FACTS).observations).toMatchObject([
      { kind: 'lease', ip: '192.168.77.101', server: undefined },
    ])
  })

  it('for no address at all tells nothing: the machine took our OFFER for a lease', () => {
    const confused = message({ type: 3, more: [[50, new Uint8Array(4)]] })
    expect(decideOnDhcp(requestOf(confused), FROM_NOBODY, session(), FACTS).observations).toEqual([])
  })

  it('of a machine that never asked to boot tells nothing', () => {
    expect(decideOnDhcp(requestOf(request), FROM_NOBODY, undefined, FACTS).observations).toEqual([])
  })

  it.each([4, 7, 8])('message type %i is left alone as well', (type) => {
    expect(decideOnDhcp(requestOf(message({ type })), FROM_NOBODY, session(), FACTS).kind).toBe('ignore')
  })
})

describe('REQUEST on 4011', () => {
  const request = message({ type: 3, header: { ciaddr: '192.168.77.100' } })

  it('is acknowledged with siaddr, sname and file, without option 43', () => {
    const { packet } = reply(ask4011(request))
    expect([...(packet.options.get(53) ?? [])]).toEqual([5])
    expect([packet.siaddr, packet.sname, packet.file]).toEqual([SERVER, SERVER, 'snponly.efi'])
    expect(packet.options.has(43)).toBe(false)
  })

  it.each([4011, 68, 1025])('is answered to the port that it came from: %i', (port) => {
    const from = { address: '192.168.77.100', port }
    expect(reply(ask4011(request, from)).to).toEqual(from)
  })

  it.each([
    ['192.168.77.100', 53],
    ['192.168.77.100', 0],
    ['192.168.77.255', 68],
    ['224.0.0.1', 4011],
    ['127.0.0.1', 4011],
    ['0.0.0.0', 68],
  ])('from %s port %i is forged: it is not answered', (address, port) => {
    expect(ask4011(request, { address, port })).toMatchObject({ kind: 'ignore', observations: [] })
  })

  it('from our own address is answered: that is a self test', () => {
    expect(ask4011(request, { address: SERVER, port: 40123 }).kind).toBe('reply')
  })

  it('is answered for BIOS as well', () => {
    expect(reply(ask4011(message({ type: 3, arch: [0] }))).packet.file).toBe('undionly.kpxe')
  })

  it('gets its boot item back', () => {
    const packet = message({ type: 3, arch: [0], more: [[43, Uint8Array.of(71, 4, 0, 0, 0, 0, 255)]] })
    expect([...(reply(ask4011(packet)).packet.options.get(43) ?? [])]).toEqual([71, 4, 0, 0, 0, 0, 255])
  })

  it('as INFORM is answered, as DISCOVER is not', () => {
    expect(ask4011(message({ type: 8 })).kind).toBe('reply')
    expect(ask4011(message({ type: 1 })).kind).toBe('ignore')
  })

  it('is observed as an offer of the boot server', () => {
    expect(ask4011(request).observations).toMatchObject([{ kind: 'offer', bootServer: true, strategy: 'B' }])
  })

  it('of a machine that is not PXE is not answered', () => {
    expect(ask4011(message({ type: 3, vendorClass: 'MSFT 5.0' })).kind).toBe('ignore')
  })
})

it('fits the safe 548 bytes with every answer, and is never shorter than 300', () => {
  const requests = [0, 7, 11].flatMap((arch) => [message({ arch: [arch] }), message({ arch: [arch], ipxe: true })])
  requests.push(message({ arch: [16], vendorClass: 'HTTPClient' }))
  for (const request of requests) {
    const encoded = encode(reply(discover(request)).packet, 548)
    expect('bytes' in encoded && encoded.bytes.length >= 300).toBe(true)
  }
  expect(bytesOf(reply(discover(message({ more: [[12, latin('pc')]] }))).packet).length).toBeLessThanOrEqual(548)
})
