/** FIELD.md 3.5: Macs. */
import { describe, expect, it } from 'vitest'
import { MAC, SERVER, type MessageOptions } from '../dhcp/messages'
import { debianTree, FieldBench, ip, LEASED } from './bench'
import { decodedByTshark } from './capture'
import { UEFI_X64 } from './machines'

const tree = debianTree()

/** BSDP LIST: option 43 with message type 1, version 1.1 and a maximum size (Apple's BSDP documentation, section 4). */
const LIST = Uint8Array.of(1, 1, 1, 2, 2, 1, 1, 12, 2, 0x20, 0)
const VENDOR_CLASSES = ['AAPLBSDPC/i386/iMac12,2', 'AAPLBSDPC/i386/MacBookAir6,1', 'AAPLBSDPC']
const bsdp = (type: number, vendorClass: string): MessageOptions => ({
  ...{ type, vendorClass, arch: [], machineId: null },
  more: [[43, LIST]],
})

describe('NetBoot = BSDP: vendor class AAPLBSDPC/... in INFORM/DISCOVER', () => {
  it.each(VENDOR_CLASSES)(
    'a plain PXE answer is ignored by %s, so it gets none, in either mode',
    async (vendorClass) => {
      for (const mode of ['proxy', 'dhcp'] as const) {
        const at = await FieldBench.open({ media: [tree()], mode })
        for (const type of [1, 8, 3]) {
          expect(at.say(bsdp(type, vendorClass))).toEqual([])
          const inform = { ...bsdp(type, vendorClass), header: { ciaddr: LEASED } }
          expect(at.say(inform, { address: LEASED, port: 68 })).toEqual([])
          expect(at.say(inform, { address: LEASED, port: 68 }, 4011)).toEqual([])
        }
        expect([at.observed, at.notices]).toEqual([[], []])
      }
    },
  )

  it('is no machine of ours in the list, and disturbs none', async () => {
    const at = await FieldBench.open({ media: [tree()] })
    at.say(bsdp(8, 'AAPLBSDPC/i386/iMac12,2'))
    expect(at.client(MAC)).toBeUndefined()
    expect(at.answer({ ...UEFI_X64, mac: '52:54:00:00:00:02' }).packet.file).toBe('snponly.efi')
  })
})

describe('a plain PXE answer is not for a Mac that runs its own system', () => {
  const macOs: MessageOptions = { vendorClass: null, arch: [], machineId: null, mac: 'a4:83:e7:01:02:03' }

  it('beside another server it hears nothing of us', async () => {
    const at = await FieldBench.open({ media: [tree()] })
    for (const type of [1, 3, 8]) expect(at.say({ ...macOs, type })).toEqual([])
  })

  it('alone on the wire it gets an address, and nothing to boot', async () => {
    const at = await FieldBench.open({ media: [tree()], mode: 'dhcp' })
    const { packet } = at.answer(macOs)
    const more = [[50, ip(packet.yiaddr)] as const, [54, ip(SERVER)] as const]
    for (const each of [packet, at.answer({ ...macOs, type: 3, more }).packet]) {
      expect(each).toMatchObject({ yiaddr: packet.yiaddr, siaddr: '0.0.0.0', sname: '', file: '' })
      expect([43, 60, 66, 67].filter((code) => each.options.has(code))).toEqual([])
    }
  })
})

// T2 and Apple-silicon Macs cannot network-boot at all (unconfirmed): nothing of theirs ever reaches these servers.

decodedByTshark()
