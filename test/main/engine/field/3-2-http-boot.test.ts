/** FIELD.md 3.2: UEFI HTTP Boot. */
import { describe, expect, it } from 'vitest'
import type { Medium } from '../../../../main/engine/media/medium'
import { memoryFile } from '../../../../main/engine/media/files'
import { grub, shim } from '../boot/signed/binaries'
import { withPe } from '../recipes/bytes'
import { memoryMedium } from '../recipes/memory-medium'
import { latin, MAC, SERVER, type MessageOptions } from '../dhcp/messages'
import { debianTree, FieldBench, ip, LEASED, NOBODY, type BenchOptions } from './bench'
import { decodedByTshark } from './capture'
import * as edk2 from './edk2'
import { HTTP_X64, UEFI_X64 } from './machines'
import { routerOffer } from './others'

const SIGNED = '/debian-installer/amd64'
const tree = debianTree({
  [`${SIGNED}/bootnetx64.efi`]: shim(),
  [`${SIGNED}/grubx64.efi`]: grub({ prefix: `${SIGNED}/grub` }),
})
const bench = (options: Partial<BenchOptions> = {}): Promise<FieldBench> =>
  FieldBench.open({ media: [tree()], ...options })

const DNS = [6, ip('192.168.77.1')] as const
const http = (arch: number): MessageOptions => ({ arch: [arch], vendorClass: `HTTPClient:Arch:000${arch}:UNDI:003001` })
const ARCHES = [15, 16, 18, 19].map(http)
const UEFI_HTTP = { 'User-Agent': 'UefiHttpBoot/1.0', Host: SERVER }

const IMAGE = Buffer.from('a whole disc image, as firmware mounts it')
/** An ISO that no recipe knows, with an EFI loader on it. */
function disc(): Medium {
  const files = { '/EFI/BOOT/BOOTX64.EFI': withPe(Buffer.alloc(1024), 0x8664), '/live.img': '' }
  return { ...memoryMedium(files), openRaw: () => Promise.resolve(memoryFile('/test.iso', IMAGE)) }
}

describe('answer "HTTPClient" requests with option 60 = "HTTPClient" and a URL as boot file', () => {
  it.each(ARCHES)('of $vendorClass, beside another server and alone', async (machine) => {
    for (const mode of ['proxy', 'dhcp'] as const) {
      const { packet } = (await bench({ mode })).answer(machine)
      expect(packet.options.get(60)).toEqual(latin('HTTPClient'))
      expect(packet.file).toMatch(/^http:\/\/192\.168\.77\.20:8067\/boot\/\S+\.efi$/)
      expect(packet.options.get(67)).toEqual(latin(`${packet.file}\0`))
      expect(packet.options.has(43)).toBe(false)
    }
  })

  it('a PXEClient gets none of it: its answers say PXEClient, and name no URL', async () => {
    const { packet } = (await bench()).answer(UEFI_X64)
    expect(packet.options.get(60)).toEqual(latin('PXEClient'))
    expect(packet.file).toBe('snponly.efi')
  })
})

describe('EDK2 discards a proxy offer that is not an HTTP offer and an HTTP offer without parsable URI', () => {
  it.each(ARCHES)('ours to $vendorClass is neither, on every try', async (machine) => {
    const at = await bench()
    for (const xid of [1, 2, 3]) {
      expect(edk2.judgeHttpOffer(at.answer({ ...machine, xid }).bytes).type).toBe('ProxyIpUri')
    }
  })

  it('as one for PXE would be', async () => {
    expect(edk2.judgeHttpOffer((await bench()).answer(UEFI_X64).bytes).type).toBe('discarded')
  })

  it('a machine that asks again without having come gets its URL again, not a PXE strategy', async () => {
    const at = await bench()
    const answers = [1, 2].map((xid) => at.answer({ ...HTTP_X64, xid }).packet)
    expect(answers[1]?.options).toEqual(answers[0]?.options)
  })
})

describe('with an IP-literal URL a proxy offer works next to a plain DHCP offer ("DhcpOnly + ProxyIpUri")', () => {
  it.each([
    ['a router without DNS', []],
    ['a router with DNS', [DNS]],
  ])('next to %s, whatever the order', async (_, more) => {
    const { bytes, packet } = (await bench()).answer(HTTP_X64)
    const chosen = { url: packet.file, by: 'DhcpOnly + ProxyIpUri' }
    const offers = [routerOffer(more), bytes]
    expect([edk2.decideHttp(offers), edk2.decideHttp([...offers].reverse())]).toEqual([chosen, chosen])
  })

  it('a host name would additionally need DNS in the DHCP offer: none of our URLs has one', async () => {
    for (const loader of ['auto', 'small', 'full', 'signed'] as const) {
      const { packet } = (await bench({ loader })).answer(HTTP_X64)
      expect(new URL(packet.file).host).toBe(`${SERVER}:8067`)
    }
  })

  it('alone on the wire one offer has it all ("DhcpIpUri")', async () => {
    const { bytes, packet } = (await bench({ mode: 'dhcp' })).answer(HTTP_X64)
    expect(edk2.decideHttp([bytes])).toEqual({ url: packet.file, by: 'DhcpIpUri' })
  })
})

describe('no redirects', () => {
  it.each([
    ['/boot/snponly.efi', 200],
    ['//boot/snponly.efi', 200],
    ['/boot//snponly.efi', 200],
    ['/boot///snponly.efi', 200],
    ['/BOOT/SNPONLY.EFI', 200],
    ['/boot', 404],
    ['/boot/', 404],
    ['//', 404],
    ['/', 404],
  ])('a 301 caused by // killed UEFI HTTP boot: %s is %i at once', async (path, status) => {
    for (const method of ['HEAD', 'GET']) {
      const fetched = await (await bench()).get(path, { method, headers: UEFI_HTTP })
      expect([fetched.status, fetched.headers.location]).toEqual([status, undefined])
    }
  })

  it('the shim of HTTP Boot asks for its GRUB with two slashes, and gets it', async () => {
    const at = await bench({ loader: 'signed' })
    const { file } = at.answer(HTTP_X64).packet
    const beside = `${file.slice(0, file.lastIndexOf('/'))}//grubx64.efi`
    expect((await at.get(beside, { headers: UEFI_HTTP })).status).toBe(200)
  })
})

describe('needs Content-Length (HEAD/GET)', () => {
  it.each(['auto', 'full', 'signed'] as const)(
    'the URL that we answer with has it, exact, loader %s',
    async (loader) => {
      const at = await bench({ loader })
      const url = at.answer(HTTP_X64).packet.file
      const [head, get] = [
        await at.get(url, { method: 'HEAD', headers: UEFI_HTTP }),
        await at.get(url, { headers: UEFI_HTTP }),
      ]
      expect([head.status, get.status, head.body.length]).toEqual([200, 200, 0])
      expect(head.headers['content-length']).toBe(String(get.body.length))
      expect(get.headers['content-length']).toBe(String(get.body.length))
      expect(get.headers['transfer-encoding']).toBeUndefined()
      expect(get.body.length).toBeGreaterThan(0)
    },
  )

  it('also for a name that is not here', async () => {
    const { status, headers, body } = await (await bench()).get('/boot/nothing.efi', { headers: UEFI_HTTP })
    expect([status, headers['content-length']]).toEqual([404, String(body.length)])
  })
})

describe('content type application/efi | vnd.efi-iso | vnd.efi-img, else the extension decides', () => {
  it.each(ARCHES)('the loader of $vendorClass is application/efi, and named .efi', async (machine) => {
    const at = await bench()
    const url = at.answer(machine).packet.file
    expect((await at.get(url, { method: 'HEAD' })).headers['content-type']).toBe('application/efi')
    expect(url).toMatch(/\.efi$/)
  })
})

describe('an .iso URL is mounted as RAM disk by firmware', () => {
  it('a disc that boots no other way is offered as that URL, with its type and exact length', async () => {
    const at = await bench({ media: [disc()] })
    const { packet, bytes } = at.answer(HTTP_X64)
    expect(packet.file).toMatch(/^http:\/\/192\.168\.77\.20:8067\/raw\/[0-9a-f]{12}\/\S+\.iso$/)
    expect(edk2.judgeHttpOffer(bytes).type).toBe('ProxyIpUri')
    const head = await at.get(packet.file, { method: 'HEAD', headers: UEFI_HTTP })
    expect(head.headers).toMatchObject({
      'content-type': 'application/vnd.efi-iso',
      'content-length': String(IMAGE.length),
    })
    expect((await at.get(packet.file, { headers: UEFI_HTTP })).body.equals(IMAGE)).toBe(true)
  })

  it('firmware that reads it in parts gets exact ranges', async () => {
    const at = await bench({ media: [disc()] })
    const url = at.answer(HTTP_X64).packet.file
    const { status, headers, body } = await at.get(url, { headers: { ...UEFI_HTTP, Range: 'bytes=2-6' } })
    expect([status, headers['content-length'], body.toString()]).toEqual([206, '5', 'whole'])
  })

  it('a machine that asks for it by PXE is not answered, and the user is told to use HTTP Boot', async () => {
    const at = await bench({ media: [disc()] })
    expect(at.say(UEFI_X64)).toEqual([])
    expect(at.client(MAC)?.phase).toMatchObject({ phase: 'failed', why: 'needs-http-boot' })
  })
})

// PcdAllowHttpConnections decides in the firmware; there is no way to tell it from here.
describe('plain http may be disabled in the firmware', () => {
  it('then nothing is fetched after the offer, and the ladder says where it stopped', async () => {
    const at = await bench()
    at.say(HTTP_X64, NOBODY)
    at.takes(LEASED, HTTP_X64)
    await at.drive(() => 'why' in (at.client(MAC)?.phase ?? {}), 600_000)
    expect(at.client(MAC)?.phase).toMatchObject({ phase: 'stalled', at: 'addressed', why: 'http-boot-refused' })
  })
})

decodedByTshark()
