import type { Clock } from '../engine/clock'
import type { UdpPeer, UdpSocket } from '../engine/net/udp'
import type { Ipv4, Mac } from '../engine/types'

/**
 * The DHCP side of a virtual machine: what real firmware and iPXE put on the wire, and what they read from an answer. Like its
 * TFTP client it has its own few lines of wire format, so that the server is tested by something that does not share its
 * codec's mistakes (RFC 2131 section 2, RFC 2132, RFC 4578).
 */

/** How the machine introduces itself. */
export interface DhcpPersona {
  readonly mac: Mac
  /** 16 bytes as SMBIOS stores them. */
  readonly uuid: Uint8Array
  /** Option 93. */
  readonly archNumber: number
  /** Option 60 up to the first colon. */
  readonly vendor: 'PXEClient' | 'HTTPClient'
  /** iPXE adds option 77 "iPXE" and option 175. */
  readonly ipxe: boolean
  /** The machine's own address; sent as ciaddr, so that the answer comes straight back. */
  readonly address: Ipv4
}

/** An OFFER or ACK, as far as a boot needs it. */
export interface DhcpAnswer {
  readonly from: UdpPeer
  readonly messageType: number
  readonly yiaddr: Ipv4
  readonly siaddr: Ipv4
  /** Option 67 where present, else the header's `file`. */
  readonly bootFile: string
  readonly serverId: Ipv4 | undefined
  readonly vendorClass: string
  /** Option 43, undefined when absent. */
  readonly vendorOptions: Uint8Array | undefined
  /** Option 97 came back as sent. */
  readonly uuidEchoed: boolean
  readonly bytes: number
}

const MAGIC = [99, 130, 83, 99]
const OPTION = { messageType: 53, serverId: 54, requestedIp: 50, vendorClass: 60, bootFile: 67, vendor: 43, uuid: 97 }
const DISCOVER = 1
const REQUEST = 3

/** Sends DISCOVERs and REQUESTs for any number of machines over one socket and matches answers by transaction id. */
export class DhcpLink {
  readonly #waiting = new Map<number, (answer: DhcpAnswer) => void>()

  constructor(
    private readonly socket: UdpSocket,
    private readonly server: UdpPeer,
    private readonly clock: Clock,
  ) {
    socket.onMessage((data, from) => this.#receive(data, from))
  }

  /**
   * Broadcasts a DISCOVER, again after `resendMs`, until `wanted` accepts an answer; undefined after `timeoutMs`.
   * Real firmware resends with the same transaction id (EDK2 after 4 s, SeaBIOS after 1 s).
   */
  discover(
    persona: DhcpPersona,
    xid: number,
    wanted: (answer: DhcpAnswer) => boolean,
    timeoutMs: number,
  ): Promise<DhcpAnswer | undefined> {
    return this.#exchange(encode(persona, xid, DISCOVER), xid, this.server, wanted, timeoutMs)
  }

  /** Asks a boot server on its port 4011. */
  askBootServer(
    persona: DhcpPersona,
    xid: number,
    bootServer: UdpPeer,
    timeoutMs: number,
  ): Promise<DhcpAnswer | undefined> {
    const wanted = (answer: DhcpAnswer): boolean => answer.bootFile !== '' && answer.from.port === bootServer.port
    return this.#exchange(encode(persona, xid, REQUEST), xid, bootServer, wanted, timeoutMs)
  }

  /**
   * The REQUEST that tells everyone on the wire which address this machine now has. It names 0.0.0.0 as the server that leased
   * it, so that no DHCP server takes it for its own.
   */
  announceLease(persona: DhcpPersona, xid: number): void {
    const options = [
      OPTION.requestedIp,
      4,
      ...ipBytes(persona.address),
      OPTION.serverId,
      4,
      ...ipBytes(persona.address),
    ]
    this.socket.send(encode(persona, xid, REQUEST, options), this.server)
  }

  close(): void {
    this.socket.close()
  }

  #exchange(
    packet: Uint8Array,
    xid: number,
    to: UdpPeer,
    wanted: (answer: DhcpAnswer) => boolean,
    timeoutMs: number,
  ): Promise<DhcpAnswer | undefined> {
    const resendMs = 1_000
    return new Promise((resolve) => {
      const endAt = this.clock.now() + timeoutMs
      let cancel: () => void = () => undefined
      const finish = (answer: DhcpAnswer | undefined): void => {
        cancel()
        this.#waiting.delete(xid)
        resolve(answer)
      }
      const round = (): void => {
        if (this.clock.now() >= endAt) {
          finish(undefined)
          return
        }
        this.socket.send(packet, to)
        cancel = this.clock.after(Math.min(resendMs, endAt - this.clock.now()), round)
      }
      this.#waiting.set(xid, (answer) => {
        if (wanted(answer)) finish(answer)
      })
      round()
    })
  }

  #receive(data: Uint8Array, from: UdpPeer): void {
    if (data.length < 240 || data[0] !== 2) return
    const xid = Buffer.from(data).readUInt32BE(4)
    this.#waiting.get(xid)?.(decode(data, from))
  }
}

function encode(persona: DhcpPersona, xid: number, messageType: number, more: readonly number[] = []): Uint8Array {
  const header = Buffer.alloc(236)
  header.set([1, 1, 6, 0])
  header.writeUInt32BE(xid >>> 0, 4)
  header.set(ipBytes(persona.address), 12)
  header.set(
    persona.mac.split(':').map((part) => Number.parseInt(part, 16)),
    28,
  )
  const arch = String(persona.archNumber).padStart(5, '0')
  const vendorClass = `${persona.vendor}:Arch:${arch}:UNDI:003016`
  const options = [
    ...[OPTION.messageType, 1, messageType],
    ...[55, 12, 1, 3, 6, 12, 15, 43, 54, 60, 66, 67, 97, 175],
    ...[57, 2, 5, 192],
    ...[OPTION.vendorClass, vendorClass.length, ...Buffer.from(vendorClass)],
    ...(persona.ipxe ? [77, 4, ...Buffer.from('iPXE')] : []),
    ...[93, 2, persona.archNumber >> 8, persona.archNumber & 0xff],
    ...[94, 3, 1, 3, 16],
    ...[OPTION.uuid, 17, 0, ...persona.uuid],
    // Option 175: iPXE's feature list, shortened (HTTP, iSCSI, bzImage, menu).
    ...(persona.ipxe ? [175, 12, 19, 1, 1, 17, 1, 1, 24, 1, 1, 39, 1, 1] : []),
    ...more,
    255,
  ]
  return Buffer.concat([header, Buffer.from(MAGIC), Buffer.from(options)])
}

function decode(data: Uint8Array, from: UdpPeer): DhcpAnswer {
  const options = new Map<number, Uint8Array>()
  for (let at = 240; at < data.length && data[at] !== 255;) {
    const code = data[at] ?? 0
    if (code === 0) {
      at += 1
      continue
    }
    const length = data[at + 1] ?? 0
    options.set(code, data.slice(at + 2, at + 2 + length))
    at += 2 + length
  }
  const option67 = options.get(OPTION.bootFile)
  const serverId = options.get(OPTION.serverId)
  return {
    from,
    messageType: options.get(OPTION.messageType)?.[0] ?? 0,
    yiaddr: ipText(data.subarray(16, 20)),
    siaddr: ipText(data.subarray(20, 24)),
    bootFile: cString(option67 ?? data.subarray(108, 236)),
    serverId: serverId === undefined ? undefined : ipText(serverId),
    vendorClass: cString(options.get(OPTION.vendorClass) ?? new Uint8Array(0)),
    vendorOptions: options.get(OPTION.vendor),
    uuidEchoed: options.get(OPTION.uuid)?.length === 17,
    bytes: data.length,
  }
}

function ipBytes(address: Ipv4): number[] {
  return address.split('.').map(Number)
}

function ipText(bytes: Uint8Array): Ipv4 {
  return [...bytes].join('.')
}

function cString(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1').replace(/\0.*$/s, '')
}
