import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decode } from '../../../../main/engine/dhcp/packet'
import { classify } from '../../../../main/engine/dhcp/request'
import { bytesOf, clientOf, latin, MAC, message, requestOf, UUID } from './messages'

describe('classify: who boots', () => {
  it('takes a DISCOVER without option 60 for an ordinary computer', () => {
    expect(requestOf(message({ vendorClass: null })).boot).toBeUndefined()
  })

  it('takes a Windows client for an ordinary computer', () => {
    expect(requestOf(message({ vendorClass: 'MSFT 5.0' })).boot).toBeUndefined()
  })

  it('reads MAC, UUID and vendor class of a PXE client', () => {
    const { mac, boot } = requestOf(message())
    expect([mac, boot?.uuid, boot?.vendorClass]).toEqual([MAC, UUID, 'PXEClient:Arch:00007:UNDI:003016'])
  })

  it('accepts the absence of option 97', () => {
    expect(clientOf(message({ machineId: null }))).toMatchObject({ machineId: undefined, malformedMachineId: false })
  })

  it.each(['03000200-0400-0500-0006-000700080009', '00000000-0000-0000-0000-000000000000'])(
    'takes %s, which many boards share, for no UUID, and echoes it all the same',
    (uuid) => {
      const hex = uuid.replaceAll('-', '')
      const turned = (from: number, to: number): string => (hex.slice(from, to).match(/../g) ?? []).reverse().join('')
      const raw = Buffer.from(`00${turned(0, 8)}${turned(8, 12)}${turned(12, 16)}${hex.slice(16)}`, 'hex')
      const client = clientOf(message({ machineId: Uint8Array.from(raw) }))
      expect([client.uuid, client.machineId]).toEqual([undefined, Uint8Array.from(raw)])
    },
  )

  it('rejects an option 97 of the wrong size', () => {
    const client = clientOf(message({ machineId: new Uint8Array(16) }))
    expect(client).toMatchObject({ machineId: undefined, uuid: undefined, malformedMachineId: true })
  })

  it('leaves Apple NetBoot alone', () => {
    expect(classify(message({ vendorClass: 'AAPLBSDPC/i386/iMac4,1' }))).toEqual({ ignored: 'Apple NetBoot (BSDP)' })
  })

  it('leaves replies of other servers alone', () => {
    expect(classify(message({ header: { op: 2 } }))).toHaveProperty('ignored')
  })

  it('leaves plain BOOTP and other hardware alone', () => {
    expect(classify(message({ more: [[53, new Uint8Array(0)]] }))).toHaveProperty('ignored')
    expect(classify(message({ header: { htype: 32, hlen: 0 } }))).toHaveProperty('ignored')
  })
})

describe('classify: architecture', () => {
  it.each([
    [0, 'bios'],
    [6, 'uefi-ia32'],
    [7, 'uefi-x64'],
    [9, 'uefi-x64'],
    [10, 'uefi-arm32'],
    [11, 'uefi-arm64'],
    [41, 'rpi'],
    [2, 'unknown'],
    [999, 'unknown'],
  ])('takes PXEClient %i for %s', (number, arch) => {
    expect(clientOf(message({ arch: [number] })).arch).toBe(arch)
  })

  it.each([
    [15, 'http-ia32'],
    [16, 'http-x64'],
    [17, 'http-x64'],
    [18, 'http-arm32'],
    [19, 'http-arm64'],
    [7, 'http-x64'],
  ])('takes HTTPClient %i for %s', (number, arch) => {
    expect(clientOf(message({ arch: [number], vendorClass: 'HTTPClient' })).arch).toBe(arch)
  })

  it('takes the first known number of a list', () => {
    expect(clientOf(message({ arch: [1234, 11, 7] })).arch).toBe('uefi-arm64')
  })

  it('reads it from the vendor class of a ROM that sends no option 93', () => {
    expect(clientOf(message({ arch: [], vendorClass: 'PXEClient:Arch:00000:UNDI:002001' })).arch).toBe('bios')
    expect(clientOf(message({ arch: [], vendorClass: 'PXEClient' })).arch).toBe('unknown')
  })

  it('recognises a Raspberry Pi, which says BIOS, by its MAC', () => {
    expect(clientOf(message({ arch: [0], mac: 'dc:a6:32:01:02:03' })).arch).toBe('rpi')
  })

  it('takes a Raspberry Pi with UEFI firmware for what it says', () => {
    expect(clientOf(message({ arch: [11], mac: 'dc:a6:32:01:02:03' })).arch).toBe('uefi-arm64')
  })
})

describe('classify: iPXE', () => {
  it('knows it by its user class, bare or as a list', () => {
    expect(clientOf(message({ ipxe: true })).stage).toBe('ipxe')
    expect(clientOf(message({ more: [[77, latin('\x04iPXE')]] })).stage).toBe('ipxe')
  })

  it('knows it by option 175 alone', () => {
    expect(clientOf(message({ more: [[175, Uint8Array.of(0x13, 1, 1)]] }))).toMatchObject({
      stage: 'ipxe',
      ipxeHasHttp: true,
    })
  })

  it('does not take another user class for it', () => {
    expect(clientOf(message({ more: [[77, latin('RRAS.Microsoft')]] })).stage).toBe('firmware')
  })
})

describe('classify: sizes', () => {
  it('keeps to 548 bytes where the client does not say what it takes', () => {
    expect(requestOf(message()).maxBytes).toBe(548)
  })

  it('never goes beyond one Ethernet frame', () => {
    expect(requestOf(message({ more: [[57, Uint8Array.of(0xff, 0xff)]] })).maxBytes).toBe(1472)
  })
})

it('classifies any change to a good message without throwing', () => {
  const good = bytesOf(message())
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 20 }), (changes) => {
      const bytes = good.slice()
      for (const [at, value] of changes) bytes[at] = value
      const decoded = decode(bytes)
      if ('packet' in decoded) classify(decoded.packet)
    }),
  )
})
