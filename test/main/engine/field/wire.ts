/** A reader of DHCP messages for the models of firmware, which must not share the engine's mistakes. */
export interface WireMessage {
  readonly op: number
  readonly xid: number
  readonly ciaddr: string
  readonly yiaddr: string
  readonly siaddr: string
  readonly giaddr: string
  readonly sname: string
  readonly file: string
  /** The first of each, without RFC 3396: what ROMs do. */
  readonly options: ReadonlyMap<number, Buffer>
  readonly bytes: Buffer
}

export function readMessage(data: Uint8Array): WireMessage {
  const bytes = Buffer.from(data)
  const address = (at: number): string => bytes.subarray(at, at + 4).join('.')
  return {
    op: bytes.readUInt8(0),
    xid: bytes.readUInt32BE(4),
    ...{ ciaddr: address(12), yiaddr: address(16), siaddr: address(20), giaddr: address(24) },
    sname: cString(bytes.subarray(44, 108)),
    file: cString(bytes.subarray(108, 236)),
    options: tags(bytes.subarray(240)),
    bytes,
  }
}

/** Tag, length, value, up to 255; also the inside of option 43. */
export function tags(bytes: Buffer): Map<number, Buffer> {
  const found = new Map<number, Buffer>()
  for (let at = 0; at < bytes.length;) {
    const tag = bytes.readUInt8(at)
    if (tag === 255) break
    if (tag === 0) {
      at += 1
      continue
    }
    const length = bytes.readUInt8(at + 1)
    if (!found.has(tag)) found.set(tag, bytes.subarray(at + 2, at + 2 + length))
    at += 2 + length
  }
  return found
}

export function cString(bytes: Buffer): string {
  const end = bytes.indexOf(0)
  return bytes.toString('latin1', 0, end < 0 ? bytes.length : end)
}

export function addressOf(value: Buffer | undefined): string | undefined {
  return value?.length === 4 ? value.join('.') : undefined
}
