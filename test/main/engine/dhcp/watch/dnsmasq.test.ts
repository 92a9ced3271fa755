import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../../../../../main/engine/clock'
import { decode } from '../../../../../main/engine/dhcp/packet'
import { startGuard, type Guard, type GuardOptions } from '../../../../../main/engine/dhcp/watch/guard'
import { probe } from '../../../../../main/engine/dhcp/watch/probe'
import { bindCard } from '../../../../../main/engine/net/sockets'
import type { UdpSocket } from '../../../../../main/engine/net/udp'
import type { OtherServer } from '../../../../../main/engine/types'
import { start, until, type Child } from '../../../../lan/process'
import { hasTool } from '../../../../support/tools'
import { TwoCards, whyNoNamespaces } from '../../net/two-cards'

const MAC = '02:00:00:00:00:aa'
const SERVER = '10.77.0.2'
const PATIENCE_MS = 15_000

/** Everything but what makes it a DHCP server: the tests say that. Bound to its card, in the namespace of the machine. */
const QUIET = ['--keep-in-foreground', '--conf-file=/dev/null', '--port=0', '--user=root', '--log-facility=-']
const ALONE = ['--interface=eth0', '--dhcp-leasefile=/dev/null', '--dhcp-authoritative']
const LEASES = '--dhcp-range=10.77.0.100,10.77.0.120,10m'

const dnsmasq = hasTool('dnsmasq') || process.env['BOOTDROP_REQUIRE'] === 'all' ? undefined : 'apt install dnsmasq-base'
const why = whyNoNamespaces() ?? dnsmasq

const title = `a real DHCP server on the wire${why === undefined ? '' : ` (${why})`}`

describe.skipIf(why !== undefined)(title, { timeout: 2 * PATIENCE_MS }, () => {
  let cards: TwoCards
  const closers: (() => unknown)[] = []

  beforeAll(() => {
    cards = TwoCards.open()
  })
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close()
  })
  afterAll(() => cards.close())

  const facts = () => ({
    binding: bindCard(...cards.card('bench0')),
    mac: MAC,
    clock: systemClock,
    random: Math.random,
  })

  /** Returns before it serves. */
  function startServer(...args: string[]): Child {
    const child = start('ip', ['netns', 'exec', cards.name('machine'), 'dnsmasq', ...QUIET, ...ALONE, ...args])
    closers.push(() => child.end())
    return child
  }

  async function startReady(...args: string[]): Promise<Child> {
    const child = startServer(...args)
    return child.until('dnsmasq', PATIENCE_MS, () => (child.stderr().includes('started') ? child : undefined))
  }

  async function guarded(more: Partial<GuardOptions> = {}): Promise<{ guard: Guard; found: OtherServer[] }> {
    const found: OtherServer[] = []
    const onServer = (server: OtherServer): void => void found.push(server)
    const guard = await cards.within('laptop', () => startGuard({ ...facts(), mode: 'dhcp', onServer, ...more }))
    closers.push(() => guard.close())
    return { guard, found }
  }

  const first = (found: OtherServer[]): Promise<OtherServer> => until('a server', PATIENCE_MS, () => found[0])
  const probed = (): Promise<readonly OtherServer[]> => cards.within('laptop', () => probe(facts()))

  it('is found by the probe', async () => {
    await startReady('--no-ping', LEASES)
    expect(await probed()).toMatchObject([{ address: SERVER, kind: 'dhcp', claimsPxe: false }])
  })

  it('is found by the probe although it pings for three seconds before it offers', async () => {
    await startReady(LEASES)
    expect(await probed()).toMatchObject([{ address: SERVER, kind: 'dhcp' }])
  })

  it('that is switched on while we lease is found by the guard', async () => {
    const { found } = await guarded()
    startServer('--no-ping', LEASES)
    expect(await first(found)).toMatchObject({ address: SERVER, kind: 'dhcp', claimsPxe: false })
  })

  it('that is a proxy alone is a boot server', async () => {
    const { found } = await guarded()
    startServer('--dhcp-range=10.77.0.0,proxy', '--pxe-service=X86-64_EFI,Boot,other.efi', '--dhcp-no-override')
    expect(await first(found)).toMatchObject({ address: SERVER, kind: 'pxe', claimsPxe: true })
  })

  it('that sends option 60 claims to be a PXE server', async () => {
    const { guard, found } = await guarded({ mode: 'proxy' })
    await startReady('--no-ping', LEASES, '--dhcp-option-force=60,PXEClient')
    // In proxy mode the next question would come in a minute; a machine that stalls brings it now.
    await until('a server', PATIENCE_MS, () => {
      guard.probeNow()
      return found[0]
    })
    expect(found).toMatchObject([{ address: SERVER, kind: 'dhcp', claimsPxe: true }])
  })

  it('answers us as a relay, where port 68 is to be left alone', async () => {
    const server = await openServerPort()
    const found: OtherServer[] = []
    await startReady('--no-ping', LEASES)
    const { guard } = await guarded({
      avoidClientPort: true,
      sendFromServer: (data, to) => server.send(data, to),
      onServer: (other) => found.push(other),
    })
    server.onMessage((data, from) => {
      const decoded = decode(data)
      if ('packet' in decoded) guard.hear(decoded.packet, from)
    })
    expect(await first(found)).toMatchObject({ address: SERVER, kind: 'dhcp' })
    expect(guard.way).toBe('relay')
  })

  it('leases nothing to us', async () => {
    const child = await startReady('--no-ping', '--log-dhcp', LEASES)
    await probed()
    await child.until('the offer', PATIENCE_MS, () => (child.stderr().includes('DHCPOFFER') ? true : undefined))
    expect(child.stderr()).not.toMatch(/DHCPREQUEST|DHCPACK/)
  })

  async function openServerPort(): Promise<UdpSocket> {
    const binding = bindCard(...cards.card('bench0'))
    const socket = await cards.within('laptop', () => binding.openUdp({ port: 67, broadcast: true }))
    closers.push(() => socket.close())
    return socket
  }
})
