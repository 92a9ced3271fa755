import { BLKSIZE, DATA_HEADER_BYTES, DEFAULT_BLKSIZE, PACKET_OVERHEAD_BYTES, TIMEOUT_S, WINDOWSIZE } from './codes'

export interface NegotiationFacts {
  /** Largest IP packet that the card takes, bytes. */
  readonly mtu: number
  /** Bytes that the whole transfer puts on the wire as payload. */
  readonly sizeBytes: number
  /** A window is cut to so many bytes on the wire, however many blocks the client would take. */
  readonly windowBytes: number
  /** … and to so many blocks: a receive buffer of the usual size holds about 90 full Ethernet frames. */
  readonly windowBlocks: number
}

export interface Negotiated {
  /** Payload bytes of a full block. */
  readonly blksize: number
  /** Blocks sent before an ACK is awaited. */
  readonly windowsize: number
  /** The client's own retransmission interval; undefined where it asked for none. */
  readonly timeoutMs: number | undefined
  /** What goes into the OACK, in the order asked. Empty: no OACK, DATA 1 follows at once (RFC 2347). */
  readonly granted: ReadonlyMap<string, string>
}

/**
 * Which of the asked options are granted, RFC 2347.
 *
 * EDK2 refuses an OACK that holds an option it did not ask for, a blksize or windowsize above its own, or another
 * timeout (`Mtftp4RrqOackValid`); one without `tsize` makes its size probe show "NBP filesize is 0 Bytes". So: never
 * more than was asked, never larger, and tsize always. A value that makes no sense is passed over as if not asked.
 *
 * @param asked option names in lower case, as `decodePacket` gives them
 */
export function negotiate(asked: ReadonlyMap<string, string>, facts: NegotiationFacts): Negotiated {
  const blksize = grantBlksize(asked.get('blksize'), facts)
  const windowsize = grantWindowsize(asked.get('windowsize'), blksize ?? DEFAULT_BLKSIZE, facts)
  const timeoutS = within(asked.get('timeout'), TIMEOUT_S)
  const granted = new Map<string, string>()
  for (const name of asked.keys()) {
    if (name === 'tsize') granted.set(name, String(facts.sizeBytes))
    else if (name === 'blksize' && blksize !== undefined) granted.set(name, String(blksize))
    else if (name === 'windowsize' && windowsize !== undefined) granted.set(name, String(windowsize))
    else if (name === 'timeout' && timeoutS !== undefined) granted.set(name, String(timeoutS))
  }
  return {
    blksize: blksize ?? DEFAULT_BLKSIZE,
    windowsize: windowsize ?? 1,
    timeoutMs: timeoutS === undefined ? undefined : timeoutS * 1000,
    granted,
  }
}

/** RFC 2348. Cut to what fits one frame of the card. */
function grantBlksize(asked: string | undefined, facts: NegotiationFacts): number | undefined {
  const value = decimal(asked)
  if (value === undefined || value < BLKSIZE.min) return undefined
  return Math.min(value, BLKSIZE.max, Math.max(BLKSIZE.min, facts.mtu - PACKET_OVERHEAD_BYTES))
}

/** RFC 7440 section 3. */
function grantWindowsize(asked: string | undefined, blksize: number, facts: NegotiationFacts): number | undefined {
  const value = decimal(asked)
  if (value === undefined || value < WINDOWSIZE.min) return undefined
  const fits = Math.floor(facts.windowBytes / (blksize + DATA_HEADER_BYTES))
  return Math.min(value, Math.max(1, Math.min(fits, facts.windowBlocks)))
}

function within(asked: string | undefined, range: { readonly min: number; readonly max: number }): number | undefined {
  const value = decimal(asked)
  return value === undefined || value < range.min || value > range.max ? undefined : value
}

/** An unsigned decimal number of up to 15 digits; undefined for anything else. */
function decimal(value: string | undefined): number | undefined {
  return value !== undefined && /^\d{1,15}$/.test(value) ? Number(value) : undefined
}
