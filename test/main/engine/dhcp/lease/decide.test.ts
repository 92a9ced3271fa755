import { describe, expect, it } from 'vitest'
import { Bench, CARD, NOWHERE, TYPE, macOf, say } from './bench'

const MAC = macOf(1)
const OTHER = '10.0.0.250'
const ack = (yiaddr: string, state: string) => ({ kind: 'lease', type: 'ack', state, yiaddr, leaseSeconds: 600 })

describe('DISCOVER (RFC 2131 section 4.3.1)', () => {
  it('gets any machine an address, whether it wants to boot or not', () => {
    const bench = new Bench()
    const decisions = [say(MAC, 'discover'), say(macOf(2), 'discover', { pxe: true })].map((each) => bench.hear(each))
    expect(decisions).toMatchObject([
      { kind: 'lease', type: 'offer', leaseSeconds: 600 },
      { kind: 'lease', type: 'offer', leaseSeconds: 600 },
    ])
    expect(new Set(decisions.map((each) => 'yiaddr' in each && each.yiaddr)).size).toBe(2)
  })

  it('is passed over in silence when every address is taken', () => {
    const bench = new Bench({ pool: ['10.0.0.2'] })
    bench.boot(MAC)
    expect(bench.hear(say(macOf(2), 'discover'))).toEqual({ kind: 'full' })
  })

  it('of machines that are not to be served is passed over, and so is everything else that they say', () => {
    const bench = new Bench({}, { serves: (mac) => mac !== MAC })
    for (const type of Object.keys(TYPE) as (keyof typeof TYPE)[]) {
      expect(bench.hear(say(MAC, type, { requested: '10.0.0.7', serverId: CARD.address }))).toMatchObject({
        kind: 'silent',
        reason: `${MAC} is not to be served`,
      })
    }
    expect(bench.leases.of(MAC)).toBeUndefined()
  })

  it('of this computer itself gets no address: we would take over the card that we serve on', () => {
    const bench = new Bench({}, { own: { macs: new Set([MAC]), addresses: new Set() } })
    expect(bench.hear(say(MAC, 'discover'))).toMatchObject({ kind: 'silent', reason: 'this computer itself' })
  })

  it.each(['00:00:00:00:00:00', 'ff:ff:ff:ff:ff:ff', '01:00:5e:00:00:01'])('from %s is forged', (mac) => {
    expect(new Bench().hear(say(mac, 'discover')).kind).toBe('silent')
  })

  it('through a relay of another network gets nothing: there is no pool for that (section 4.3.1)', () => {
    const relayed = say(MAC, 'discover', { giaddr: '10.1.0.1' })
    expect(new Bench().hear(relayed, { address: '10.1.0.1', port: 67 })).toEqual({
      kind: 'silent',
      reason: 'no pool for the network of relay 10.1.0.1',
    })
  })
})

describe('REQUEST in SELECTING (RFC 2131 section 4.3.2)', () => {
  it('leases what was offered', () => {
    const bench = new Bench()
    const address = bench.discover(MAC)
    expect(bench.select(MAC, address)).toEqual(ack(address, 'selecting'))
    expect(bench.leases.at(address)).toMatchObject({ state: 'bound', mac: MAC })
  })

  it('is answered again when it is sent again', () => {
    const bench = new Bench()
    const address = bench.boot(MAC)
    expect(bench.select(MAC, address)).toEqual(ack(address, 'selecting'))
  })

  it('of another server takes our offer back, and tells that there is another server', () => {
    const bench = new Bench()
    bench.discover(MAC)
    expect(bench.select(MAC, '10.0.0.77', { serverId: OTHER })).toEqual({
      kind: 'other-server',
      address: OTHER,
      reason: `${MAC} took the offer of ${OTHER}`,
    })
    expect(bench.leases.of(MAC)).toBeUndefined()
  })

  it('of another server tells so also for machines that are not served, for this computer and at DECLINE', () => {
    const own = { macs: new Set([macOf(2)]), addresses: new Set<string>() }
    const bench = new Bench({}, { serves: () => false, own })
    for (const [mac, type] of [[MAC, 'request'] as const, [macOf(2), 'request'] as const, [MAC, 'decline'] as const]) {
      const request = say(mac, type, { requested: '10.0.0.77', serverId: OTHER })
      expect(bench.hear(request)).toMatchObject({ kind: 'other-server', address: OTHER })
    }
    const relayed = say(MAC, 'request', { requested: '10.1.0.7', serverId: '10.1.0.1', giaddr: '10.1.0.1' })
    expect(bench.hear(relayed).kind).toBe('silent')
  })

  it.each([NOWHERE, '255.255.255.255', '224.0.0.1', '10.0.0.255'])('of "server" %s tells nothing', (serverId) => {
    expect(new Bench().select(MAC, '10.0.0.77', { serverId }).kind).toBe('silent')
  })

  it('of another address of this computer is no other server', () => {
    const own = { macs: new Set<string>(), addresses: new Set([CARD.address, OTHER]) }
    expect(new Bench({}, { own }).select(MAC, '10.0.0.77', { serverId: OTHER }).kind).toBe('silent')
  })

  it('of an offer from before a restart is leased', () => {
    expect(new Bench().select(MAC, '10.0.0.9')).toEqual(ack('10.0.0.9', 'selecting'))
  })

  it('of an address that another machine has, that is not in the pool or where somebody answers is refused', () => {
    const bench = new Bench({ mayUse: (address) => address !== '10.0.0.99' })
    const held = bench.boot(macOf(2))
    expect(bench.select(MAC, held)).toEqual({ kind: 'nak', state: 'selecting', address: held, why: 'held' })
    expect(bench.select(MAC, CARD.address)).toMatchObject({ kind: 'nak', why: 'not-in-pool' })
    expect(bench.select(MAC, '192.168.1.5')).toMatchObject({ kind: 'nak', why: 'not-in-pool' })
    expect(bench.select(MAC, '10.0.0.99')).toMatchObject({ kind: 'nak', why: 'answers' })
  })

  it('without option 50, or with 0.0.0.0 in it, means what was offered', () => {
    const bench = new Bench()
    expect(bench.hear(say(MAC, 'request', { serverId: CARD.address })).kind).toBe('silent')
    const address = bench.discover(MAC)
    expect(bench.hear(say(MAC, 'request', { serverId: CARD.address }))).toEqual(ack(address, 'selecting'))
    expect(bench.select(MAC, NOWHERE)).toEqual(ack(address, 'selecting'))
  })
})

describe('REQUEST in SELECTING for what we never offered: another server has our address', () => {
  const listening = (options: ConstructorParameters<typeof Bench>[0] = {}) => {
    const told: string[] = []
    const bench = new Bench(options, { onNeverOffered: (address, mac) => void told.push(`${mac} ${address}`) })
    return { bench, told }
  }

  it('is told, and nothing is leased', () => {
    const { bench, told } = listening()
    expect(bench.select(MAC, '10.0.0.9')).toEqual({ kind: 'never-offered', address: '10.0.0.9' })
    expect(bench.leases.of(MAC)).toBeUndefined()
    // Its pool may be larger than ours.
    expect(new Bench({ pool: ['10.0.0.2'] }, bench.server).select(MAC, '10.0.0.77').kind).toBe('never-offered')
    expect(told).toEqual([`${MAC} 10.0.0.9`, `${MAC} 10.0.0.77`])
  })

  it('is told although the machine was offered another one here', () => {
    const { bench, told } = listening()
    const offered = bench.discover(MAC)
    bench.select(MAC, offered === '10.0.0.9' ? '10.0.0.10' : '10.0.0.9')
    expect(told).toHaveLength(1)
  })

  it('is not told of what was offered, also where the offer was taken back, ran out or was made before a restart', () => {
    const { bench, told } = listening({ pool: ['10.0.0.2'] })
    bench.discover(MAC)
    bench.discover(macOf(2))
    expect(bench.select(MAC, '10.0.0.2')).toEqual(ack('10.0.0.2', 'selecting'))
    bench.clock.advance(3_600_000)
    expect(bench.select(macOf(2), '10.0.0.2')).toEqual(ack('10.0.0.2', 'selecting'))
    const next = listening({ pool: ['10.0.0.2'], clock: bench.clock })
    bench.clock.advance(3_600_000)
    next.bench.leases.load(JSON.parse(JSON.stringify(bench.leases.toJson())))
    expect(next.bench.select(MAC, '10.0.0.2')).toEqual(ack('10.0.0.2', 'selecting'))
    expect([told, next.told]).toEqual([[], []])
  })

  it('is not told of what RFC 2131 refuses anyway, nor of other servers and machines that renew', () => {
    const { bench, told } = listening({ mayUse: (address) => address !== '10.0.0.99' })
    const held = bench.boot(macOf(2))
    for (const address of [held, CARD.address, '192.168.1.5', '10.0.0.99']) {
      expect(bench.select(MAC, address)).toMatchObject({ kind: 'nak' })
    }
    bench.hear(say(MAC, 'request', { requested: '10.0.0.9', serverId: OTHER }))
    bench.hear(say(MAC, 'request', { requested: '10.0.0.9' }))
    bench.hear(say(MAC, 'request', { requested: '10.0.0.9', serverId: CARD.address, ciaddr: '10.0.0.9' }))
    expect(told).toEqual([])
  })
})

describe('REQUEST in INIT-REBOOT (RFC 2131 section 4.3.2)', () => {
  const remember = (requested: string) => say(MAC, 'request', { requested })

  it('gets the address that it remembers', () => {
    const bench = new Bench()
    const address = bench.boot(MAC)
    expect(bench.hear(remember(address))).toEqual(ack(address, 'init-reboot'))
    bench.clock.advance(601_000)
    expect(bench.hear(remember(address))).toEqual(ack(address, 'init-reboot'))
  })

  it('is refused where the address is of another network', () => {
    expect(new Bench().hear(remember('192.168.1.5'))).toEqual({
      kind: 'nak',
      state: 'init-reboot',
      address: '192.168.1.5',
      why: 'wrong-network',
    })
  })

  it('is refused where the machine has another address here', () => {
    const bench = new Bench({ pool: ['10.0.0.2', '10.0.0.3'] })
    const address = bench.boot(MAC)
    const wrong = address === '10.0.0.2' ? '10.0.0.3' : '10.0.0.2'
    expect(bench.hear(remember(wrong))).toMatchObject({ kind: 'nak', why: 'wrong-address' })
  })

  it('MUST be passed over in silence where nothing is known of the machine', () => {
    const bench = new Bench()
    expect(bench.hear(remember('10.0.0.7'))).toMatchObject({ kind: 'silent' })
    expect(bench.leases.of(MAC)).toBeUndefined()
  })

  it('is refused where another machine has the address by now', () => {
    const bench = new Bench({ pool: ['10.0.0.2'] })
    bench.boot(MAC)
    bench.clock.advance(601_000)
    bench.boot(macOf(2))
    // Nothing is known of it any more: its lease ran out and went to another.
    expect(bench.hear(remember('10.0.0.2')).kind).toBe('silent')
  })

  it('for no address at all is passed over', () => {
    expect(new Bench().hear(say(MAC, 'request'))).toEqual({ kind: 'silent', reason: 'REQUEST for no address' })
  })
})

describe('REQUEST in RENEWING and REBINDING (RFC 2131 section 4.3.2)', () => {
  const renew = (ciaddr: string) => say(MAC, 'request', { ciaddr })

  it('goes on for the whole time again', () => {
    const bench = new Bench()
    const address = bench.boot(MAC)
    bench.clock.advance(300_000)
    expect(bench.hear(renew(address))).toEqual(ack(address, 'renewing'))
    bench.clock.advance(599_000)
    expect(bench.leases.of(MAC)?.state).toBe('bound')
  })

  it('names the server in some clients, and is renewing all the same', () => {
    const bench = new Bench()
    const address = bench.boot(MAC)
    const words = { ciaddr: address, serverId: CARD.address, requested: address }
    expect(bench.hear(say(MAC, 'request', words))).toEqual(ack(address, 'renewing'))
  })

  it('keeps its address where nothing is known of it, for a minute and then for the whole time: an installation would break off', () => {
    const bench = new Bench()
    expect(bench.hear(renew('10.0.0.44'))).toEqual({ ...ack('10.0.0.44', 'renewing'), leaseSeconds: 60 })
    bench.clock.advance(30_000)
    expect(bench.hear(renew('10.0.0.44'))).toEqual(ack('10.0.0.44', 'renewing'))
    bench.clock.advance(599_000)
    expect(bench.leases.of(MAC)?.state).toBe('bound')
  })

  it('by machines that nobody heard a DISCOVER of fills the pool for a minute at most, also when each asks twice', () => {
    const bench = new Bench()
    for (const round of [1, 2]) {
      for (let host = 2; host < 255; host += 1) {
        const ciaddr = `10.0.0.${host}`
        const decision = bench.hear(say(macOf(host), 'request', { ciaddr }))
        expect([round, decision]).toMatchObject([round, { kind: 'lease', leaseSeconds: 60 }])
      }
    }
    expect(bench.hear(say(macOf(300), 'discover')).kind).toBe('full')
    bench.clock.advance(60_000)
    expect(bench.hear(say(macOf(300), 'discover')).kind).toBe('lease')
  })

  it('keeps its address although another card of the same machine answers ARP for it', () => {
    const barred = new Set<string>()
    const bench = new Bench({ mayUse: (address) => !barred.has(address) })
    const address = bench.boot(MAC)
    barred.add(address)
    expect(bench.hear(renew(address))).toEqual(ack(address, 'renewing'))
  })

  it('is refused where another machine has the address by now', () => {
    const bench = new Bench({ pool: ['10.0.0.2'] })
    bench.boot(MAC)
    bench.clock.advance(601_000)
    bench.boot(macOf(2))
    expect(bench.hear(renew('10.0.0.2'))).toMatchObject({ kind: 'nak', state: 'renewing', why: 'held' })
  })

  it('is refused where the address is of another network, from where it comes', () => {
    expect(new Bench().hear(renew('192.168.1.5'))).toMatchObject({ kind: 'nak', why: 'wrong-network' })
  })

  it('of an address of this network that is not ours to lease is passed over', () => {
    const bench = new Bench({ pool: ['10.0.0.2'] })
    expect(bench.hear(renew('10.0.0.40')).kind).toBe('silent')
  })

  it('from an address that is neither here nor the one that is renewed is passed over', () => {
    expect(new Bench().hear(renew('10.0.0.40'), { address: '192.168.1.5', port: 68 }).kind).toBe('silent')
  })

  it('with another server named tells that there is one', () => {
    const words = { ciaddr: '10.0.0.40', serverId: OTHER }
    expect(new Bench().hear(say(MAC, 'request', words))).toMatchObject({ kind: 'other-server', address: OTHER })
  })
})

describe('DECLINE (RFC 2131 section 4.3.3)', () => {
  it('leaves the address alone; the machine gets another one', () => {
    const bench = new Bench()
    const address = bench.boot(MAC)
    expect(bench.hear(say(MAC, 'decline', { requested: address, serverId: CARD.address }))).toEqual({
      kind: 'declined',
      address,
    })
    expect(bench.boot(MAC)).not.toBe(address)
    expect(bench.boot(macOf(2), { requested: address })).not.toBe(address)
  })

  it('of what another machine has, or of nothing, changes nothing', () => {
    const bench = new Bench()
    const address = bench.boot(macOf(2))
    expect(bench.hear(say(MAC, 'decline', { requested: address })).kind).toBe('silent')
    expect(bench.hear(say(MAC, 'decline')).kind).toBe('silent')
    expect(bench.leases.at(address)?.state).toBe('bound')
  })

  it('to another server tells that there is one, and changes nothing', () => {
    const bench = new Bench()
    const address = bench.boot(MAC)
    const decline = say(MAC, 'decline', { requested: address, serverId: OTHER })
    expect(bench.hear(decline)).toMatchObject({ kind: 'other-server', address: OTHER })
    expect(bench.leases.of(MAC)?.state).toBe('bound')
  })
})

describe('DECLINE of a lease that holds, where it can be looked at', () => {
  const doubted = () => {
    const looks: string[] = []
    const bench = new Bench({}, { declined: (address, mac) => void looks.push(`${mac} ${address}`) })
    const address = bench.boot(MAC)
    const decline = say(MAC, 'decline', { requested: address, serverId: CARD.address })
    expect(bench.hear(decline)).toEqual({ kind: 'doubted', address })
    expect(looks).toEqual([`${MAC} ${address}`])
    return { bench, address }
  }
  const renew = (ciaddr: string) => say(MAC, 'request', { ciaddr })

  it('leaves the address to its holder, and offers it to nobody meanwhile', () => {
    const { bench, address } = doubted()
    expect(bench.hear(renew(address))).toEqual(ack(address, 'renewing'))
    expect(bench.discover(macOf(2), { requested: address })).not.toBe(address)
    expect(bench.select(MAC, address)).toMatchObject({ kind: 'nak', why: 'abandoned' })
    expect(bench.discover(MAC)).not.toBe(address)
  })

  it('changes nothing once only the holder answers', () => {
    const { bench, address } = doubted()
    bench.leases.trust(address)
    expect(bench.discover(MAC)).toBe(address)
  })

  it('is believed at once where the address was only offered', () => {
    const bench = new Bench({}, { declined: () => undefined })
    const address = bench.discover(MAC)
    expect(bench.hear(say(MAC, 'decline', { requested: address }))).toEqual({ kind: 'declined', address })
  })
})

describe('RELEASE (RFC 2131 section 4.3.4)', () => {
  it('frees the address and remembers whose it was', () => {
    const bench = new Bench({ pool: ['10.0.0.2'] })
    bench.boot(MAC)
    expect(bench.hear(say(MAC, 'release', { ciaddr: '10.0.0.2', serverId: CARD.address }))).toEqual({
      kind: 'released',
      address: '10.0.0.2',
    })
    expect(bench.leases.of(MAC)?.state).toBe('past')
    expect(bench.boot(macOf(2))).toBe('10.0.0.2')
  })

  it('by another machine, from elsewhere, or to another server changes nothing', () => {
    const bench = new Bench()
    const ciaddr = bench.boot(MAC)
    const decisions = [
      bench.hear(say(macOf(2), 'release', { ciaddr })),
      bench.hear(say(MAC, 'release', { ciaddr }), { address: '10.0.0.200', port: 68 }),
      bench.hear(say(MAC, 'release', { ciaddr }), { address: NOWHERE, port: 68 }),
      bench.hear(say(MAC, 'release', { ciaddr, serverId: OTHER })),
    ]
    expect(decisions.map(({ kind }) => kind)).toEqual(['silent', 'silent', 'silent', 'silent'])
    expect(bench.leases.of(MAC)?.state).toBe('bound')
  })
})

describe('INFORM (RFC 2131 section 4.3.5)', () => {
  it('is told what there is, without a lease', () => {
    const bench = new Bench()
    expect(bench.hear(say(MAC, 'inform', { ciaddr: '10.0.0.40' }))).toEqual({ kind: 'inform' })
    expect(bench.leases.of(MAC)).toBeUndefined()
  })

  it.each([NOWHERE, '192.168.1.5', '10.0.0.255', CARD.address])('from %s is passed over', (ciaddr) => {
    expect(new Bench().hear(say(MAC, 'inform', { ciaddr })).kind).toBe('silent')
  })
})

it('passes over messages that only servers send', () => {
  const offer = { ...say(MAC, 'discover'), messageType: 2 }
  expect(new Bench().hear(offer)).toEqual({ kind: 'silent', reason: 'message type 2 is not for a server' })
})
