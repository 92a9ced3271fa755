import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ERR } from '../../../../main/engine/tftp/codes'
import {
  ackNumber,
  decodePacket,
  encodeAck,
  encodeError,
  encodeOack,
  encodeRequest,
  printable,
  type RequestPacket,
} from '../../../../main/engine/tftp/packet'

/** Text and numbers as bytes: `bytes(0, 1, 'a', 0)`. */
function bytes(...parts: (string | number)[]): Uint8Array {
  return Buffer.concat(parts.map((part) => (typeof part === 'number' ? Buffer.of(part) : Buffer.from(part, 'latin1'))))
}

function decodeRequest(datagram: Uint8Array): RequestPacket {
  const decoded = decodePacket(datagram)
  if (!decoded.ok || (decoded.packet.kind !== 'rrq' && decoded.packet.kind !== 'wrq')) throw new Error('no request')
  return decoded.packet
}

/** The size probe of OVMF's PXE client, Mtftp4Rrq.c. */
// prettier-ignore
const EDK2_PROBE = bytes(
  0, 1,                           // RRQ
  'snponly.efi', 0,               // file name
  'octet', 0,                     // mode
  'tsize', 0, '0', 0,             // RFC 2349
  'blksize', 0, '1468', 0,        // RFC 2348
  'windowsize', 0, '4', 0,        // RFC 7440
)

describe('RRQ', () => {
  test('of EDK2 is read with its options in order', () => {
    const request = decodeRequest(EDK2_PROBE)
    expect(request.file).toBe('snponly.efi')
    expect(request.mode).toBe('octet')
    expect([...request.options]).toEqual([
      ['tsize', '0'],
      ['blksize', '1468'],
      ['windowsize', '4'],
    ])
  })

  test('mode and option names are read whatever their case', () => {
    const request = decodeRequest(bytes(0, 1, 'A.EFI', 0, 'OCTET', 0, 'BlkSize', 0, '512', 0))
    expect(request).toMatchObject({ file: 'A.EFI', mode: 'octet' })
    expect(request.options.get('blksize')).toBe('512')
  })

  test('a repeated option counts once, the first time', () => {
    const request = decodeRequest(bytes(0, 1, 'a', 0, 'octet', 0, 'blksize', 0, '600', 0, 'blksize', 0, '9000', 0))
    expect([...request.options]).toEqual([['blksize', '600']])
  })

  test('padding behind the request is not an option', () => {
    expect(decodeRequest(bytes(0, 1, 'a', 0, 'octet', 0, 0, 0, 0, 0)).options.size).toBe(0)
  })

  test('an option that is cut off is passed over', () => {
    expect(decodeRequest(bytes(0, 1, 'a', 0, 'octet', 0, 'tsize', 0, '0', 0, 'blksize', 0, '14')).options).toEqual(
      new Map([['tsize', '0']]),
    )
  })

  test('the END option that an old ROM leaves behind the name is dropped', () => {
    expect(decodeRequest(bytes(0, 1, 'undionly.kpxe', 0xff, 0, 'octet', 0)).file).toBe('undionly.kpxe')
  })

  test('names are UTF-8, or Latin-1 where they are not', () => {
    const utf8 = Buffer.concat([bytes(0, 1), Buffer.from('größe'), bytes(0, 'octet', 0)])
    expect(decodeRequest(utf8).file).toBe('größe')
    expect(decodeRequest(bytes(0, 1, 'gr\xf6\xdfe', 0, 'octet', 0)).file).toBe('größe')
  })

  test('climbing names and backslashes are left to the resolver, unchanged', () => {
    expect(decodeRequest(bytes(0, 1, '../../etc/passwd', 0, 'octet', 0)).file).toBe('../../etc/passwd')
    expect(decodeRequest(bytes(0, 1, '\\Boot\\BCD', 0, 'octet', 0)).file).toBe('\\Boot\\BCD')
  })

  test.each([
    ['a name of 600 bytes', bytes(0, 1, 'x'.repeat(600), 0, 'octet', 0), 'File name too long'],
    ['no name', bytes(0, 1, 0, 'octet', 0), 'File name missing'],
    ['a name without an end', bytes(0, 1, 'boot.efi'), 'File name not terminated'],
    ['no mode', bytes(0, 1, 'boot.efi', 0), 'Mode missing'],
    ['a mode without an end', bytes(0, 1, 'boot.efi', 0, 'octet'), 'Mode missing'],
    ['a line end in the name', bytes(0, 1, 'a\nb', 0, 'octet', 0), 'Control character in file name'],
    ['an escape in the name', bytes(0, 1, '\x1b[2J', 0, 'octet', 0), 'Control character in file name'],
  ])('with %s is refused and says so', (_, datagram, text) => {
    expect(decodePacket(datagram)).toMatchObject({ ok: false, code: ERR.illegalOperation, text })
  })

  test('encodes to what it decodes from', () => {
    expect(Buffer.from(encodeRequest(decodeRequest(EDK2_PROBE)))).toEqual(EDK2_PROBE)
  })
})

describe('the other packets', () => {
  test('WRQ is told from RRQ', () => {
    expect(decodeRequest(bytes(0, 2, 'a', 0, 'octet', 0)).kind).toBe('wrq')
  })

  test('DATA gives block and payload', () => {
    expect(decodePacket(bytes(0, 3, 0x12, 0x34, 'abc'))).toEqual({
      ok: true,
      packet: { kind: 'data', block: 0x1234, data: bytes('abc') },
    })
  })

  test('ACK gives its block', () => {
    expect(decodePacket(bytes(0, 4, 0xff, 0xfe))).toEqual({ ok: true, packet: { kind: 'ack', block: 0xfffe } })
  })

  test('ERROR is read with and without the terminator', () => {
    const packet = { kind: 'error', code: 8, message: 'User aborted the transfer' }
    expect(decodePacket(bytes(0, 5, 0, 8, 'User aborted the transfer', 0))).toEqual({ ok: true, packet })
    expect(decodePacket(bytes(0, 5, 0, 8, 'User aborted the transfer'))).toEqual({ ok: true, packet })
  })

  test('OACK lists what was granted', () => {
    expect(Buffer.from(encodeOack(new Map([['tsize', '5']])))).toEqual(bytes(0, 6, 'tsize', 0, '5', 0))
    expect(decodePacket(bytes(0, 6, 'tsize', 0, '5', 0))).toEqual({
      ok: true,
      packet: { kind: 'oack', options: new Map([['tsize', '5']]) },
    })
  })

  test('ERROR is encoded with its text terminated', () => {
    expect(Buffer.from(encodeError(1, 'File not found'))).toEqual(bytes(0, 5, 0, 1, 'File not found', 0))
  })

  test.each([
    ['nothing', bytes()],
    ['half an opcode', bytes(0)],
    ['an unknown opcode', bytes(0, 9, 0, 0)],
    ['opcode 0', bytes(0, 0, 0, 0)],
    ['an ACK without a block', bytes(0, 4, 0)],
  ])('%s is no packet', (_, datagram) => {
    expect(decodePacket(datagram).ok).toBe(false)
  })

  test('ackNumber sees ACKs only', () => {
    expect(ackNumber(encodeAck(65_535))).toBe(65_535)
    expect(ackNumber(bytes(0, 3, 0, 1))).toBe(-1)
    expect(ackNumber(bytes(0, 4, 0))).toBe(-1)
    expect(ackNumber(bytes(1, 4, 0, 1))).toBe(-1)
  })

  test('a peer’s text cannot break a log line', () => {
    expect(printable('a\r\nb\x1b[31m\u2028c')).toBe('a b [31m c')
    expect(printable('x'.repeat(500))).toHaveLength(120)
  })
})

test('no datagram makes the decoder throw, and a name it accepts is short and printable', () => {
  const opcode = fc.constantFrom(...[0, 1, 1, 1, 2, 3, 4, 5, 6, 7].map((code) => Buffer.of(0, code)))
  const datagram = fc.tuple(opcode, fc.uint8Array({ maxLength: 700 })).map((parts) => Buffer.concat(parts))
  fc.assert(
    fc.property(fc.oneof(datagram, fc.uint8Array({ maxLength: 4 })), (data) => {
      const decoded = decodePacket(data)
      if (!decoded.ok || decoded.packet.kind !== 'rrq') return
      expect(Buffer.byteLength(decoded.packet.file, 'latin1')).toBeLessThanOrEqual(511)
      // eslint-disable-next-line no-control-regex
      expect(decoded.packet.file).not.toMatch(/[\u0000-\u001f]/)
    }),
    { numRuns: 2000 },
  )
})

test('any request survives encoding and decoding', () => {
  const word = fc.stringMatching(/^[ -~]{1,40}$/)
  const name = fc.stringMatching(/^[a-z0-9]{1,20}$/)
  fc.assert(
    fc.property(word, fc.dictionary(name, word), (file, options) => {
      const request = { kind: 'rrq' as const, file, mode: 'octet', options: new Map(Object.entries(options)) }
      expect(decodeRequest(encodeRequest(request))).toEqual(request)
    }),
  )
})
