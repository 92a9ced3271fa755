import type { SessionLimits } from './session'

export interface TftpLimits extends SessionLimits {
  /** Transfers at a time, of one address and of all. */
  readonly perClient: number
  readonly total: number
  /** ERRORs a second from the listening port, to one address and to all. GRUB and PXELINUX ask for dozens of names that may not be there. */
  readonly errorsPerAddress: number
  readonly errorsInAll: number
  /** A window is cut to so many bytes and so many blocks, whatever the client asks for. */
  readonly windowBytes: number
  readonly windowBlocks: number
  /** Largest file that leaves as netascii: it is read through once before the first packet, and nobody boots text of this size. */
  readonly netasciiBytes: number
}

/**
 * A classroom switched on at once has five hundred loaders on their way. Transfers take at most `total` times two chunks, 256 MB
 * if all of them ask for the largest window; with firmware's own windows of up to four blocks half of that, and no more than
 * twice the size of the file.
 */
export const DEFAULT_LIMITS: TftpLimits = {
  perClient: 32,
  total: 1024,
  errorsPerAddress: 100,
  errorsInAll: 2000,
  windowBytes: 128 * 1024,
  windowBlocks: 64,
  netasciiBytes: 1024 * 1024,
  chunkBytes: 128 * 1024,
  timeoutMs: 1000,
  maxTimeoutMs: 8000,
  silenceMs: 30_000,
  unheardRepeats: 2,
  rollover: 0,
}
