import { describe, expect, it } from 'vitest'
import { asRelay, isProbe, newXid, probeDiscover } from '../../../../../main/engine/dhcp/watch/discover'
import { bytesOf, message, packetOf, requestOf, textOf } from '../messages'

const probe = probeDiscover({ mac: '02:00:00:00:00:aa', xid: 0xfedcba98, secs: 2 })

describe('the DISCOVER of a probe', () => {
  it('is read by a server as one of UEFI firmware on x64', () => {
    const { mac, messageType, boot } = requestOf(packetOf(bytesOf(probe)))
    expect({ mac, messageType, vendor: boot?.vendor, arch: boot?.arch, malformed: boot?.malformedMachineId }).toEqual({
      ...{ mac: '02:00:00:00:00:aa', messageType: 1, vendor: 'PXEClient', arch: 'uefi-x64', malformed: false },
    })
  })

  it('asks for what tells a PXE server, by broadcast, with its number and age', () => {
    const { xid, secs, flags, giaddr, ciaddr, options } = packetOf(bytesOf(probe))
    expect({ xid, secs, flags, giaddr, ciaddr }).toEqual({
      ...{ xid: 0xfedcba98, secs: 2, flags: 0x8000, giaddr: '0.0.0.0', ciaddr: '0.0.0.0' },
    })
    expect([...(options.get(55) ?? [])]).toEqual(expect.arrayContaining([43, 54, 60, 66, 67]))
    expect(options.get(94)).toEqual(Uint8Array.of(1, 3, 16))
  })

  it('has no client identifier, requested address or server', () => {
    expect([61, 50, 54].filter((code) => probe.options.has(code))).toEqual([])
  })

  it.each([
    ['below zero', -5, 0],
    ['beyond 16 bits', 1e9, 0xffff],
    ['in parts of a second', 1.9, 1],
  ])('writes an age %s as one that fits', (_name, secs, written) => {
    expect(packetOf(bytesOf(probeDiscover({ mac: '02:00:00:00:00:aa', xid: 1, secs }))).secs).toBe(written)
  })

  it('of a card without an Ethernet address has zeros for it', () => {
    expect(probeDiscover({ mac: 'none', xid: 1, secs: 0 }).chaddr).toEqual(new Uint8Array(16))
  })

  it('asked as a relay names our address', () => {
    expect(asRelay(probe, '192.168.77.20')).toMatchObject({ giaddr: '192.168.77.20', hops: 1, xid: probe.xid })
  })

  it('is known as a probe by any Bootdrop, also through a relay', () => {
    expect([probe, asRelay(probe, '10.0.0.1')].map((packet) => isProbe(packetOf(bytesOf(packet))))).toEqual([
      true,
      true,
    ])
  })

  it('is told from a machine, and from an answer that echoes it', () => {
    expect([message(), message({ machineId: null }), { ...probe, op: 2 }].map(isProbe)).toEqual([false, false, false])
  })

  it('carries its mark as 17 bytes of option 97, type 0', () => {
    expect(textOf(probe, 97)).toBe("\0Bootdrop's probe")
  })

  it('has a number of 32 bits, whatever the dice say', () => {
    expect([0, 0.5, 0.9999999999999999].map((dice) => newXid(() => dice))).toEqual([0, 0x8000_0000, 0xffff_ffff])
  })
})
