import { describe, expect, it } from 'vitest'
import { checkCard } from '../../../../main/engine/doctor/card'
import { checkLoaders } from '../../../../main/engine/doctor/loaders'
import { checkPermission, mayBindLowPorts } from '../../../../main/engine/doctor/permission'
import { checkPort } from '../../../../main/engine/doctor/ports'
import { checkDisk, checkMemory } from '../../../../main/engine/doctor/room'
import { checkDhcpServers, checkPxeServers, type Heard } from '../../../../main/engine/doctor/servers'
import { checkSleep, lidAction } from '../../../../main/engine/doctor/sleep'
import { bars, fromProc, fromSs } from '../../../../main/engine/doctor/sockets-table'
import { Loaders } from '../../../../main/engine/boot/loaders'
import { BootdropError } from '../../../../main/engine/errors'
import { DEFAULT_PORTS, STOPPED } from '../../../../main/engine/initial'
import type { Card } from '../../../../main/engine/types'
import { card, serving } from '../../../renderer/fixtures'
import { fakeSystem, type Told } from './fake-system'

describe('permission', () => {
  const options = { asksAtStart: true, lowestPort: 67, held: false }
  const ordinary = {
    '/proc/self/status': 'CapEff:\t0000000000000000\n',
    '/proc/sys/net/ipv4/ip_unprivileged_port_start': '1024\n',
  }
  const check = (told: Told, more = {}) =>
    checkPermission(fakeSystem({ ...told, files: { ...ordinary, ...told.files } }), { ...options, ...more })
  const pkexec = { 'pkexec ': '' }

  it.each([
    ['root', { euid: 0, files: { '/proc/self/status': 'CapEff:\t000001ffffffffff' } }, 'ok'],
    ['capability', { files: { '/proc/self/status': 'CapEff:\t0000000000000400' } }, 'ok'],
    ['low-ports-free', { files: { '/proc/sys/net/ipv4/ip_unprivileged_port_start': '67' } }, 'ok'],
    ['asks', { programs: pkexec }, 'ok'],
    ['no-polkit', {}, 'failed'],
    ['flatpak', { files: { '/.flatpak-info': '' }, programs: pkexec }, 'failed'],
    ['snap', { env: { SNAP: '/snap/bootdrop/1' }, programs: pkexec }, 'failed'],
    ['not-needed', { platform: 'win32' }, 'ok'],
    ['not-needed', { platform: 'darwin' }, 'ok'],
  ] as const)('%s', async (code, told, state) => expect(await check(told)).toMatchObject({ state, code }))

  it('is barred for the command line, which asks nobody', async () => {
    expect(await check({ programs: pkexec }, { asksAtStart: false })).toMatchObject({ state: 'failed', code: 'barred' })
  })
  it('was given ahead', async () => expect(await check({}, { held: true })).toMatchObject({ code: 'held' }))
  it('is needed by a root that was given less, too', () => {
    expect(mayBindLowPorts('CapEff:\t00000000000000ff', 0)).toBe(false)
    expect(mayBindLowPorts('', 0)).toBe(true)
  })
})

describe('ports', () => {
  const check = (told: Told, more = {}) =>
    checkPort('dhcp', fakeSystem(told), { ports: DEFAULT_PORTS, card: card(), engine: STOPPED, held: false, ...more })
  const owner = (name: string | undefined) => () => Promise.resolve(name)

  it('are tried on the card itself', async () => {
    const tried: object[] = []
    const bind = (attempt: object): 'free' => {
      tried.push(attempt)
      return 'free'
    }
    expect(await check({ bind })).toMatchObject({ state: 'ok', code: 'free', facts: { port: 67, protocol: 'udp' } })
    expect(tried).toEqual([{ protocol: 'udp', port: 67, card: 'eno1', address: '192.168.1.20', broadcast: true }])
  })

  it('name who has them, where the system tells', async () => {
    const bind = () => 'taken' as const
    expect(await check({ bind, portOwner: owner('dnsmasq (pid 812)') })).toMatchObject({
      state: 'failed',
      code: 'taken',
    })
    expect(await check({ bind, portOwner: owner('bootdrop (pid 9)') })).toMatchObject({ code: 'bootdrop' })
    expect(await check({ bind, portOwner: owner(undefined) })).toMatchObject({ code: 'another-user' })
  })

  it('are ours while we serve, and are then not tried', async () => {
    const bind = () => {
      throw new Error('tried')
    }
    expect(await check({ bind }, { engine: serving() })).toMatchObject({ state: 'ok', code: 'ours' })
    expect(await check({ bind }, { held: true })).toMatchObject({ state: 'ok', code: 'held' })
    expect(
      await check({ bind, files: { '/proc/self/net/udp': '' } }, { engine: { ...STOPPED, status: 'starting' } }),
    ).toMatchObject({ code: 'free' })
  })

  it('are read from the tables where we may not try, and libvirt on its own card is no conflict', async () => {
    const ss = (local: string) => ({ 'ss -Hlun': `UNCONN 0 0 ${local} 0.0.0.0:*\n` })
    const forbidden = { bind: () => 'forbidden' as const, portOwner: owner('dnsmasq (pid 5)') }
    expect(await check({ ...forbidden, programs: ss('0.0.0.0%virbr0:67') })).toMatchObject({ code: 'free' })
    expect(await check({ ...forbidden, programs: ss('0.0.0.0:67') })).toMatchObject({ code: 'taken' })
    expect(await check({ programs: ss('192.168.122.1:67') }, { card: undefined })).toMatchObject({
      state: 'warning',
      code: 'elsewhere',
    })
  })

  it('of HTTP are no harm when taken', async () => {
    const system = fakeSystem({ bind: () => 'taken', portOwner: owner('nginx (pid 1)') })
    const found = await checkPort('http', system, { ports: DEFAULT_PORTS, card: card(), engine: STOPPED, held: false })
    expect(found).toMatchObject({ state: 'warning', code: 'taken', facts: { port: 8067, protocol: 'tcp' } })
  })

  it('stand in the tables of ss and of /proc', () => {
    expect(fromSs('UNCONN 0 0 *:69 *:*\nUNCONN 0 0 [::1]:69 [::]:*\nnonsense\n')).toEqual([
      { address: '0.0.0.0', device: undefined, port: 69 },
    ])
    const row = '  sl  local_address rem_address   st\n 1: 0102A8C0:0043 00000000:0000 07 0:0 0:0 0 0 0 123\n'
    expect(fromProc(row, 'udp')).toEqual([{ address: '192.168.2.1', device: undefined, port: 67 }])
    expect(fromProc(row, 'tcp')).toEqual([])
  })

  it('bar each other where address and card meet', () => {
    const one = { address: '0.0.0.0', device: 'eno1', port: 67 }
    expect(bars(one, { ...one, device: 'virbr0' })).toBe(false)
    expect(bars(one, { ...one, device: undefined })).toBe(true)
    expect(bars({ ...one, address: '10.0.0.1' }, { ...one, address: '10.0.0.2' })).toBe(false)
    expect(bars(one, { ...one, port: 69 })).toBe(false)
  })
})

describe('the card', () => {
  const sysfs = (values: Readonly<Record<string, string>>) => ({
    files: Object.fromEntries(Object.entries(values).map(([name, value]) => [`/sys/class/net/eno1/${name}`, value])),
  })
  const link: Partial<Card> = { addresses: [{ address: '169.254.7.7', netmask: '255.255.0.0' }] }
  it.each([
    ['ready', {}, {}, 'ok'],
    ['no-link', { problem: 'down' }, {}, 'failed'],
    ['down', { problem: 'down' }, { flags: '0x1002' }, 'failed'],
    ['no-address', { problem: 'no-address', addresses: [] }, {}, 'failed'],
    ['wifi', { kind: 'wifi' }, {}, 'warning'],
    ['loopback', { kind: 'loopback' }, {}, 'warning'],
    ['vpn', { kind: 'virtual', title: 'WireGuard Tunnel' }, {}, 'warning'],
    ['virtual', { kind: 'virtual' }, {}, 'warning'],
    ['link-local', link, {}, 'warning'],
    ['mtu', {}, { mtu: '1400' }, 'warning'],
    ['slow', { speedMbps: 100 }, {}, 'warning'],
    ['slow', {}, { duplex: 'half\n' }, 'warning'],
  ] as const)('%s', async (code, patch, values, state) => {
    const found = await checkCard(fakeSystem(sysfs(values)), 'eno1', [card(patch)])
    expect(found).toMatchObject({ state, code })
  })
  it('may be gone, or not chosen', async () => {
    expect(await checkCard(fakeSystem(), 'usb0', [card()])).toMatchObject({ state: 'failed', code: 'gone' })
    expect(await checkCard(fakeSystem(), null, [card()])).toMatchObject({ state: 'unknown', code: 'none-chosen' })
    expect(await checkCard(fakeSystem(), null, [])).toMatchObject({ state: 'failed', code: 'none-usable' })
  })
})

describe('other servers', () => {
  const options = { card: card(), engine: STOPPED, vendorOf: () => 'AVM', canListen: true }
  const server = (address: string, kind: 'dhcp' | 'pxe' = 'dhcp', claimsPxe = false) => ({
    address,
    kind,
    claimsPxe,
    lastHeard: 0,
  })
  const heard = (...servers: Heard['servers']): { heard: Heard } => ({
    heard: { servers, macs: new Map([['192.168.1.1', '3c:a6:2f:00:00:01']]), at: 7 },
  })

  it('are not known before somebody listened, and are listened for at a press', () => {
    expect(checkDhcpServers({ why: 'not-asked' }, options)).toMatchObject({
      state: 'unknown',
      code: 'not-listened',
      fix: 'listen',
    })
    expect(checkPxeServers({ failed: { why: 'no right' } }, options)).toMatchObject({
      state: 'unknown',
      code: 'cannot-listen',
    })
  })
  it('lease: one is as it should be, with its maker; two are worth a look; none is, too', () => {
    expect(checkDhcpServers(heard(server('192.168.1.1')), options)).toMatchObject({
      state: 'ok',
      code: 'one',
      facts: { vendor: 'AVM', at: 7 },
    })
    expect(checkDhcpServers(heard(server('192.168.1.1'), server('192.168.1.2')), options)).toMatchObject({
      state: 'warning',
      code: 'several',
    })
    expect(checkDhcpServers(heard(), options)).toMatchObject({ state: 'warning', code: 'none' })
  })
  it('are missed by nobody where Bootdrop leases', () => {
    const engine = { status: 'serving', mode: 'dhcp' } as const
    expect(checkDhcpServers(heard(), { ...options, engine })).toMatchObject({ state: 'ok', code: 'only-us' })
  })
  it('boot, or claim to', () => {
    expect(checkPxeServers(heard(server('192.168.1.1')), options)).toMatchObject({ state: 'ok', code: 'none' })
    expect(checkPxeServers(heard(server('192.168.1.1', 'dhcp', true)), options)).toMatchObject({ code: 'claims' })
    expect(checkPxeServers(heard(server('192.168.1.9', 'pxe')), options)).toMatchObject({
      code: 'other',
      facts: { servers: '192.168.1.9' },
    })
  })
})

describe('sleep', () => {
  const battery = (status: string) => ({
    '/sys/class/power_supply/BAT0/type': 'Battery\n',
    '/sys/class/power_supply/BAT0/status': `${status}\n`,
    '/sys/class/power_supply/BAT0/capacity': '61\n',
  })
  const check = (files: Told['files'], keepsAwake = true) =>
    checkSleep(fakeSystem(files ? { files } : {}), { engine: STOPPED, keepsAwake })

  it('is kept off by the window', async () =>
    expect(await check({})).toMatchObject({ state: 'ok', code: 'will-be-kept-awake' }))
  it('comes with an empty battery', async () => {
    expect(await check(battery('Discharging'))).toMatchObject({
      state: 'warning',
      code: 'battery',
      facts: { percent: 61 },
    })
  })
  it('is not feared for the battery of a mouse', async () => {
    const mouse = { ...battery('Discharging'), '/sys/class/power_supply/BAT0/scope': 'Device' }
    expect(await check(mouse)).toMatchObject({ code: 'will-be-kept-awake' })
  })
  it('comes with the lid, unless that was switched off', async () => {
    expect(await check(battery('Charging'))).toMatchObject({ state: 'ok', code: 'lid' })
    const ignored = { ...battery('Charging'), '/etc/systemd/logind.conf.d/x.conf': 'HandleLidSwitch=ignore' }
    expect(await check(ignored)).toMatchObject({ code: 'will-be-kept-awake' })
    expect(lidAction('#HandleLidSwitch=ignore\nHandleLidSwitch=lock\nHandleLidSwitch=hibernate')).toBe('hibernate')
  })
  it('is not kept off a laptop by the command line', async () => {
    expect(await check(battery('Full'), false)).toMatchObject({ state: 'warning', code: 'not-kept-awake' })
  })
})

describe('loaders and room', () => {
  const loader = (name: string) => ({ name, bytes: Uint8Array.of(1), version: '2', origin: 'o', licence: 'l' })
  it('tells each loader with its SHA-256', async () => {
    const all = new Loaders(['undionly.kpxe', 'snponly.efi', 'ipxe-arm64.efi'].map(loader))
    const sha256 = '4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a'
    const found = await checkLoaders(() => Promise.resolve(all))
    expect(found).toMatchObject({ state: 'ok', code: 'all', facts: { count: 3 } })
    expect(found.items?.[0]).toMatchObject({ name: 'undionly.kpxe', version: '2', sha256, bytes: 1 })
  })
  it('tells what is missing, or is another build', async () => {
    const some = await checkLoaders(() => Promise.resolve(new Loaders([loader('undionly.kpxe')])))
    expect(some).toMatchObject({ state: 'warning', code: 'some-missing', facts: { names: 'UEFI x64, UEFI ARM64' } })
    const refuse = (code: 'loader-hash' | 'loader-missing' | 'loaders-folder') =>
      checkLoaders(() => Promise.reject(new BootdropError(code, 'Why.', { file: 'f' })))
    expect(await refuse('loader-hash')).toMatchObject({ state: 'failed', code: 'changed', facts: { file: 'f' } })
    expect(await refuse('loader-missing')).toMatchObject({ state: 'failed', code: 'missing' })
    expect(await refuse('loaders-folder')).toMatchObject({ state: 'failed', code: 'folder' })
  })
  it.each([
    [60e9, 'ok', 'enough'],
    [1e9, 'warning', 'low'],
    [1e6, 'failed', 'full'],
    [undefined, 'unknown', 'cannot-tell'],
  ] as const)('disk with %j bytes free: %s', async (bytes, state, code) =>
    expect(await checkDisk(fakeSystem({ freeBytes: () => Promise.resolve(bytes) }), '/c')).toMatchObject({
      state,
      code,
    }),
  )
  it('counts what is only a cache of files as free memory', async () => {
    const memory = () => ({ totalBytes: 8e9, freeBytes: 1e8 })
    expect(await checkMemory(fakeSystem({ memory }))).toMatchObject({ state: 'warning', code: 'low' })
    const files = { '/proc/meminfo': 'MemFree: 97656 kB\nMemAvailable:    4000000 kB\n' }
    expect(await checkMemory(fakeSystem({ memory, files }))).toMatchObject({
      state: 'ok',
      facts: { freeBytes: 4_096_000_000 },
    })
  })
})
