/** FIELD.md 3.3: TFTP, and the codes that UEFI shows on its screen. */
import { describe, expect, it } from 'vitest'
import type { LossyClient } from '../../../support/lossy-client'
import { settle } from '../../../support/lossy-tftp'
import { grub, shim } from '../boot/signed/binaries'
import { signedLoaders } from '../boot/parts'
import { MAC, SERVER } from '../dhcp/messages'
import { debianTree, FieldBench, ip, type BenchOptions } from './bench'
import { decodedByTshark } from './capture'
import * as edk2 from './edk2'
import { BIOS, UEFI_X64 } from './machines'
import { routerOffer } from './others'

const SIGNED = '/debian-installer/amd64'
const GRUB = grub({ prefix: `${SIGNED}/grub` })
const tree = debianTree({
  [`${SIGNED}/bootnetx64.efi`]: shim(),
  [`${SIGNED}/grubx64.efi`]: GRUB,
  'Boot/BCD': 'bcd',
  'sources/boot.wim': 'wim',
})
const bench = (options: Partial<BenchOptions> = {}): Promise<FieldBench> =>
  FieldBench.open({ media: [tree()], ...options })

const PROBE = { tsize: '0', blksize: '1468', windowsize: '4' }
const REAL = { blksize: '1468', windowsize: '4' }
const KERNEL = `${SIGNED}/linux`

/** A UEFI machine that was offered a loader and has its address. */
async function offered(options: Partial<BenchOptions> = {}): Promise<FieldBench> {
  const at = await bench(options)
  at.say(UEFI_X64)
  at.takes()
  at.ask4011(UEFI_X64)
  return at
}

const ends = (at: FieldBench) => at.observed.filter((seen) => seen.kind === 'transfer-end')

describe('EDK2 does two transfers', () => {
  it.each([
    ['ERROR 8 "User aborted the transfer"', 8, 'User aborted the transfer'],
    ['BIOS ROMs do the same with "TFTP Aborted"', 0, 'TFTP Aborted'],
  ])('RRQ tsize=0, OACK, %s: normal, no error, nothing sent again', async (_, code, text) => {
    const at = await offered()
    const probe = await at.fetch('snponly.efi', { options: PROBE, onOack: (self) => self.abort(code, text) })
    await at.drive(() => ends(at).length > 0)
    const { sent } = at.link.counts
    at.clock.advance(20_000)
    await settle()
    expect(at.link.counts.sent).toBe(sent)
    expect(probe.oack.get('tsize')).toBe(String('snponly.efi'.length))
    expect(ends(at)).toMatchObject([{ outcome: 'aborted-probe' }])
    expect(at.client(MAC)).toMatchObject({ phase: { phase: 'loader' }, transfers: [{ role: 'probe', ok: true }] })
    expect(at.warnings()).toEqual([])
  })

  it('then the real RRQ without tsize, which arrives whole', async () => {
    const at = await offered()
    await at.load('snponly.efi', { options: PROBE, onOack: (self) => self.abort(8, 'User aborted the transfer') })
    const real = await at.load('snponly.efi', { options: REAL })
    expect([real.bytes.toString(), real.oack.has('tsize')]).toEqual(['snponly.efi', false])
    expect(ends(at).map(({ outcome }) => outcome)).toEqual(['aborted-probe', 'complete'])
    expect(at.client(MAC)?.phase).toEqual({ phase: 'loader' })
  })

  it.each([
    ['"User aborted download" = code 4', 4, 'User aborted download'],
    ['"User provided memory block is too small" = code 3', 3, 'User provided memory block is too small'],
  ])('in the middle of the real one, %s is no probe: it is told as broken off', async (_, code, text) => {
    const at = await offered()
    at.link.faults = { delayMs: 5 }
    const client = await at.fetch(KERNEL, { options: { blksize: '512' } })
    await at.drive(() => client.dataPackets > 5)
    client.abort(code, text)
    await at.drive(() => ends(at).length > 0)
    expect(ends(at)).toMatchObject([{ outcome: 'aborted', detail: `client: error ${code} ${text}` }])
  })

  it.each(['snponly.efi', 'autoexec.ipxe', KERNEL])('the size of %s does not change between the two', async (file) => {
    const at = await offered()
    const probe = await at.load(file, { options: PROBE, onOack: (self) => self.abort(8, '') })
    const real = await at.load(file, { options: REAL })
    expect(probe.oack.get('tsize')).toBe(String(real.bytes.length))
  })
})

describe('OACK rules enforced by EDK2', () => {
  /** Mtftp4RrqOackValid. */
  function isValid(asked: Readonly<Record<string, string>>, { oack }: LossyClient): boolean {
    return [...oack].every(([name, value]) => {
      const own = asked[name]
      if (own === undefined) return false
      if (name === 'timeout') return value === own
      return name === 'tsize' || Number(value) <= Number(own)
    })
  }

  it.each<Record<string, string>>([
    PROBE,
    REAL,
    { tsize: '0', blksize: '1432' },
    { blksize: '65464', windowsize: '64' },
    { timeout: '1', tsize: '0', blksize: '8' },
    { timeout: '255' },
    { tsize: '0', multicast: '' },
    { 'x-rollover': '0', blksize: '1024' },
    { windowsize: '65535' },
  ])('never an option that was not requested, blksize/windowsize <= requested, timeout equal: %j', async (options) => {
    const client = await (await bench()).load('snponly.efi', { options })
    expect(client.bytes.toString()).toBe('snponly.efi')
    expect(isValid(options, client)).toBe(true)
  })

  it('no options asked, no OACK at all', async () => {
    expect((await (await bench()).load('snponly.efi')).oack.size).toBe(0)
  })

  it.each(['snponly.efi', '\\boot\\undionly.kpxe', 'autoexec.ipxe', KERNEL, 'Boot/BCD'])(
    'always answer tsize when asked ("NBP filesize is 0 Bytes" else): %s',
    async (file) => {
      const client = await (await bench()).load(file, { options: { tsize: '0' } })
      expect(client.oack.get('tsize')).toBe(String(client.bytes.length))
      expect(client.bytes.length).toBeGreaterThan(0)
    },
  )
})

describe('1468 = 1480 - 8 - 4', () => {
  it.each([
    ['EDK2 on Ethernet', 1500, '1468', '1468'],
    ['clamp to NIC MTU - 32', 1400, '1468', '1368'],
    ['whoever asks for more than a frame', 1500, '65464', '1468'],
    ['iPXE asks for max 1432', 1500, '1432', '1432'],
    ['the 512 of RFC 1350', 1500, '512', '512'],
  ])('%s: MTU %i, asked %s, granted %s, and no datagram is longer', async (_, mtu, blksize, granted) => {
    const at = await bench({ mtu })
    let longest = 0
    const note = at.link.filter
    at.link.filter = (data, from, to) => {
      if (from.address === SERVER) longest = Math.max(longest, data.length)
      return note(data, from, to)
    }
    const client = await at.load(KERNEL, { options: { blksize } })
    expect(client.oack.get('blksize')).toBe(granted)
    expect(longest).toBe(Number(granted) + 4)
  })

  it('iPXE sends tsize, never windowsize: stop-and-wait, each block after the ACK of the one before', async () => {
    const at = await bench()
    at.link.faults = { delayMs: 5 }
    const client = await at.fetch(KERNEL, { options: { tsize: '0', blksize: '1432' }, slowMs: 100 })
    await at.drive(() => client.dataPackets > 0)
    const before = client.dataPackets
    at.clock.advance(90)
    await settle()
    expect([before, client.dataPackets]).toEqual([1, 1])
    expect(client.oack.has('windowsize')).toBe(false)
    client.stop()
  })

  it('EDK2 default windowsize PCD = 4: granted, four blocks for one ACK', async () => {
    const at = await bench()
    const client = await at.fetch(KERNEL, { options: REAL, slowMs: 100 })
    await at.drive(() => client.dataPackets > 0)
    await settle()
    expect([client.oack.get('windowsize'), client.dataPackets]).toEqual(['4', 4])
    client.stop()
  })
})

describe('rollover after block 65535', () => {
  it('EDK2 and iPXE both continue at 0, and so do we', { timeout: 60_000 }, async () => {
    const at = await bench()
    const client = await at.load(KERNEL, { options: { blksize: '8', windowsize: '64' } })
    expect(client.dataPackets).toBeGreaterThan(65_536)
    expect(client.bytes.length).toBe(900_000)
    expect(client.error).toBeUndefined()
  })
})

describe('Windows boot managers ask with backslashes and mixed case', () => {
  it.each([
    ['\\Boot\\BCD', 'bcd'],
    ['\\BOOT\\bcd', 'bcd'],
    ['/Boot/BCD', 'bcd'],
    ['Boot\\BCD', 'bcd'],
    ['\\\\boot//BCD', 'bcd'],
    ['SOURCES/BOOT.WIM', 'wim'],
    ['\\sources\\Boot.Wim', 'wim'],
  ])('%s', async (file, content) => {
    expect((await (await bench()).load(file)).bytes.toString()).toBe(content)
  })

  it.each(['\\NWA_PXE\\..\\..\\etc\\passwd', '..\\..\\windows\\win.ini', '/../Boot/BCD'])(
    'none of which lets a name climb: %s',
    async (file) => {
      expect((await (await bench()).load(file)).error).toEqual({ code: 1, message: 'File not found' })
    },
  )
})

describe('virtual root per client', () => {
  it.each(['ipxe.efi', '/ipxe.efi', 'EFI\\BOOT\\ipxe.efi', 'debian-installer/amd64/IPXE.EFI'])(
    'ipxe.efi without directory or with one: %s',
    async (file) => {
      expect((await (await offered()).load(file)).bytes.toString()).toBe('ipxe.efi')
    },
  )

  it.each(['autoexec.ipxe', '/autoexec.ipxe', 'EFI/BOOT/autoexec.ipxe', 'debian-installer/amd64/autoexec.ipxe'])(
    'autoexec resolves against the directory the .efi came from: %s',
    async (file) => {
      expect((await (await offered()).load(file)).bytes.toString()).toMatch(/^#!ipxe\n/)
    },
  )

  it.each(['grubx64.efi', '/grubx64.efi', '\\EFI\\BOOT\\grubx64.efi', 'debian-installer/amd64/grubx64.efi'])(
    "grubx64.efi is the medium's, wherever its shim looks: %s",
    async (file) => {
      const at = await bench({ mode: 'dhcp', loader: 'signed' })
      const { yiaddr, file: name } = at.answer(UEFI_X64).packet
      at.say({ ...UEFI_X64, type: 3, more: [[50, ip(yiaddr)] as const, [54, ip(SERVER)] as const] })
      expect(name).toBe('bootnetx64.efi')
      const client = await at.load(file, {}, { address: yiaddr, port: 0 })
      expect(client.bytes.equals(GRUB)).toBe(true)
    },
  )

  it('the same name is the signed iPXE for a machine on the signed way, and not for its neighbour', async () => {
    const at = await offered({ loader: 'signed', user: { loaders: signedLoaders() } })
    const [own, other] = [
      await at.load('ipxe.efi'),
      await at.load('ipxe.efi', {}, { address: '192.168.77.7', port: 0 }),
    ]
    expect([own.bytes.toString(), other.bytes.toString()]).toEqual(['signed snponly.efi', 'ipxe.efi'])
  })

  it.each(['bootsig.bin', 'revocations.efi', 'debian-installer/amd64/revocations_sbat.efi', 'shim_certificate_0.efi'])(
    'expected "file not found" is not shown as failure: %s',
    async (file) => {
      const at = await offered()
      const { phase } = at.client(MAC) ?? {}
      expect((await at.load(file)).error).toEqual({ code: 1, message: 'File not found' })
      expect(at.observed.at(-1)).toMatchObject({ kind: 'not-found', expected: true })
      expect([at.warnings(), at.client(MAC)?.phase]).toEqual([[], phase])
    },
  )
})

describe('ephemeral data ports', () => {
  it('each transfer answers from a port of its own, none from 69: the firewall rule must be per program', async () => {
    const at = await bench()
    const clients = [await at.load('snponly.efi'), await at.load('snponly.efi', { options: PROBE })]
    const ports = clients.map(({ server }) => server?.port)
    expect(new Set([69, ...ports]).size).toBe(3)
  })
})

describe('UEFI screen codes', () => {
  it('E16 no valid offer: beside a router, each offer of ours leads on', async () => {
    const at = await bench()
    for (const xid of [1, 2]) {
      const step = edk2.decide([routerOffer(), at.answer({ ...UEFI_X64, xid }).bytes])
      expect(['tftp', 'ask 4011']).toContain(step.does)
    }
  })

  it('E53 no boot filename: a machine that we have nothing for is not answered, and the user told why', async () => {
    const at = await bench({ loaders: ['undionly.kpxe'] })
    expect(at.say(UEFI_X64)).toEqual([])
    expect(at.client(MAC)?.phase).toMatchObject({ phase: 'failed', why: 'no-loader-for-arch' })
    expect(at.answer({ ...BIOS, mac: '52:54:00:00:00:02' }).packet.file).toBe('undionly.kpxe')
  })

  it('E23 TFTP error packet: a loader that is not here gets ERROR 1, and the ladder says so', async () => {
    const at = await offered()
    expect((await at.load('nothing.efi', { options: PROBE })).error?.code).toBe(1)
    expect(at.client(MAC)?.phase).toMatchObject({ phase: 'failed', why: 'file-not-found' })
  })

  it('E05 file larger than the probed size, E99: every loader that we offer can be probed and fetched', async () => {
    for (const loader of ['small', 'full'] as const) {
      const at = await bench({ loader })
      const { file } = at.answer(UEFI_X64).packet
      const probe = await at.load(file, { options: PROBE, onOack: (self) => self.abort(8, '') })
      expect(probe.oack.get('tsize')).toBe(String((await at.load(file, { options: REAL })).bytes.length))
    }
  })
})

decodedByTshark()
