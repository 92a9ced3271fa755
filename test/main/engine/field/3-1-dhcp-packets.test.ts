/** FIELD.md 3.1, second half: who is answered, where to, and what the messages look like on the wire. */
import { describe, expect, it } from 'vitest'
import type { MessageOptions } from '../dhcp/messages'
import { MACHINE_ID, MAC, ROUTER, SERVER } from '../dhcp/messages'
import { grub, shim } from '../boot/signed/binaries'
import { debianTree, FieldBench, ip, LEASED, NOBODY, URL_BASE, type BenchOptions, type Reply } from './bench'
import { decodedByTshark } from './capture'
import { BIOS, EVERYONE, HTTP_X64, IPXE, UEFI_X64 } from './machines'
import { cString, readMessage } from './wire'

const SIGNED = '/debian-installer/amd64'
const tree = debianTree({
  [`${SIGNED}/bootnetx64.efi`]: shim(),
  [`${SIGNED}/grubx64.efi`]: grub({ prefix: `${SIGNED}/grub` }),
})
const bench = (options: Partial<BenchOptions> = {}): Promise<FieldBench> =>
  FieldBench.open({ media: [tree()], ...options })

const RELAY = '10.1.2.1'
const UEFI = { address: LEASED, port: 4011 }
const ROM = { address: LEASED, port: 68 }

/** OFFERs of two tries beside another server and alone, and the ACK on 4011. */
async function allReplies(machine: MessageOptions): Promise<Reply[]> {
  const [proxy, dhcp] = [await bench(), await bench({ mode: 'dhcp' })]
  const offers = [proxy, dhcp].flatMap((at) => [1, 2].map((xid) => at.answer({ ...machine, xid })))
  return [...offers, proxy.ask4011(machine)]
}

describe('option 97', () => {
  it.each(EVERYONE)('is echoed when present (MUST), to %s', async (_, machine) => {
    for (const { packet } of await allReplies(machine)) expect(packet.options.get(97)).toEqual(MACHINE_ID)
  })

  it.each(EVERYONE)('its absence is accepted, of %s', async (_, machine) => {
    for (const { packet } of await allReplies({ ...machine, machineId: null })) {
      expect([packet.siaddr, packet.options.has(97)]).toEqual([SERVER, false])
    }
  })

  it.each([
    ['wrong size', Uint8Array.of(0, 1, 2, 3)],
    ['first byte != 0', Uint8Array.of(1, ...MACHINE_ID.subarray(1))],
  ])('%s: is not taken for a UUID; the machine is answered without, and the user told', async (_, machineId) => {
    const at = await bench()
    expect(at.answer({ ...UEFI_X64, machineId }).packet.options.has(97)).toBe(false)
    expect(at.notices).toEqual([{ code: 'uuid-malformed', mac: MAC }])
    expect(at.client(MAC)?.uuid).toBeUndefined()
  })
})

describe('which packets to answer', () => {
  const asked = async (machine: MessageOptions, port: 67 | 4011): Promise<number> =>
    (await bench()).say({ ...machine, header: { ciaddr: LEASED } }, UEFI, port).length

  it.each([
    ['DISCOVER on 67', 1, 67, 1],
    ['REQUEST on 67: it belongs to the real server', 3, 67, 0],
    ['INFORM on 67', 8, 67, 0],
    ['REQUEST on 4011', 3, 4011, 1],
    ['INFORM on 4011', 8, 4011, 1],
    ['DISCOVER on 4011', 1, 4011, 0],
    ['RELEASE on 67', 7, 67, 0],
  ] as const)('beside another server, %s', async (_, type, port, answers) => {
    expect(await asked({ ...UEFI_X64, type }, port)).toBe(answers)
  })

  it('the REQUEST that passes by is noted: the machine has this address now', async () => {
    const at = await bench()
    at.say(UEFI_X64)
    expect(at.takes()).toEqual([])
    expect(at.client(MAC)).toMatchObject({ ip: LEASED, phase: { phase: 'addressed' } })
  })

  it('a machine that does not want to boot is not answered', async () => {
    const plain = { vendorClass: 'MSFT 5.0', arch: [], machineId: null }
    for (const type of [1, 3, 8]) expect(await asked({ ...plain, type }, 67)).toBe(0)
    expect(await asked({ ...plain, type: 3 }, 4011)).toBe(0)
  })
})

describe("a reply on 4011 goes to the datagram's source address and port", () => {
  it.each([
    ['EDK2 comes from port 4011', UEFI_X64, UEFI],
    ['BIOS ROMs from 68', BIOS, ROM],
    ['others from any port of a program', UEFI_X64, { address: LEASED, port: 31_337 }],
  ] as const)('%s', async (_, machine, from) => {
    expect((await bench()).ask4011(machine, from)).toMatchObject({ fromPort: 4011, to: from })
  })
})

describe('broadcast vs unicast', () => {
  it.each(EVERYONE)(
    'proxy offers are broadcast with flag 0x8000, because the client has no IP: to %s',
    async (_, machine) => {
      const reply = (await bench()).answer({ ...machine, header: { flags: 0 } })
      expect(reply).toMatchObject({ fromPort: 67, to: { address: '255.255.255.255', port: 68 } })
      expect(reply.packet.flags & 0x8000).toBe(0x8000)
    },
  )

  it('if ciaddr is set, unicast', async () => {
    const reply = (await bench()).answer({ ...UEFI_X64, header: { ciaddr: LEASED, flags: 0 } }, ROM)
    expect([reply.to, reply.packet.flags]).toEqual([ROM, 0])
  })

  it.each(EVERYONE)('giaddr != 0 -> unicast to giaddr:67, giaddr kept, to %s', async (_, machine) => {
    const reply = (await bench()).answer(
      { ...machine, header: { giaddr: RELAY, hops: 1 } },
      { address: RELAY, port: 67 },
    )
    expect(reply.to).toEqual({ address: RELAY, port: 67 })
    expect(reply.packet).toMatchObject({ giaddr: RELAY, siaddr: SERVER })
  })

  it('a relay is told to broadcast also when the client did not ask for it (RFC 1542 4.1.2), for yiaddr is 0.0.0.0', async () => {
    const from = { address: RELAY, port: 67 }
    const reply = (await bench()).answer({ ...UEFI_X64, header: { giaddr: RELAY, hops: 1, flags: 0 } }, from)
    expect(reply.packet.flags & 0x8000).toBe(0x8000)
  })

  it('a relay that sends from its other address is answered at giaddr all the same', async () => {
    const from = { address: '192.168.77.254', port: 67 }
    expect((await bench()).answer({ ...UEFI_X64, header: { giaddr: RELAY } }, from).to.address).toBe(RELAY)
  })
})

describe('packet size/shape', () => {
  /** Offset of END, walking as a ROM does, and every PAD before it. */
  function walk(bytes: Uint8Array): { end: number; pads: number } {
    let pads = 0
    for (let at = 240; at < bytes.length;) {
      const tag = bytes[at]
      if (tag === 255) return { end: at, pads }
      if (tag === 0) pads += 1
      at += tag === 0 ? 1 : 2 + (bytes[at + 1] ?? 0)
    }
    return { end: -1, pads }
  }

  it.each(EVERYONE)(
    '>= 300 bytes, END before PAD, no PAD among the options, nothing behind END: to %s',
    async (_, machine) => {
      for (const { bytes } of await allReplies(machine)) {
        expect(bytes.length).toBeGreaterThanOrEqual(300)
        const { end, pads } = walk(bytes)
        expect([end > 240, pads]).toEqual([true, 0])
        expect(bytes.subarray(end + 1).every((byte) => byte === 0)).toBe(true)
      }
    },
  )

  it.each(EVERYONE)(
    '<= 1472 bytes (EDK2 drops larger ones), and within 548 of who names no size: to %s',
    async (_, machine) => {
      for (const { bytes } of await allReplies(machine)) expect(bytes.length).toBeLessThanOrEqual(548)
      const large = [[57, Uint8Array.of(0xff, 0)]] as const
      for (const { bytes } of await allReplies({ ...machine, more: large }))
        expect(bytes.length).toBeLessThanOrEqual(1472)
    },
  )
})

describe('NUL-terminate option 67, or use the header file field', () => {
  it.each(EVERYONE)('both, with one name, to %s', async (_, machine) => {
    for (const { bytes } of await allReplies(machine)) {
      const { file, options } = readMessage(bytes)
      expect(file).not.toBe('')
      expect(options.get(67)?.toString('latin1')).toBe(`${file}\0`)
    }
  })

  it('old ROMs ask for "name\\xFF" when option 67 is not terminated: they read on to the next NUL', async () => {
    for (const { bytes, packet } of await allReplies(BIOS)) {
      const { options } = readMessage(bytes)
      const value = options.get(67) ?? Buffer.alloc(0)
      const at = Buffer.from(bytes).indexOf(value, 240)
      expect(cString(Buffer.from(bytes).subarray(at))).toBe(packet.file)
    }
  })

  it('always null-term for filename and servername: the header fields end in NUL, too', async () => {
    for (const { bytes } of await allReplies(UEFI_X64)) expect([bytes[107], bytes[235]]).toEqual([0, 0])
  })
})

describe('architecture codes', () => {
  it.each([
    [0, 'undionly.kpxe', 'bios'],
    [6, 'snponly-ia32.efi', 'uefi-ia32'],
    [7, 'snponly.efi', 'uefi-x64'],
    [9, 'snponly.efi', 'uefi-x64'],
    [10, 'snponly-arm32.efi', 'uefi-arm32'],
    [11, 'snponly-arm64.efi', 'uefi-arm64'],
  ])('%i gets %s', async (arch, file, known) => {
    const at = await bench()
    const vendorClass = `PXEClient:Arch:${String(arch).padStart(5, '0')}:UNDI:003016`
    expect(at.answer({ arch: [arch], vendorClass }).packet.file).toBe(file)
    expect(at.client(MAC)?.arch).toBe(known)
  })

  it.each([
    [15, 'snponly-ia32.efi'],
    [16, 'snponly.efi'],
    [18, 'snponly-arm32.efi'],
    [19, 'snponly-arm64.efi'],
  ])('%i is an HTTP variant and gets the URL of %s', async (arch, file) => {
    const vendorClass = `HTTPClient:Arch:000${arch}:UNDI:003001`
    const { packet } = (await bench()).answer({ arch: [arch], vendorClass })
    expect(packet.file).toBe(`${URL_BASE}/boot/${file}`)
  })

  it('41 = Pi: it is not given a PC loader', async () => {
    const at = await bench()
    expect(at.say({ arch: [41], vendorClass: 'PXEClient:Arch:00041:UNDI:002001' })).toEqual([])
    expect(at.client(MAC)?.arch).toBe('rpi')
  })

  it.each([
    [[0x7777, 7], 'snponly.efi'],
    [[11, 7], 'snponly-arm64.efi'],
  ])('option 93 may carry a list: of %j the first that is known counts', async (arch, file) => {
    expect((await bench()).answer({ arch, vendorClass: 'PXEClient' }).packet.file).toBe(file)
  })
})

describe('iPXE loops', () => {
  const WITH_HTTP = Uint8Array.of(0x13, 1, 1)
  const WITHOUT_HTTP = Uint8Array.of(0x21, 1, 1)

  it.each<[string, MessageOptions]>([
    ['user-class "iPXE" (77) as bare text', { more: [[77, 'iPXE']] }],
    ['user-class "iPXE" (77) as RFC 3004 has it', { more: [[77, '\x04iPXE']] }],
    ['option 175', { more: [[175, WITH_HTTP]] }],
    ['both', { ipxe: true, more: [[175, WITH_HTTP]] }],
  ])('who sends %s, and again option 60 "PXEClient:Arch...", gets a script URL, never the loader', async (_, marks) => {
    for (const machine of [BIOS, UEFI_X64]) {
      for (const { packet } of await allReplies({ ...machine, ...marks }))
        expect(packet.file).toBe(`${URL_BASE}/boot.ipxe`)
    }
  })

  it('also after that machine was given a loader, on every later DISCOVER', async () => {
    const at = await bench()
    at.say(UEFI_X64)
    const files = [2, 3, 4].map((xid) => at.answer({ ...IPXE, xid }).packet.file)
    expect(new Set(files)).toEqual(new Set([`${URL_BASE}/boot.ipxe`]))
  })

  it('a ROM that already is iPXE (BIOS) and has no HTTP gets a compatible loader by TFTP, and that one the script', async () => {
    const at = await bench()
    const rom = { ...BIOS, ipxe: true, more: [[175, WITHOUT_HTTP]] as const }
    expect(at.answer(rom).packet.file).toBe('undionly.kpxe')
    expect(at.answer({ ...rom, xid: 2, more: [[175, WITH_HTTP]] }).packet.file).toBe(`${URL_BASE}/boot.ipxe`)
  })
})

describe('${next-server} in proxy mode is the real DHCP server', () => {
  const BOOT_QUERY = 'mac=52:54:00:12:34:56&uuid=&dimms=&maker=&product='

  it.each([
    ['the first script', '/boot.ipxe'],
    ['the script of a BIOS', `/boot.ipxe?${BOOT_QUERY}&platform=pcbios&arch=i386`],
    ['the script of a UEFI', `/boot.ipxe?${BOOT_QUERY}&platform=efi&arch=x86_64`],
  ])('so %s has absolute IP URLs alone', async (_, path) => {
    const script = (await (await bench()).get(path)).body.toString()
    expect(script).not.toMatch(/next-server|dhcp-server|filename/)
    const fetches = [...script.matchAll(/^(?:kernel|chain|shim|initrd(?: --name=\S+)?) (\S+)/gm)]
    expect(fetches.length).toBeGreaterThan(0)
    for (const [, url] of fetches) expect(url).toMatch(/^http:\/\/192\.168\.77\.20:8067\//)
  })

  it('and so has the grub.cfg of a signed boot', async () => {
    const at = await bench({ mode: 'dhcp', loader: 'signed' })
    const { packet } = at.answer(UEFI_X64)
    at.say({ ...UEFI_X64, type: 3, more: [[50, ip(packet.yiaddr)] as const, [54, ip(SERVER)] as const] })
    const config = await at.load(`${SIGNED}/grub/grub.cfg`, {}, { address: packet.yiaddr, port: 0 })
    const files = [...config.bytes.toString().matchAll(/if (?:linux|initrd) '?(\S+)/g)].map(([, file]) => file)
    expect(files.length).toBeGreaterThan(0)
    for (const file of files) expect(file).toMatch(/^\(http,192\.168\.77\.20:8067\)\/iso\//)
    expect(config.bytes.toString()).not.toMatch(/net_default_server|next_server/)
  })
})

describe('WinPE/bootmgr reads the ProxyDHCP ACK even if none exists', () => {
  it.each(EVERYONE)('so siaddr is set in whatever names a boot file, to %s', async (_, machine) => {
    for (const { packet } of await allReplies(machine))
      expect([packet.siaddr, packet.file === '']).toEqual([SERVER, false])
  })

  it('also in the ACK of an address, where we lease', async () => {
    const at = await bench({ mode: 'dhcp' })
    for (const machine of [BIOS, UEFI_X64, HTTP_X64]) {
      const { packet } = at.answer(machine, NOBODY)
      const more = [[50, ip(packet.yiaddr)] as const, [54, ip(SERVER)] as const]
      expect(at.answer({ ...machine, type: 3, more }).packet).toMatchObject({ siaddr: SERVER, file: packet.file })
    }
  })

  it('and never that of the router', async () => {
    for (const { packet } of await allReplies(BIOS)) expect([packet.siaddr, packet.sname]).not.toContain(ROUTER)
  })
})

decodedByTshark()
