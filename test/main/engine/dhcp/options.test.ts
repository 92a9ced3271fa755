import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  architectures,
  bootItem,
  ipv4Option,
  ipxeHasHttp,
  machineId,
  maxMessageSize,
  messageType,
  subOptions,
  textOption,
  userClasses,
  uuidText,
} from '../../../../main/engine/dhcp/options'
import { latin, MACHINE_ID, UUID } from './messages'

const only = (code: number, ...bytes: number[]) => new Map([[code, Uint8Array.from(bytes)]])

describe('typed options', () => {
  it('reads a list of architectures', () => {
    expect(architectures(only(93, 0, 7, 0, 16))).toEqual([7, 16])
  })

  it('reads 16 architectures and no more', () => {
    expect(architectures(new Map([[93, new Uint8Array(600)]]))).toEqual(new Array(16).fill(0))
  })

  it('reads the first 255 bytes of a text and of a user class', () => {
    const long = latin('x'.repeat(600))
    expect(textOption(new Map([[60, long]]), 60)).toHaveLength(255)
    expect(userClasses(new Map([[77, long]])).map(({ length }) => length)).toEqual([255])
  })

  it('passes over half an architecture at the end', () => {
    expect(architectures(only(93, 0, 7, 0))).toEqual([7])
  })

  it('takes an option 97 of type 0 and 17 bytes as it is', () => {
    expect(machineId(new Map([[97, MACHINE_ID]]))).toEqual({ kind: 'uuid', raw: MACHINE_ID })
  })

  it.each([
    ['16 bytes', MACHINE_ID.subarray(1)],
    ['another type', Uint8Array.of(1, ...MACHINE_ID.subarray(1))],
    ['no bytes', new Uint8Array(0)],
  ])('calls an option 97 malformed that has %s', (_, value) => {
    expect(machineId(new Map([[97, value]]))).toEqual({ kind: 'malformed' })
  })

  it('prints the UUID as dmidecode does: the first three groups turned round', () => {
    expect(uuidText(MACHINE_ID)).toBe(UUID)
  })

  it('reads user class iPXE as bare text and as an RFC 3004 list', () => {
    expect(userClasses(new Map([[77, latin('iPXE')]]))).toContain('iPXE')
    expect(userClasses(new Map([[77, latin('\x04iPXE')]]))).toContain('iPXE')
    expect(userClasses(new Map([[77, latin('\x03foo\x04iPXE')]]))).toContain('iPXE')
  })

  it('finds HTTP among the features of option 175', () => {
    expect(ipxeHasHttp(only(175, 0x11, 1, 1, 0x13, 1, 1))).toBe(true)
    expect(ipxeHasHttp(only(175, 0x15, 1, 1))).toBe(false)
    expect(ipxeHasHttp(new Map())).toBeUndefined()
  })

  it('reads the boot item out of option 43', () => {
    expect([...(bootItem(only(43, 71, 4, 0, 0, 0, 0, 255)) ?? [])]).toEqual([0, 0, 0, 0])
    expect(bootItem(only(43, 71, 2, 0, 0, 255))).toBeUndefined()
  })

  it('never takes a maximum below 576', () => {
    expect(maxMessageSize(only(57, 0, 10))).toBe(576)
    expect(maxMessageSize(only(57, 5, 192))).toBe(1472)
  })

  it('keeps control characters out of texts', () => {
    expect(textOption(new Map([[12, latin('pc\x1b[31m\n\0\0')]]), 12)).toBe('pc?[31m?')
  })

  it('treats values of the wrong size as absent', () => {
    expect([messageType(only(53, 1, 1)), ipv4Option(only(54, 10, 0, 0), 54), maxMessageSize(only(57, 5))]).toEqual([
      undefined,
      undefined,
      undefined,
    ])
  })

  it('reads any bytes in any option without throwing', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const options = new Map([43, 53, 57, 77, 93, 97, 175].map((code) => [code, bytes]))
        architectures(options)
        machineId(options)
        userClasses(options)
        ipxeHasHttp(options)
        bootItem(options)
        maxMessageSize(options)
        subOptions(bytes)
      }),
    )
  })
})
