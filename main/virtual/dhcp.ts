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
  /**
   * The machine's own address; sent as ciaddr, so that the answer comes straight back. 0.0.0.0 while it has none: answers then come
   * as broadcasts, to the client port.
   */
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
  /** Option 51; undefined where no address is leased. */
  readonly leaseSeconds: number | undefined
  /** Option 1. */
  readonly netmask: Ipv4 | undefined
  readonly vendorClass: string
  /** Option 43, undefined when absent. */
  readonly vendorOptions: Uint8Array | undefined
  /** Option 97 came back as sent. */
  readonly uuidEchoed: boolean
  readonly bytes: number
}

const NO_ADDRESS = '0.0.0.0'
const MAGIC = [99, 130, 83, 99]
const OPTION = {
  ...{ netmask: 1, vendor: 43, requestedIp: 50, leaseTime: 51, messageType: 53, serverId: 54 },
  ...{ vendorClass: 60, bootFile: 67, uuid: 97 },
}
const DISCOVER = 1
const OFFER = 2
const REQUEST = 3
const ACK = 5
const NAK = 6

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
    const offered = (answer: DhcpAnswer): boolean => answer.messageType === OFFER && wanted(answer)
    return this.#exchange(encode(persona, xid, DISCOVER), xid, this.server, offered, timeoutMs)
  }

  /**
   * Takes the address of an offer: the REQUEST of RFC 2131's state SELECTING, with the offer's server in it. Gives the ACK, or
   * `nak`; undefined after `timeoutMs`.
   */
  async takeLease(
    persona: DhcpPersona,
    xid: number,
    offer: DhcpAnswer,
    timeoutMs: number,
  ): Promise<DhcpAnswer | 'nak' | undefined> {
    const options = selecting(offer.yiaddr, offer.serverId ?? offer.siaddr)
    const wanted = ({ messageType }: DhcpAnswer): boolean => messageType === ACK || messageType === NAK
    const packet = encode({ ...persona, address: NO_ADDRESS }, xid, REQUEST, options)
    const answer = await this.#exchange(packet, xid, this.server, wanted, timeoutMs)
    return answer?.messageType === NAK ? 'nak' : answer
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
    const options = selecting(persona.address, persona.address)
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

function selecting(address: Ipv4, server: Ipv4): number[] {
  return [OPTION.requestedIp, 4, ...ipBytes(address), OPTION.serverId, 4, ...ipBytes(server)]
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
  const address = (code: number): Ipv4 | undefined => {
    const bytes = options.get(code)
    return bytes === undefined ? undefined : ipText(bytes)
  }
  const leaseTime = options.get(OPTION.leaseTime)
  return {
    from,
    messageType: options.get(OPTION.messageType)?.[0] ?? 0,
    yiaddr: ipText(data.subarray(16, 20)),
    siaddr: ipText(data.subarray(20, 24)),
    bootFile: cString(option67 ?? data.subarray(108, 236)),
    serverId: address(OPTION.serverId),
    leaseSeconds: leaseTime?.length === 4 ? Buffer.from(leaseTime).readUInt32BE() : undefined,
    netmask: address(OPTION.netmask),
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
