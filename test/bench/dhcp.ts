import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decode, encode, type DhcpPacket } from '../../main/engine/dhcp/packet'
import type { UdpSocket } from '../../main/engine/net/udp'
import type { ServeMode } from '../../main/engine/types'
import { findProgram, startProgram } from './children'
import { withEngine } from './engine'
import { loopbackBinding } from './loopback'
import type { Row } from './report'

const WARM_UP = 200
const DISCOVERS = 3_000
const MACHINES = 200
const PATIENCE_MS = 3_000
const DNSMASQ = { server: 28_367, client: 28_368 } as const
const PORTS = { dhcp: 28_267, pxe: 28_611, tftp: 28_269, http: 28_280 } as const

/**
 * How soon a DISCOVER is answered by the whole engine (rules, ladder, log and packet capture included), over real sockets on the
 * loopback card; client and server share one process here.
 */
export async function run(): Promise<Row[]> {
  return [...(await measure('proxy')), ...(await measure('dhcp'))]
}

function measure(mode: ServeMode): Promise<Row[]> {
  return withEngine(PORTS, mode, async () => {
    const socket = await (await loopbackBinding()).openUdp({ port: 0, broadcast: false })
    try {
      const asker = new Asker(socket, PORTS.dhcp)
      return [await latency(asker, mode), await crowd(asker, mode)]
    } finally {
      socket.close()
    }
  })
}

async function latency(asker: Asker, mode: ServeMode): Promise<Row> {
  // It leases only; its proxy has nothing to do on a card without another server.
  const peer = mode === 'dhcp' ? await startDnsmasq() : 'none'
  const ours: number[] = []
  const theirs: number[] = []
  // In turns, so that a busy moment of the machine meets both.
  for (let number = 0; number < WARM_UP + DISCOVERS; number += 1) {
    const times = [await msOf(asker.ask(number % 64, number))]
    if (typeof peer !== 'string') times.push(await msOf(peer.asker.ask(number % 64, 1_000 + number)))
    if (number < WARM_UP) continue
    ours.push(times[0] ?? NaN)
    theirs.push(times[1] ?? NaN)
  }
  if (typeof peer !== 'string') await peer.stop()
  return {
    name: `DHCP DISCOVER to OFFER (${mode} mode)`,
    ours: words(ours),
    peer: typeof peer === 'string' ? peer : `dnsmasq ${words(theirs)}`,
    ratio: typeof peer === 'string' ? undefined : at(theirs, 0.99) / at(ours, 0.99),
    target: 'p99 < 2 ms',
  }
}

async function msOf(work: Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  await work
  return performance.now() - startedAt
}

function at(values: readonly number[], share: number): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length * share)] ?? NaN
}

function words(values: readonly number[]): string {
  return `p50 ${at(values, 0.5).toFixed(2)} ms, p99 ${at(values, 0.99).toFixed(2)} ms`
}

async function crowd(asker: Asker, mode: ServeMode): Promise<Row> {
  const startedAt = performance.now()
  const before = asker.answers
  const asked = Array.from({ length: MACHINES }, (_, number) => asker.ask(1_000 + number, 100_000 + number))
  const answered = (await Promise.allSettled(asked)).filter(({ status }) => status === 'fulfilled').length
  const ms = performance.now() - startedAt
  // One more exchange: a second answer to anyone would have come before it.
  await asker.ask(0, 999_999)
  const surplus = asker.answers - before - answered - 1
  return {
    name: `DHCP ${MACHINES} machines at once (${mode} mode)`,
    ours: `${answered} answered in ${ms.toFixed(0)} ms, ${surplus} twice`,
    peer: 'none',
    ratio: undefined,
    target: `${MACHINES} within 1000 ms, 0 twice`,
  }
}

interface Peer {
  readonly asker: Asker
  stop(): Promise<void>
}

/**
 * dnsmasq as the DHCP server of the loopback card, at ports of its own, in a process of its own. A text says why it is not there.
 */
async function startDnsmasq(): Promise<Peer | string> {
  const program = findProgram('dnsmasq')
  if (program === undefined) return 'dnsmasq is not installed'
  const folder = mkdtempSync(join(tmpdir(), 'bootdrop-bench-'))
  const socket = await (await loopbackBinding()).openUdp({ port: DNSMASQ.client, broadcast: true })
  const child = startProgram(program, [
    ...['--keep-in-foreground', '--conf-file=/dev/null', '--port=0', '--pid-file', '--user=root', '--interface=lo'],
    ...[`--dhcp-alternate-port=${DNSMASQ.server},${DNSMASQ.client}`, '--quiet-dhcp', '--no-ping'],
    ...['--dhcp-range=127.0.0.10,127.0.1.250,255.0.0.0,600', `--dhcp-leasefile=${join(folder, 'leases')}`],
    ...['--dhcp-authoritative', '--dhcp-boot=snponly.efi', '--log-facility=/dev/null'],
  ])
  const stop = async (): Promise<void> => {
    socket.close()
    await child.stop()
    rmSync(folder, { recursive: true, force: true })
  }
  const asker = new Asker(socket, DNSMASQ.server)
  for (let attempt = 0; attempt < 10; attempt += 1) {
    await new Promise((resolve) => setTimeout(resolve, 200))
    if (await asker.ask(0, attempt, 100).then(Boolean, () => false)) return { asker, stop }
  }
  await stop()
  return 'dnsmasq does not answer here (root)'
}

/** Any number of machines behind one socket. */
class Asker {
  answers = 0
  readonly #waiting = new Map<number, () => void>()

  constructor(
    private readonly socket: UdpSocket,
    private readonly port: number,
  ) {
    socket.onMessage((data) => {
      const decoded = decode(data)
      if ('reason' in decoded) return
      this.answers += 1
      const { xid } = decoded.packet
      this.#waiting.get(xid)?.()
      this.#waiting.delete(xid)
    })
  }

  ask(machine: number, xid: number, patienceMs = PATIENCE_MS): Promise<true> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`DISCOVER ${xid} got no answer`)), patienceMs)
      this.#waiting.set(xid, () => {
        clearTimeout(timer)
        resolve(true)
      })
      this.socket.send(discover(machine, xid), { address: '127.0.0.1', port: this.port })
    })
  }
}

function discover(machine: number, xid: number): Uint8Array {
  const chaddr = Uint8Array.of(2, 0, 0, 0, machine >> 8, machine & 0xff)
  const none = '0.0.0.0'
  const packet: DhcpPacket = {
    ...{ op: 1, htype: 1, hlen: 6, hops: 0, xid, secs: 0, flags: 0x8000 },
    // Its own address, so that the answer comes back to this socket.
    ...{ ciaddr: '127.0.0.1', yiaddr: none, siaddr: none, giaddr: none, chaddr, sname: '', file: '' },
    options: new Map([
      [53, Uint8Array.of(1)],
      [60, Buffer.from('PXEClient:Arch:00007:UNDI:003016')],
      [93, Uint8Array.of(0, 7)],
      [97, new Uint8Array(17)],
    ]),
  }
  const encoded = encode(packet)
  if ('reason' in encoded) throw new Error(encoded.reason)
  return encoded.bytes
}
