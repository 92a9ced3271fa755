import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decode, encode, type DhcpPacket } from '../../../../main/engine/dhcp/packet'
import { bytesOf, message, packetOf } from './messages'

/** A DISCOVER byte by byte, as an Intel ROM lays it out. */
function annotated(): number[] {
  return [
    ...[0x01, 0x01, 0x06, 0x00], // BOOTREQUEST, Ethernet, 6 bytes, no hops
    ...[0xde, 0xad, 0xbe, 0xef], // xid
    ...[0x00, 0x04, 0x80, 0x00], // 4 seconds, broadcast flag
    ...[0, 0, 0, 0], // ciaddr
    ...[0, 0, 0, 0], // yiaddr
    ...[10, 0, 0, 9], // siaddr
    ...[192, 168, 5, 1], // giaddr
    ...[0x52, 0x54, 0x00, 0x12, 0x34, 0x56, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], // chaddr
    ...[0x73, 0x72, 0x76, ...new Array<number>(61).fill(0)], // sname "srv"
    ...[0x61, 0x2e, 0x65, 0x66, 0x69, ...new Array<number>(123).fill(0)], // file "a.efi"
    ...[99, 130, 83, 99], // magic cookie
    ...[53, 1, 1], // DISCOVER
    ...[0, 0], // two pads
    ...[93, 2, 0, 7], // x64 UEFI
    255, // END
    ...[0, 0, 0],
  ]
}

describe('decode', () => {
  it('reads every field of the header', () => {
    const { options, chaddr, ...header } = packetOf(Uint8Array.from(annotated()))
    expect(header).toEqual({
      ...{ op: 1, htype: 1, hlen: 6, hops: 0, xid: 0xdeadbeef, secs: 4, flags: 0x8000 },
      ...{
        ciaddr: '0.0.0.0',
        yiaddr: '0.0.0.0',
        siaddr: '10.0.0.9',
        giaddr: '192.168.5.1',
        sname: 'srv',
        file: 'a.efi',
      },
    })
    expect([...chaddr.subarray(0, 6)]).toEqual([0x52, 0x54, 0x00, 0x12, 0x34, 0x56])
    expect([...options.keys()]).toEqual([53, 93])
  })

  it('skips pads between options and stops at END', () => {
    const bytes = Uint8Array.from([...annotated(), 12, 1, 65])
    expect([...packetOf(bytes).options.keys()]).toEqual([53, 93])
  })

  it('forgives a missing END', () => {
    const bytes = Uint8Array.from(annotated().slice(0, 240 + 9))
    expect([...(packetOf(bytes).options.get(93) ?? [])]).toEqual([0, 7])
  })

  it('says which option claims more bytes than there are', () => {
    const bytes = Uint8Array.from([...annotated().slice(0, 240), 93, 200, 0, 7, 255])
    expect(decode(bytes)).toEqual({ reason: 'option 93 claims 200 bytes, has 3' })
  })

  it('refuses a message shorter than its header', () => {
    expect(decode(new Uint8Array(239))).toEqual({ reason: 'DHCP header wants 240 bytes, has 239' })
  })

  it('refuses another magic cookie', () => {
    const bytes = Uint8Array.from(annotated())
    bytes[236] = 0
    expect(decode(bytes)).toMatchObject({ reason: expect.stringContaining('magic cookie') as unknown })
  })

  it('refuses a hardware address longer than its field', () => {
    const bytes = Uint8Array.from(annotated())
    bytes[2] = 17
    expect(decode(bytes)).toMatchObject({ reason: expect.stringContaining('hlen claims 17') as unknown })
  })

  it('reads options that go on in file and sname (option 52)', () => {
    const bytes = Uint8Array.from([...annotated().slice(0, 240), 52, 1, 3, 53, 1, 1, 255])
    bytes.set([60, 9, ...Buffer.from('PXEClient'), 255], 108)
    bytes.set([12, 2, 0x70, 0x63, 255], 44)
    const packet = packetOf(bytes)
    expect(Buffer.from(packet.options.get(60) ?? []).toString()).toBe('PXEClient')
    expect(Buffer.from(packet.options.get(12) ?? []).toString()).toBe('pc')
    expect([packet.file, packet.sname]).toEqual(['', ''])
  })

  it('does not follow a second option 52 inside the overloaded fields', () => {
    const bytes = Uint8Array.from([...annotated().slice(0, 240), 52, 1, 1, 53, 1, 1, 255])
    bytes.set([52, 1, 3, 255], 108)
    expect(packetOf(bytes).sname).toBe('srv')
  })

  it('joins an option that comes in pieces (RFC 3396)', () => {
    const bytes = Uint8Array.from([...annotated().slice(0, 240), 43, 2, 1, 2, 53, 1, 1, 43, 1, 3, 255])
    expect([...(packetOf(bytes).options.get(43) ?? [])]).toEqual([1, 2, 3])
  })

  it('keeps its bytes when the socket buffer is used again', () => {
    const bytes = Uint8Array.from(annotated())
    const packet = packetOf(bytes)
    bytes.fill(0xee)
    expect([packet.chaddr[0], packet.options.get(93)?.[1]]).toEqual([0x52, 7])
  })

  it('gives a packet or a reason for any bytes, and never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 1500 }), (noise) => {
        const withHeader = Uint8Array.from([...annotated().slice(0, 240), ...noise])
        for (const bytes of [noise, withHeader]) {
          const decoded = decode(bytes)
          expect('packet' in decoded || decoded.reason !== '').toBe(true)
        }
      }),
    )
  })

  it('gives a packet or a reason for every truncation of a good message', () => {
    const whole = Uint8Array.from(annotated())
    for (let length = 0; length <= whole.length; length += 1) decode(whole.subarray(0, length))
  })
})

describe('encode', () => {
  it('writes what decode reads', () => {
    const bytes = bytesOf(packetOf(Uint8Array.from(annotated())))
    expect([...bytes.subarray(0, 240)]).toEqual(annotated().slice(0, 240))
  })

  it('pads to 300 bytes, with END before the padding', () => {
    const bytes = bytesOf(message({ machineId: null, vendorClass: null, arch: [] }))
    expect(bytes.length).toBe(300)
    expect([...bytes.subarray(240, 246)]).toEqual([53, 1, 1, 255, 0, 0])
    expect(bytes.subarray(244).every((byte) => byte === 0)).toBe(true)
  })

  it('cuts an option over 255 bytes into pieces', () => {
    const value = Uint8Array.from({ length: 600 }, (_, index) => index & 0xff)
    const bytes = bytesOf(message({ more: [[43, value]] }))
    expect([...(packetOf(bytes).options.get(43) ?? [])]).toEqual([...value])
  })

  it('refuses a file name that leaves no room for its NUL', () => {
    const packet: DhcpPacket = { ...message(), file: 'a'.repeat(128) }
    expect(encode(packet)).toEqual({ reason: 'file has 128 bytes, fits 127' })
  })

  it('refuses more bytes than the receiver takes', () => {
    const packet = message({ more: [[43, new Uint8Array(1400)]] })
    expect(encode(packet)).toMatchObject({ reason: expect.stringContaining('the receiver takes 1472') as unknown })
  })

  it('refuses an address that is none', () => {
    expect(encode({ ...message(), siaddr: 'example.org' })).toEqual({ reason: '"example.org" is no IPv4 address' })
  })

  it('keeps every option through a round trip', () => {
    const option = fc.tuple(
      fc.integer({ min: 1, max: 254 }).filter((code) => code !== 52),
      fc.uint8Array({ maxLength: 300 }),
    )
    fc.assert(
      fc.property(fc.array(option, { maxLength: 4 }), fc.integer({ min: 0, max: 0xffffffff }), (options, xid) => {
        const packet = { ...message({ xid }), options: new Map(options) }
        const encoded = encode(packet)
        if ('reason' in encoded) throw new Error(encoded.reason)
        const back = packetOf(encoded.bytes)
        expect(back.xid).toBe(xid)
        expect(new Map([...back.options].map(([code, value]) => [code, [...value]]))).toEqual(
          new Map([...packet.options].map(([code, value]) => [code, [...value]])),
        )
        expect(encode(back)).toEqual(encoded)
      }),
    )
  })
})
