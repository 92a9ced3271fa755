import { systemClock } from '../../main/engine/clock'
import { startProxyDhcp } from '../../main/engine/dhcp/server'
import { decode, encode, type DhcpPacket } from '../../main/engine/dhcp/packet'
import type { UdpSocket } from '../../main/engine/net/udp'
import { loopbackBinding } from './loopback'
import type { Row } from './report'

const WARM_UP = 200
const DISCOVERS = 3_000
const MACHINES = 200
const PATIENCE_MS = 3_000

/** How soon a DISCOVER is answered, over real sockets on the loopback card; client and server share one process here. */
export async function run(): Promise<Row[]> {
  const binding = await loopbackBinding()
  const server = await startProxyDhcp({
    binding,
    ports: { dhcp: 0, pxe: 0 },
    bootFile: ({ stage }) => ({ kind: 'file', file: stage === 'ipxe' ? 'http://127.0.0.1/boot.ipxe' : 'snponly.efi' }),
    allow: [],
    deny: [],
    observe: () => undefined,
    onNotice: (_level, code, text) => {
      throw new Error(`${code}: ${text}`)
    },
    clock: systemClock,
  })
  const socket = await binding.openUdp({ port: 0, broadcast: false })
  try {
    const asker = new Asker(socket, server.ports.dhcp)
    return [await latency(asker), await crowd(asker)]
  } finally {
    socket.close()
    server.close()
  }
}

async function latency(asker: Asker): Promise<Row> {
  const times: number[] = []
  for (let number = 0; number < WARM_UP + DISCOVERS; number += 1) {
    const startedAt = performance.now()
    await asker.ask(number % 64, number)
    if (number >= WARM_UP) times.push(performance.now() - startedAt)
  }
  times.sort((a, b) => a - b)
  const at = (share: number): string => `${(times[Math.floor(times.length * share)] ?? NaN).toFixed(2)} ms`
  return {
    name: 'DHCP DISCOVER to OFFER',
    ours: `p50 ${at(0.5)}, p99 ${at(0.99)}`,
    peer: 'none',
    ratio: undefined,
    target: 'p99 < 3 ms',
  }
}

async function crowd(asker: Asker): Promise<Row> {
  const startedAt = performance.now()
  const before = asker.answers
  const asked = Array.from({ length: MACHINES }, (_, number) => asker.ask(1_000 + number, 100_000 + number))
  const answered = (await Promise.allSettled(asked)).filter(({ status }) => status === 'fulfilled').length
  const ms = performance.now() - startedAt
  // One more exchange: a second answer to anyone would have come before it.
  await asker.ask(0, 999_999)
  const surplus = asker.answers - before - answered - 1
  return {
    name: `DHCP ${MACHINES} machines at once`,
    ours: `${answered} answered in ${ms.toFixed(0)} ms, ${surplus} twice`,
    peer: 'none',
    ratio: undefined,
    target: `${MACHINES} within 1000 ms, 0 twice`,
  }
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

  ask(machine: number, xid: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`DISCOVER ${xid} got no answer`)), PATIENCE_MS)
      this.#waiting.set(xid, () => {
        clearTimeout(timer)
        resolve()
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
