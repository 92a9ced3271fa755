import { DATA_HEADER_BYTES, ERR, MAX_NAME_BYTES, OP } from './codes'

/** RRQ or WRQ, RFC 1350 section 5, with the options of RFC 2347. */
export interface RequestPacket {
  readonly kind: 'rrq' | 'wrq'
  readonly file: string
  /** Lower case: `octet`, `netascii`, `mail`, or whatever the peer wrote. */
  readonly mode: string
  /** Option names in lower case, values as sent, in the order of the packet; a repeated name counts once (RFC 2347). */
  readonly options: ReadonlyMap<string, string>
}

/** `block` is the 16-bit number on the wire. */
export interface DataPacket {
  readonly kind: 'data'
  readonly block: number
  /** A view into the datagram, not a copy. */
  readonly data: Uint8Array
}

/** `block` is the 16-bit number on the wire. */
export interface AckPacket {
  readonly kind: 'ack'
  readonly block: number
}

export interface ErrorPacket {
  readonly kind: 'error'
  readonly code: number
  readonly message: string
}

export interface OackPacket {
  readonly kind: 'oack'
  readonly options: ReadonlyMap<string, string>
}

export type Packet = RequestPacket | DataPacket | AckPacket | ErrorPacket | OackPacket

/** Either a packet, or why it is none: `reason` for the log, `code` and `text` (short) for the peer. */
export type Decoded =
  | { readonly ok: true; readonly packet: Packet }
  | { readonly ok: false; readonly reason: string; readonly code: number; readonly text: string }

const utf8 = new TextDecoder('utf-8', { fatal: true })

/**
 * Reads one datagram. Takes any bytes and never throws.
 *
 * ```
 *  RRQ/WRQ  | 01/02 | file | 0 | mode | 0 | option | 0 | value | 0 | …
 *  DATA     |  03   | block | bytes
 *  ACK      |  04   | block |
 *  ERROR    |  05   | code  | message | 0 |
 *  OACK     |  06   | option | 0 | value | 0 | …
 * ```
 */
export function decodePacket(bytes: Uint8Array): Decoded {
  if (bytes.length < 2) return refuse(`datagram: ${bytes.length} bytes, an opcode needs 2`)
  const opcode = u16(bytes, 0)
  if (opcode === OP.rrq || opcode === OP.wrq) return decodeRequest(opcode === OP.rrq ? 'rrq' : 'wrq', bytes)
  if (opcode === OP.oack) return accept({ kind: 'oack', options: decodeOptions(bytes, 2) })
  if (opcode !== OP.data && opcode !== OP.ack && opcode !== OP.error) return refuse(`opcode ${opcode} is unknown`)
  if (bytes.length < DATA_HEADER_BYTES) return refuse(`opcode ${opcode} needs 4 bytes, has ${bytes.length}`)
  const number = u16(bytes, 2)
  if (opcode === OP.ack) return accept({ kind: 'ack', block: number })
  if (opcode === OP.data) return accept({ kind: 'data', block: number, data: bytes.subarray(DATA_HEADER_BYTES) })
  // Several ROMs leave out the terminator of the message: the rest of the datagram is taken as it is.
  const end = terminator(bytes, DATA_HEADER_BYTES) ?? bytes.length
  return accept({ kind: 'error', code: number, message: printable(text(bytes.subarray(DATA_HEADER_BYTES, end))) })
}

/** The block number of an ACK, or -1 for any other datagram. Makes no object: it runs once per block. */
export function ackNumber(bytes: Uint8Array): number {
  if (bytes.length < DATA_HEADER_BYTES || bytes[0] !== 0 || bytes[1] !== OP.ack) return -1
  return u16(bytes, 2)
}

export function encodeRequest(request: RequestPacket): Uint8Array {
  const words = [request.file, request.mode]
  for (const [name, value] of request.options) words.push(name, value)
  return withOpcode(request.kind === 'rrq' ? OP.rrq : OP.wrq, Buffer.from(words.map((word) => `${word}\0`).join('')))
}

export function encodeOack(options: ReadonlyMap<string, string>): Uint8Array {
  const words = [...options].map(([name, value]) => `${name}\0${value}\0`)
  return withOpcode(OP.oack, Buffer.from(words.join(''), 'latin1'))
}

export function encodeError(code: number, message: string): Uint8Array {
  return withOpcode(OP.error, Buffer.from(`${String.fromCharCode(code >> 8, code & 0xff)}${message}\0`, 'latin1'))
}

export function encodeAck(block: number): Uint8Array {
  return Uint8Array.of(0, OP.ack, (block >> 8) & 0xff, block & 0xff)
}

/** Writes opcode and block number of a DATA packet at `offset` of `target`; the payload follows at offset + 4. */
export function writeDataHeader(target: Uint8Array, offset: number, block: number): void {
  target[offset] = 0
  target[offset + 1] = OP.data
  target[offset + 2] = (block >> 8) & 0xff
  target[offset + 3] = block & 0xff
}

/** A peer's text made fit for a log line: printable characters only, at most 120. */
export function printable(value: string): string {
  // eslint-disable-next-line no-control-regex
  const clean = value.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ').trim()
  return clean.length > 120 ? `${clean.slice(0, 119)}…` : clean
}

function decodeRequest(kind: 'rrq' | 'wrq', bytes: Uint8Array): Decoded {
  const nameEnd = terminator(bytes, 2)
  if (nameEnd === undefined) return refuse(`${kind}: the file name is not terminated`, 'File name not terminated')
  const nameBytes = nameEnd - 2
  if (nameBytes === 0) return refuse(`${kind}: the file name is empty`, 'File name missing')
  if (nameBytes > MAX_NAME_BYTES) {
    return refuse(`${kind}: the file name has ${nameBytes} bytes, at most ${MAX_NAME_BYTES}`, 'File name too long')
  }
  const modeEnd = terminator(bytes, nameEnd + 1)
  if (modeEnd === undefined) return refuse(`${kind}: the mode is not terminated`, 'Mode missing')
  const file = fileName(bytes.subarray(2, nameEnd))
  // eslint-disable-next-line no-control-regex
  if (/[\u0000-\u001f\u007f]/.test(file)) {
    return refuse(`${kind}: control characters in the file name ${printable(file)}`, 'Control character in file name')
  }
  const mode = text(bytes.subarray(nameEnd + 1, modeEnd)).toLowerCase()
  return accept({ kind, file, mode, options: decodeOptions(bytes, modeEnd + 1) })
}

/**
 * The pairs from `offset` on. What is cut off or empty ends the list without a complaint: some ROMs pad their requests
 * with NULs, and an option that we do not see is one that we do not grant (RFC 2347).
 */
function decodeOptions(bytes: Uint8Array, offset: number): ReadonlyMap<string, string> {
  const options = new Map<string, string>()
  let at = offset
  for (;;) {
    const nameEnd = terminator(bytes, at)
    if (nameEnd === undefined || nameEnd === at) return options
    const valueEnd = terminator(bytes, nameEnd + 1)
    if (valueEnd === undefined) return options
    const name = text(bytes.subarray(at, nameEnd)).toLowerCase()
    if (!options.has(name)) options.set(name, text(bytes.subarray(nameEnd + 1, valueEnd)))
    at = valueEnd + 1
  }
}

/**
 * UTF-8 where it is valid, else Latin-1. A ROM that got option 67 without a terminator asks for the name with the END
 * option behind it, `snponly.efi\xff` (FIELD.md 3.1): those bytes are dropped, no UTF-8 name holds them.
 */
function fileName(bytes: Uint8Array): string {
  let end = bytes.length
  while (end > 0 && bytes[end - 1] === 0xff) end -= 1
  const kept = bytes.subarray(0, end)
  try {
    return utf8.decode(kept)
  } catch {
    return text(kept)
  }
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
}

function terminator(bytes: Uint8Array, from: number): number | undefined {
  const at = bytes.indexOf(0, from)
  return at < 0 ? undefined : at
}

function u16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)
}

function withOpcode(opcode: number, body: Uint8Array): Uint8Array {
  const packet = new Uint8Array(2 + body.length)
  packet[1] = opcode
  packet.set(body, 2)
  return packet
}

function accept(packet: Packet): Decoded {
  return { ok: true, packet }
}

function refuse(reason: string, text = 'Illegal TFTP operation'): Decoded {
  return { ok: false, reason, code: ERR.illegalOperation, text }
}
