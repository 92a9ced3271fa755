/** Numbers of TFTP, each with the section that defines it. */

/** RFC 1350 section 5; OACK: RFC 2347. */
export const OP = { rrq: 1, wrq: 2, data: 3, ack: 4, error: 5, oack: 6 } as const

/** RFC 1350 appendix "Error Codes"; 8: RFC 2347 (a client that does not like the OACK, or only wanted to know the size). */
export const ERR = {
  undefined: 0,
  fileNotFound: 1,
  accessViolation: 2,
  diskFull: 3,
  illegalOperation: 4,
  unknownTransferId: 5,
  fileExists: 6,
  noSuchUser: 7,
  optionNegotiation: 8,
} as const

/** Opcode and block number in front of the payload of a DATA packet, RFC 1350 section 5. */
export const DATA_HEADER_BYTES = 4

/** Payload of a DATA packet where blksize was not negotiated, RFC 1350 section 2. */
export const DEFAULT_BLKSIZE = 512

/** RFC 2348: 8 to 65464. */
export const BLKSIZE = { min: 8, max: 65464 } as const

/** Seconds, RFC 2349. */
export const TIMEOUT_S = { min: 1, max: 255 } as const

/** Blocks, RFC 7440 section 3. */
export const WINDOWSIZE = { min: 1, max: 65535 } as const

/**
 * What a DATA packet has around it within the MTU: 20 IP + 8 UDP + 4 TFTP. "Many netboot ROMs can't cope with fragmented
 * packets" (dnsmasq tftp.c), so a block never exceeds the MTU less these.
 */
export const PACKET_OVERHEAD_BYTES = 32

/** Longest file name we take, bytes. Firmware has 128 (BOOTP file) or 255 (option 67); GRUB asks for longer paths. */
export const MAX_NAME_BYTES = 511
