/** FIELD.md 3.4: the boot ROM of a Raspberry Pi. */
import { describe, expect, it } from 'vitest'
import { memoryMedium } from '../recipes/memory-medium'
import { ROUTER, SERVER, type MessageOptions } from '../dhcp/messages'
import { debianTree, FieldBench, ip, LEASED, type BenchOptions } from './bench'
import { decodedByTshark } from './capture'
import { BIOS } from './machines'
import { tags } from './wire'

const tree = debianTree()
const MAC = 'dc:a6:32:01:02:03'
const SERIAL = '9ab3c1d2'
/** Of a Raspberry Pi 4: architecture 0, as a BIOS PC, and option 97 with its serial number. */
const PI: MessageOptions = { ...BIOS, mac: MAC }

const firmware = memoryMedium({
  '/bootcode.bin': 'bootcode',
  '/start.elf': 'start',
  '/start4.elf': 'start4',
  '/fixup4.dat': 'fixup4',
  '/config.txt': 'arm_64bit=1',
  '/kernel8.img': 'kernel8',
  '/overlays/vc4.dtbo': 'overlay',
})
const bench = (options: Partial<BenchOptions> = {}): Promise<FieldBench> =>
  FieldBench.open({ media: [tree()], user: { pi: firmware }, ...options })

/** A Raspberry Pi that was answered and has its address. */
async function offered(options: Partial<BenchOptions> = {}): Promise<FieldBench> {
  const at = await bench(options)
  at.say(PI)
  at.takes(LEASED, { mac: MAC, vendorClass: null, arch: [] })
  return at
}

describe('sends option 93 = 0 (looks like BIOS PC); recognised by OUI', () => {
  it.each(['b8:27:eb', 'dc:a6:32', 'e4:5f:01', '28:cd:c1', 'd8:3a:dd', '2c:cf:67', '88:a2:9e'])('%s', async (oui) => {
    const at = await bench()
    const mac = `${oui}:01:02:03`
    expect(at.answer({ ...PI, mac }).packet.file).toBe('bootcode.bin')
    expect(at.client(mac)?.arch).toBe('rpi')
  })

  it('or by option 97, which begins with RPi4 whatever the card’s address', async () => {
    const machineId = Uint8Array.of(0, ...Buffer.from('RPi4'), ...new Uint8Array(8), 1, 2, 3, 4)
    expect((await bench()).answer({ ...PI, mac: '02:00:00:00:00:01', machineId }).packet.file).toBe('bootcode.bin')
  })

  it('any other maker with option 93 = 0 is a BIOS PC', async () => {
    const { packet } = (await bench()).answer({ ...PI, mac: 'dc:a6:33:01:02:03' })
    expect([packet.file, [...(packet.options.get(43) ?? [])]]).toEqual(['undionly.kpxe', [6, 1, 8, 255]])
  })

  it('an iPXE on that board is iPXE', async () => {
    expect((await bench()).answer({ ...PI, ipxe: true }).packet.file).toMatch(/boot\.ipxe$/)
  })

  it('without its firmware files it is not given a PC loader, and the user is told exactly that', async () => {
    for (const mode of ['proxy', 'dhcp'] as const) {
      const at = await bench({ mode, user: {} })
      for (const { packet } of at.say(PI)) expect([packet.file, packet.siaddr]).toEqual(['', '0.0.0.0'])
      expect(at.client(MAC)).toMatchObject({ arch: 'rpi', phase: { phase: 'failed', why: 'no-pi-firmware' } })
    }
  })
})

describe('needs option 43 with sub-option 9 containing "Raspberry Pi Boot" (+10 "PXE")', () => {
  it.each(['proxy', 'dhcp'] as const)('and gets it in the first OFFER, in %s mode', async (mode) => {
    const sub = tags(Buffer.from((await bench({ mode })).answer(PI).packet.options.get(43) ?? []))
    const [menu, prompt] = [sub.get(9), sub.get(10)]
    // Type (2), length (1), text; time-out (1), text: PXE 2.1 table 2-1.
    expect(menu?.subarray(0, 3)).toEqual(Buffer.of(0, 0, 17))
    expect(menu?.toString('latin1', 3)).toBe('Raspberry Pi Boot')
    expect(prompt?.toString('latin1', 1)).toBe('PXE')
    expect(sub.get(6)).toEqual(Buffer.of(8))
    expect(sub.has(8)).toBe(false)
  })

  it('nobody else gets this menu', async () => {
    const sub = tags(Buffer.from((await bench()).answer(BIOS).packet.options.get(43) ?? []))
    expect([sub.has(9), sub.has(10)]).toEqual([false, false])
  })
})

describe('REQUEST has no option 60', () => {
  const bare: MessageOptions = { mac: MAC, type: 3, vendorClass: null, arch: [], machineId: null }

  it('beside another server it is not ours to answer, and the address is noted all the same', async () => {
    const at = await offered()
    expect(at.client(MAC)).toMatchObject({ ip: LEASED, arch: 'rpi', phase: { phase: 'addressed' } })
    expect(at.takes('192.168.77.101', bare)).toEqual([])
    expect(at.client(MAC)?.ip).toBe('192.168.77.101')
  })

  it('alone on the wire it gets the address that it was offered, and the boot part again', async () => {
    const at = await bench({ mode: 'dhcp' })
    const { yiaddr } = at.answer(PI).packet
    const { packet } = at.answer({ ...bare, more: [[50, ip(yiaddr)] as const, [54, ip(SERVER)] as const] })
    expect([packet.yiaddr, packet.options.get(53)]).toEqual([yiaddr, Uint8Array.of(5)])
    expect([packet.siaddr, packet.file, packet.options.has(43)]).toEqual([SERVER, 'bootcode.bin', true])
  })
})

describe('Pi 3 ignores siaddr/option 66 in some firmware', () => {
  it('all places name us, none the router', async () => {
    const { packet } = (await bench()).answer(PI)
    const named = [packet.siaddr, packet.sname, Buffer.from(packet.options.get(66) ?? []).toString('latin1')]
    expect(named).toEqual([SERVER, SERVER, SERVER])
    expect(packet.options.get(54)).toEqual(ip(SERVER))
    expect(named).not.toContain(ROUTER)
  })
})

describe('Pi 4 does not support option 67: TFTP is just a remote file-system', () => {
  it.each([
    [`${SERIAL}/start4.elf`, 'start4'],
    [`${SERIAL}/start.elf`, 'start'],
    [`${SERIAL}/config.txt`, 'arm_64bit=1'],
    [`${SERIAL}/overlays/vc4.dtbo`, 'overlay'],
    [`/${SERIAL}/KERNEL8.IMG`, 'kernel8'],
    ['start4.elf', 'start4'],
    ['bootcode.bin', 'bootcode'],
    ['config.txt', 'arm_64bit=1'],
  ])('asks for <serial>/start.elf etc., whatever we named: %s', async (file, content) => {
    const client = await (await offered()).load(file, { options: { tsize: '0', blksize: '1024' } })
    expect([client.bytes.toString(), client.oack.get('tsize')]).toEqual([content, String(content.length)])
  })

  it('also one whose address passed us by unseen, with its serial number', async () => {
    const client = await (await bench()).load(`${SERIAL}/start4.elf`, {}, { address: '192.168.77.99', port: 0 })
    expect(client.bytes.toString()).toBe('start4')
  })

  it.each([
    `${SERIAL}/bootsig.bin`,
    'bootcfg.txt',
    `${SERIAL}/recovery.elf`,
    `${SERIAL}/pieeprom.upd`,
    `${SERIAL}/dt-blob.bin`,
    `${SERIAL}/armstub8-gic.bin`,
    `${SERIAL}/cmdline.txt`,
  ])('what it tries and does without is no failure: %s', async (file) => {
    const at = await offered()
    expect((await at.load(file)).error?.code).toBe(1)
    expect(at.observed.at(-1)).toMatchObject({ kind: 'not-found', expected: true })
    expect([at.warnings(), at.client(MAC)?.phase]).toEqual([[], { phase: 'addressed' }])
  })

  it('a start file that is not in the folder is one', async () => {
    const at = await offered({ user: { pi: memoryMedium({ '/config.txt': '' }) } })
    await at.load(`${SERIAL}/start4.elf`)
    expect(at.client(MAC)?.phase).toMatchObject({ phase: 'failed', why: 'file-not-found' })
  })

  it.each([`${SERIAL}/../../etc/passwd`, '../config.txt'])('and the folder is not left: %s', async (file) => {
    expect((await (await offered()).load(file)).error?.code).toBe(1)
  })
})

decodedByTshark()
