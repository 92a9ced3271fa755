import { ipv4Number } from '../net/subnet'
import type { Ipv4 } from '../types'
import type { CaptureLimits } from './limits'
import { PacketRing, SlotRing, type KeptPacket } from './rings'

/** What is kept of one machine. */
export class Machine {
  conversation: PacketRing
  /** When it last sent something, ms since the epoch. */
  heardAt: number | undefined
  /** Our port that last sent it TFTP data, and when it last acknowledged some there. */
  dataPort: number | undefined
  loadedAt: number | undefined
  #data: SlotRing | undefined
  #address: Ipv4 | undefined
  #addressNumber = 0

  /** @param id MAC, or `ip:` and the address */
  constructor(
    readonly id: string,
    limits: CaptureLimits,
  ) {
    this.conversation = new PacketRing(limits.conversationBytes)
  }

  /** Where it was last heard by anything but DHCP. */
  get address(): Ipv4 | undefined {
    return this.#address
  }

  /** 0 while it has none. */
  get addressNumber(): number {
    return this.#addressNumber
  }

  moveTo(address: Ipv4 | undefined): void {
    this.#address = address
    this.#addressNumber = address === undefined ? 0 : (ipv4Number(address) ?? 0)
  }

  /** The ring of its TFTP data, made when it is first asked for. */
  slots(limits: CaptureLimits): SlotRing {
    return (this.#data ??= new SlotRing(limits.dataPackets, limits.dataBytes))
  }

  /** In the order in which they were heard and sent; their bytes are valid until the next packet. */
  packets(): KeptPacket[] {
    return [...this.conversation.packets(), ...this.#dataPackets()].sort(inOrder)
  }

  /** Takes over what was kept of a machine that turned out to be this one. */
  absorb(other: Machine, limits: CaptureLimits): void {
    const conversation = new PacketRing(limits.conversationBytes)
    for (const packet of [...this.conversation.packets(), ...other.conversation.packets()].sort(inOrder)) {
      conversation.add(packet)
    }
    const data = [...this.#dataPackets(), ...other.#dataPackets()].sort(inOrder)
    this.conversation = conversation
    this.#data = undefined
    for (const packet of data) this.slots(limits).addKept(packet)
    this.heardAt = latest(this.heardAt, other.heardAt)
    this.loadedAt = latest(this.loadedAt, other.loadedAt)
  }

  #dataPackets(): Iterable<KeptPacket> {
    return this.#data?.packets() ?? []
  }
}

function inOrder(a: KeptPacket, b: KeptPacket): number {
  return a.sequence - b.sequence
}

function latest(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.max(a, b)
}
