/** From the script of a machine to every byte that it names, out of a real UDF image. */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { answerFile } from '../../../../main/engine/boot/answers/source'
import type { Boot, BootMedium } from '../../../../main/engine/boot/contract'
import { Loaders } from '../../../../main/engine/boot/loaders'
import { openMedium } from '../../../../main/engine/media/open'
import type { Medium } from '../../../../main/engine/media/medium'
import { CURL_BYTES, SERVER, setupTree, writeTree } from '../../../support/layouts/windows'
import { bytesOf } from '../../../support/media'
import { describeWith, run } from '../../../support/tools'
import { matchOf, testBoot } from '../boot/boots'
import { URL_BASE } from '../boot/parts'

let folder = ''
let medium: Medium
const place = (name: string): string => join(folder, name)

const WIMBOOT = { name: 'wimboot', bytes: Buffer.from('wimboot itself'), version: '2.9.0', origin: 'test', licence: '' }
const SMALL = { name: 'snponly.efi', bytes: Buffer.from('iPXE'), version: '1', origin: 'test', licence: '' }

async function boot(choice: Partial<BootMedium> = {}, loaders = new Loaders([SMALL, WIMBOOT])): Promise<Boot> {
  return testBoot([], { media: [{ medium, match: await matchOf(medium), ...choice }], loaders })
}

async function get({ resolve }: Boot, url: string): Promise<Buffer> {
  const { pathname, searchParams } = new URL(url)
  const path = decodeURIComponent(pathname)
  const found = await resolve({ path, query: searchParams, ip: '192.168.1.50', protocol: 'http' })
  if (found.kind !== 'file') throw new Error(`${path}: ${found.reason}`)
  return bytesOf(found.file)
}

/** The settings of iPXE, as a machine would fill them in. */
function filledIn(script: string): string {
  const settings: Record<string, string> = {
    platform: 'efi',
    buildarch: 'x86_64',
    'netX/busid:hexraw': '01808615f3',
    'pci/112.0.4:hexraw': '',
    'pci/184.0.4:hexraw': '',
  }
  return script.replace(/\$\{([^}]*)\}/g, (whole, name: string) => settings[name] ?? whole)
}

/** What a machine loads: the name that wimboot sees, and the bytes. */
async function loaded(
  from: Boot,
  platform = 'efi&arch=x86_64',
): Promise<{ script: string; files: Map<string, Buffer> }> {
  const asked = `${URL_BASE}/boot.ipxe?mac=52:54:00:12:34:56&platform=${platform}`
  const script = filledIn((await get(from, asked)).toString('utf8'))
  const files = new Map<string, Buffer>()
  for (const [, kernel = ''] of script.matchAll(/^kernel (\S+)/gm)) files.set('kernel', await get(from, kernel))
  for (const [, name = '', url = '', again] of script.matchAll(/^initrd --name (\S+) (\S+) (\S+) /gm)) {
    expect(again).toBe(name)
    files.set(name, await get(from, url))
  }
  return { script, files }
}

describeWith(['wimlib-imagex', 'genisoimage'], 'a machine that installs Windows', () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bootdrop-win-boot-'))
    await setupTree(place('tree'), place('scratch'))
    run('genisoimage', [
      '-quiet',
      '-udf',
      '-allow-limited-size',
      '-V',
      'CCCOMA_X64FRE',
      '-o',
      place('win.iso'),
      place('tree'),
    ])
    medium = await openMedium(place('win.iso'))
    await writeTree(place('drivers'), {
      'e2f.inf': '[Manufacturer]\r\nA=A,NTamd64\r\n[A.NTamd64]\r\nB=C,PCI\\VEN_8086&DEV_15F3\r\n',
      'e2f.sys': 'driver',
    })
    await writeTree(folder, { 'my.xml': '<unattend>mine</unattend>' })
  }, 60_000)
  afterAll(async () => {
    await medium.close()
    await rm(folder, { recursive: true })
  })

  test('gets every file that its script names, boot.wim last', async () => {
    const { script, files } = await loaded(await boot())
    expect([...files.keys()]).toEqual(['kernel', 'winpeshl.ini', 'go.cmd', 'curl.exe', 'BCD', 'boot.sdi', 'boot.wim'])
    expect(files.get('kernel')?.toString()).toBe('wimboot itself')
    expect(files.get('winpeshl.ini')?.toString()).toBe('[LaunchApps]\r\n"go.cmd"\r\n')
    // Out of install.wim within the image: nothing was unpacked for it.
    expect(Buffer.compare(files.get('curl.exe') ?? Buffer.alloc(0), CURL_BYTES)).toBe(0)
    const wim = await readFile(place('tree/sources/boot.wim'))
    expect(Buffer.compare(files.get('boot.wim') ?? Buffer.alloc(0), wim)).toBe(0)
    expect(script).not.toMatch(/\$\{(?!why|otherwise|failed_menu)/)
  })

  test('from BIOS gets bootmgr too', async () => {
    const { files, script } = await loaded(await boot(), 'pcbios&arch=i386')
    expect(Buffer.compare(files.get('bootmgr') ?? Buffer.alloc(0), await readFile(place('tree/bootmgr')))).toBe(0)
    expect(script).toContain('cpuid --ext 29')
  })

  test('has a go.cmd that fetches the image as it is on the medium', async () => {
    const from = await boot()
    const go = (await loaded(from)).files.get('go.cmd')?.toString('latin1') ?? ''
    const [, url = ''] = /^set "URL=(.*)"\r$/m.exec(go) ?? []
    const image = await readFile(place('tree/sources/install.wim'))
    expect(Buffer.compare(await get(from, url.replaceAll('%%', '%')), image)).toBe(0)
    expect(go).toContain(`set "SIZE=${image.length}"`)
    expect(go).toContain('echo   Bootdrop: Windows 11 10.0.26100.1742')
    expect(go).toContain('set "NAME=Windows 11 Pro"')
    // It looks for the server by its own name.
    const [, made = ''] = /^set "MADE=(.*)"\r$/m.exec(go) ?? []
    expect((await get(from, `${made}/go.cmd`)).toString('latin1')).toContain('Looking for the Bootdrop server')
  })

  test('gets the drivers for its card and the answer file where they were chosen', async () => {
    const answer = await answerFile(place('my.xml'), { answerExample: () => Promise.reject(new Error('none')) })
    const { files } = await loaded(await boot({ options: { drivers: place('drivers') }, answer }))
    expect(files.get('unattend.xml')?.toString()).toBe('<unattend>mine</unattend>')
    expect(files.get('drivers.cab')?.toString('latin1')).toContain('Devices: 8086:15f3\r\nd1: ')
    expect(files.get('go.cmd')?.toString('latin1')).toContain('drivers.cab?platform=efi&arch=x86_64&pci=%PCI%')
  })

  test('starts Setup from a share where one was chosen, and is asked for no disk', async () => {
    const { files } = await loaded(await boot({ options: { share: '\\\\192.168.1.5\\windows11', bypass: 'yes' } }))
    const go = files.get('go.cmd')?.toString('latin1') ?? ''
    expect(go).toContain('net use Z: "%SHARE%" * /user:"%SHAREUSER%"')
    expect(go).toContain('LabConfig /v BypassTPMCheck')
    expect(go).not.toContain('diskpart')
  })

  test('without wimboot is refused with where to get it', async () => {
    const none = boot({}, new Loaders([SMALL]))
    await expect(none).rejects.toThrow('download wimboot (2.9.0 or newer) from ipxe.org/wimboot')
  })

  test('from an .esd, which is closed here, is told so by go.cmd; and from .swm gets all parts', async () => {
    for (const [name, install] of [
      ['esd', 'esd'],
      ['swm', 'swm'],
    ] as const) {
      await setupTree(place(name), place('scratch'), { install, images: SERVER })
      const other = await openMedium(place(name))
      const from = await testBoot([other], { loaders: new Loaders([SMALL, WIMBOOT]) })
      const { files } = await loaded(from)
      const go = files.get('go.cmd')?.toString('latin1') ?? ''
      if (install === 'esd') expect(go).toContain('There is no curl.exe to fetch the image with: /sources/install.esd')
      else {
        // It may lie in any of the parts.
        expect(Buffer.compare(files.get('curl.exe') ?? Buffer.alloc(0), CURL_BYTES)).toBe(0)
        expect(go).toContain('set "FILE=install.swm"')
        expect(go).toContain('set "FILE=install2.swm"')
        expect(go).toContain(' /swmfile:"W:\\bootdrop\\install*.swm" ')
      }
      await other.close()
    }
  })
})
