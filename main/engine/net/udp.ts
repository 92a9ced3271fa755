import type { Ipv4 } from '../types'

/** Where a datagram came from or goes to. */
export interface UdpPeer {
  readonly address: Ipv4
  readonly port: number
}

/**
 * One bound UDP socket as the protocol code sees it. The real one is bound to the picked card (sockets.ts); tests use one in
 * memory that drops, doubles and reorders.
 */
export interface UdpSocket {
  /** Local port. */
  readonly port: number
  /** Sends one datagram. Errors are reported through `onError`, never thrown. `data` may be reused after the call returns. */
  send(data: Uint8Array, to: UdpPeer): void
  /**
   * Sends `data` as datagrams of `segmentBytes` each (the last may be shorter), in one system call where the kernel can
   * (UDP_SEGMENT), else one by one. At most 64 KB. `data` may be reused after the call returns.
   */
  sendSegments(data: Uint8Array, segmentBytes: number, to: UdpPeer): void
  /** One handler; `data` is only valid during the call. */
  onMessage(handler: (data: Uint8Array, from: UdpPeer) => void): void
  onError(handler: (error: Error) => void): void
  close(): void
}

export interface UdpOptions {
  readonly port: number
  readonly broadcast: boolean
  readonly shared?: boolean
}

/** What the engine needs from the card it serves on. Implemented by sockets.ts, and in memory by tests. */
export interface CardBinding {
  readonly address: Ipv4
  readonly netmask: Ipv4
  /** Largest IP packet that the card takes, bytes. */
  readonly mtu: number
  /**
   * A socket on this card only. `port` 0 takes a free one. With `broadcast` it also receives broadcasts that arrive on this
   * card and may send to 255.255.255.255; without, it is bound to the card's address. `shared` is for a port that belongs to
   * another program of this computer, 68 of its own DHCP client: the port stays free for that, before and after. On Linux
   * such a socket hears broadcasts only; elsewhere it may hear what was meant for the other (see `sharedHearsUnicast`).
   * @throws BootdropError `port-taken` (with the owner where the system tells), `port-forbidden`, `card-down`
   */
  openUdp(options: UdpOptions): Promise<UdpSocket>
}
