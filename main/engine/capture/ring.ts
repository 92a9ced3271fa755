import type { Clock } from '../clock'
import { ipv4Number } from '../net/subnet'
import type { Tap, TappedDatagrams } from '../net/tap'
import { OP as TFTP } from '../tftp/codes'
import type { Ipv4, Mac } from '../types'
import { DEFAULT_LIMITS, type CaptureLimits } from './limits'
import { Machine } from './machine'
import { encodePcapng } from './pcapng'
import type { KeptPacket } from './rings'

export interface CaptureOptions {
  readonly clock: Clock
  /** Who has this address, as far as anyone knows. Asked with every packet but TFTP's DATA and ACK. */
  readonly macOf: (ip: Ipv4) => Mac | undefined
  /**
   * Machines that got further than our answer, by id; asked when there is no more room. Of machines that load over TFTP the
   * capture knows by itself.
   */
  readonly loading?: () => Iterable<string>
  readonly limits?: Partial<CaptureLimits>
}

/**
 * The last conversation of each machine by DHCP, port 4011 and TFTP, as our own sockets heard it: no rights to capture are needed.
 * Everything is bounded, by CaptureLimits.
 */
export interface Capture {
  /** For `tapped`. Never throws, whatever the bytes. */
  readonly tap: Tap
  /** Machines of which something is kept: MAC, or `ip:1.2.3.4` where the MAC is not known. */
  ids(): string[]
  /** A pcapng file of this machine, as Client.id names it; undefined when nothing of it is kept. */
  pcapngOf(id: string): Uint8Array | undefined
  /** What is kept of this machine, in the order in which it was heard and sent; copied. Empty when nothing is. */
  packetsOf(id: string): KeptPacket[]
  /** Forgets everything. */
  reset(): void
}

export function createCapture(options: CaptureOptions): Capture {
  const capture = new Machines(options)
  return {
    tap: (datagrams) => capture.take(datagrams),
    ids: () => capture.ids(),
    pcapngOf(id) {
      const machine = capture.find(id)
      return machine && encodePcapng({ comment: commentFor(machine.id), packets: machine.packets() })
    },
    packetsOf: (id) =>
      capture
        .find(id)
        ?.packets()
        .map((packet) => ({ ...packet, data: packet.data.slice() })) ?? [],
    reset: () => capture.clear(),
  }
}

class Machines {
  readonly #limits: CaptureLimits
  readonly #machines = new Map<string, Machine>()
  /** Who was last heard at an address; only machines that are in #machines. */
  readonly #byAddress = new Map<Ipv4, Machine>()
  #sequence = 0
  /** The card's address, as text and as number. */
  #local: { readonly text: Ipv4; readonly number: number } = { text: '', number: 0 }

  constructor(private readonly options: CaptureOptions) {
    this.#limits = { ...DEFAULT_LIMITS, ...options.limits }
  }

  take(seen: TappedDatagrams): void {
    const opcode = seen.data[0] === 0 ? seen.data[1] : undefined
    if (opcode === TFTP.data || opcode === TFTP.ack) this.#takeData(seen)
    else for (const datagram of apart(seen)) this.#takeWhole(datagram)
  }

  ids(): string[] {
    return [...this.#machines.keys()]
  }

  find(id: string): Machine | undefined {
    for (const other of this.ids()) {
      // What was heard from an address before anyone knew whose it is.
      if (other.startsWith(STRANGER)) this.#machineAt(other.slice(STRANGER.length))
    }
    const direct = this.#machines.get(id)
    if (direct !== undefined || !id.startsWith(STRANGER)) return direct
    const mac = this.options.macOf(id.slice(STRANGER.length))
    return mac === undefined ? undefined : this.#machines.get(mac)
  }

  clear(): void {
    this.#machines.clear()
    this.#byAddress.clear()
  }

  /** TFTP's DATA and ACK: 300,000 a second, and only ever of a machine that has asked for a file. */
  #takeData(seen: TappedDatagrams): void {
    const machine = this.#byAddress.get(seen.peer.address)
    if (machine === undefined) return
    const now = this.options.clock.now()
    if (seen.direction === 'out') {
      machine.dataPort = seen.localPort
    } else {
      machine.heardAt = now
      // Who forges an address does not see which port of ours sends the file.
      if (machine.dataPort === seen.localPort) machine.loadedAt = now
    }
    const packet = this.#packet(seen, now, machine.addressNumber)
    machine.slots(this.#limits).add(packet, seen.data, Math.max(1, seen.segmentBytes))
    this.#sequence += Math.ceil(seen.data.length / Math.max(1, seen.segmentBytes))
  }

  #takeWhole(seen: TappedDatagrams): void {
    const { peer, direction } = seen
    const peerAddress = ipv4Number(peer.address)
    if (peerAddress === undefined) return
    const mac = clientMac(seen.data)
    if (mac === undefined && (peerAddress === 0 || peerAddress === EVERYONE)) return
    const machine = mac === undefined ? this.#machineAt(peer.address) : this.#machine(mac)
    const now = this.options.clock.now()
    if (direction === 'in' || machine.heardAt === undefined) machine.heardAt = now
    const data = seen.data.subarray(0, this.#limits.packetBytes)
    machine.conversation.add({ ...this.#packet(seen, now, peerAddress), sizeBytes: seen.data.length, data })
    this.#makeRoom(machine)
  }

  #packet(seen: TappedDatagrams, at: number, peerAddress: number): Omit<KeptPacket, 'data' | 'sizeBytes'> {
    if (this.#local.text !== seen.localAddress) {
      this.#local = { text: seen.localAddress, number: ipv4Number(seen.localAddress) ?? 0 }
    }
    this.#sequence += 1
    return {
      sequence: this.#sequence,
      at,
      direction: seen.direction,
      localAddress: this.#local.number,
      localPort: seen.localPort,
      peerAddress,
      peerPort: seen.peer.port,
    }
  }

  /** The machine that has this address now, with what was heard from there while nobody knew whose it is. */
  #machineAt(address: Ipv4): Machine {
    const mac = this.options.macOf(address)
    if (mac === undefined) return this.#settle(this.#machine(strangerId(address)), address)
    const machine = this.#machine(mac)
    const stranger = this.#machines.get(strangerId(address))
    if (stranger !== undefined) {
      machine.absorb(stranger, this.#limits)
      this.#forget(stranger)
    }
    return this.#settle(machine, address)
  }

  #machine(id: string): Machine {
    const known = this.#machines.get(id)
    if (known !== undefined) return known
    const machine = new Machine(id, this.#limits)
    this.#machines.set(id, machine)
    return machine
  }

  #settle(machine: Machine, address: Ipv4): Machine {
    const before = this.#byAddress.get(address)
    if (before === machine) return machine
    if (before !== undefined) this.#leave(before)
    this.#leave(machine)
    machine.moveTo(address)
    this.#byAddress.set(address, machine)
    return machine
  }

  #leave(machine: Machine): void {
    if (machine.address !== undefined) this.#byAddress.delete(machine.address)
    machine.moveTo(undefined)
  }

  #forget(machine: Machine): void {
    this.#leave(machine)
    this.#machines.delete(machine.id)
  }

  /** The least recently heard go, and those that load last of all: a flood of invented MACs only ever replaces itself. */
  #makeRoom(newest: Machine): void {
    const { machines, loadingMs } = this.#limits
    if (this.#machines.size <= machines) return
    const since = this.options.clock.now() - loadingMs
    const loading = new Set(this.options.loading?.())
    const others = [...this.#machines.values()].filter((machine) => machine !== newest)
    const idle = others.filter(({ id, loadedAt }) => !loading.has(id) && (loadedAt ?? 0) <= since)
    const leastHeard = (idle.length > 0 ? idle : others).sort((a, b) => (a.heardAt ?? 0) - (b.heardAt ?? 0))
    // Several at once, so that a flood does not make us sort for every packet.
    const count = idle.length > 0 ? Math.ceil(machines / 20) : 1
    for (const machine of leastHeard.slice(0, count)) this.#forget(machine)
  }
}

const EVERYONE = 0xffffffff
const STRANGER = 'ip:'
/** RFC 2131 figure 1. */
const CHADDR = { at: 28, length: 6 } as const

function strangerId(ip: Ipv4): string {
  return `${STRANGER}${ip}`
}

/** Datagram by datagram. */
function apart(seen: TappedDatagrams): TappedDatagrams[] {
  const { data, segmentBytes } = seen
  if (segmentBytes >= data.length || segmentBytes <= 0) return [seen]
  return Array.from({ length: Math.ceil(data.length / segmentBytes) }, (_, piece) => ({
    ...seen,
    data: data.subarray(piece * segmentBytes, (piece + 1) * segmentBytes),
  }))
}

/** The chaddr of a DHCP message, by which a machine is known before it has an address. TFTP begins with 0. */
function clientMac(data: Uint8Array): Mac | undefined {
  if ((data[0] !== 1 && data[0] !== 2) || data.length < CHADDR.at + CHADDR.length) return undefined
  return Array.from(data.subarray(CHADDR.at, CHADDR.at + CHADDR.length), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join(':')
}

/** For the person who opens the capture of this machine. */
export function commentFor(id: string): string {
  return (
    `Bootdrop: DHCP, port 4011 and TFTP of ${id}, as Bootdrop's own sockets heard and sent them. ` +
    'IP and UDP headers are made up. Of TFTP data the first bytes of the newest packets were kept. HTTP is not in here.'
  )
}
