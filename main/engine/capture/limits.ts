/** What a capture keeps at most. */
export interface CaptureLimits {
  readonly machines: number
  /** Memory for DHCP, RRQ, OACK and ERROR of one machine: the newest that fit. */
  readonly conversationBytes: number
  /** Of one such packet; a longer one is cut. */
  readonly packetBytes: number
  /** TFTP DATA and ACK packets of one machine: the newest so many … */
  readonly dataPackets: number
  /** … and of each the first so many bytes; TFTP's header alone of those that were sent in one burst with the one before. */
  readonly dataBytes: number
  /** A machine that acknowledged TFTP data this short ago is forgotten after those that did not. */
  readonly loadingMs: number
}

/** 13 KB for a machine that has used all of its room; one that only booted takes about half. */
export const DEFAULT_LIMITS: CaptureLimits = {
  machines: 1_000,
  conversationBytes: 10 * 1024,
  packetBytes: 1_500,
  dataPackets: 48,
  dataBytes: 32,
  loadingMs: 60 * 60_000,
}
