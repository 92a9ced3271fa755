/**
 * Records what real firmware sends while it boots beside dnsmasq, into test/fixtures/firmware.
 *
 * Not a part of the suite (its name does not end in .test.ts). Run it, as root, when a new firmware is to be added:
 * `npx vitest run --config test/lan/record.config.ts`
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, test } from 'vitest'
import { capture, type Datagram } from './capture'
import { LAN, openLan, type Lan } from './netns'
import { debian13 } from './installers'
import { startFullBaseline, startNginx, startProxyBaseline, startRouter, type Baseline } from './peers'
import { run, tryRun, type Child } from './process'
import { powerOn, type MachineFirmware } from './qemu'

const FIXTURES = resolve('test/fixtures/firmware')
const LOADERS = resolve(process.env['BOOTDROP_LOADERS'] ?? 'assets/boot')
const ARM64 = 'ipxe-arm64.efi'
const NETBOOT = 'debian-installer/amd64'
const SCRIPT = `http://${LAN.laptop}:8080/boot.ipxe`

let lan: Lan
let web: string
/** Debian 13's netboot tree: pxelinux, shim and GRUB. */
let netboot: string

beforeAll(async () => {
  lan = await openLan()
  netboot = mkdtempSync(join(lan.folder, 'netboot-'))
  run('cp', ['-r', join(await debian13('amd64'), 'debian-installer'), netboot])
  const grub = join(netboot, NETBOOT, 'grub/grub.cfg')
  const kernel = `/${NETBOOT}/linux`
  writeFileSync(grub, `echo script-reached\nlinux ${kernel} console=ttyS0\ninitrd /${NETBOOT}/version\nboot\n`)
  writeFileSync(join(netboot, NETBOOT, 'version'), 'in the place of an initrd')
  // pxelinux looks for its own in the folder that it came from.
  run('cp', [join(netboot, NETBOOT, 'boot-screens/ldlinux.c32'), join(netboot, NETBOOT)])
  mkdirSync(join(netboot, NETBOOT, 'pxelinux.cfg'), { recursive: true })
  const pxelinux =
    'SERIAL 0\nSAY script-reached\nDEFAULT x\nLABEL x\nKERNEL linux\nAPPEND console=ttyS0 script-reached\n'
  writeFileSync(join(netboot, NETBOOT, 'pxelinux.cfg/default'), pxelinux)
  web = mkdtempSync(join(lan.folder, 'web-'))
  writeFileSync(join(web, 'boot.ipxe'), '#!ipxe\necho script-reached ${platform} ${version}\nsleep 60\n')
  run('cp', [join(LOADERS, 'snponly.efi'), join(LOADERS, ARM64), web])
  await startNginx(lan, web, 8080)
})
afterAll(async () => {
  await lan.close()
  rmSync(netboot, { recursive: true, force: true })
})

interface Recording {
  readonly name: string
  /** Who it is, for the comment. */
  readonly who: string
  readonly firmware: MachineFirmware
  /** dnsmasq as a proxy beside the router's, with this. */
  readonly baseline?: Omit<Baseline, 'tftpRoot'>
  /** Or dnsmasq as the only DHCP server of the wire, with this boot file for everybody and TFTP out of this folder. */
  readonly full?: { readonly file: string; readonly root: () => string; readonly more?: readonly string[] }
  /** What the router's dnsmasq is told besides. */
  readonly router?: readonly string[]
  /** Text on the serial port after which nothing new comes. */
  readonly until: RegExp
  /** Which of the machine's packets are this program's; the others belong to the firmware that loaded it. */
  readonly only?: (packets: readonly Datagram[]) => Datagram[]
  readonly memoryMiB?: number
}

const version = (name: string): string => tryRun('dpkg-query', ['-W', '-f', '${Version}', name]) ?? 'unknown version'
const seabios = `SeaBIOS ${version('seabios')} with QEMU's iPXE ROM (ipxe-qemu ${version('ipxe-qemu')})`
const ovmf = `OVMF ${version('ovmf')}, its own PXE client`
const ipxe = 'iPXE 1.21.1+git20250501 (Debian 13)'

/** Where the firmware ends and the iPXE that it loaded begins: its autoexec.ipxe, else its DISCOVER after the transfer. */
const handOver = (packets: readonly Datagram[]): number => {
  const firstRequest = packets.findIndex((packet) => packet.destinationPort === 69)
  const next = packets.findIndex(
    (packet, at) =>
      at > firstRequest &&
      (packet.destinationPort === 67 || packet.payload.toString('latin1', 2).startsWith('autoexec')),
  )
  return firstRequest < 0 || next < 0 ? packets.length : next
}
const beforeLoader = (packets: readonly Datagram[]): Datagram[] => packets.slice(0, handOver(packets))
const afterLoader = (packets: readonly Datagram[]): Datagram[] => packets.slice(handOver(packets))
/** Where HTTP Boot ends: what it loaded, an iPXE, says DISCOVER or asks TFTP for autoexec.ipxe. */
const beforeIpxe = (packets: readonly Datagram[]): Datagram[] => {
  const first = packets.findIndex((packet) => packet.payload.includes('iPXE') || packet.destinationPort === 69)
  return packets.slice(0, first < 0 ? undefined : first)
}
const reached = /script-reached/

const RECORDINGS: readonly Recording[] = [
  {
    name: 'seabios-ipxe-rom',
    who: seabios,
    firmware: 'seabios',
    baseline: { bios: 'undionly.kpxe', script: SCRIPT },
    until: reached,
  },
  {
    name: 'ovmf-pxe',
    who: ovmf,
    firmware: 'ovmf',
    baseline: { uefi: 'snponly.efi', script: SCRIPT },
    until: reached,
    only: beforeLoader,
  },
  {
    name: 'ipxe-snponly',
    who: `${ipxe} snponly.efi, started by ${ovmf}`,
    firmware: 'ovmf',
    baseline: { uefi: 'snponly.efi', script: SCRIPT },
    until: reached,
    only: afterLoader,
  },
  {
    name: 'ipxe-efi',
    who: `${ipxe} ipxe.efi, started by ${ovmf}`,
    firmware: 'ovmf',
    baseline: { uefi: 'ipxe.efi', script: SCRIPT },
    until: reached,
    only: afterLoader,
  },
  {
    name: 'ipxe-undionly',
    who: `${ipxe} undionly.kpxe, started by ${seabios}`,
    firmware: 'seabios',
    // Without a script the ROM, an iPXE itself, is given the loader; so is the loader again, by then all is recorded.
    baseline: { bios: 'undionly.kpxe' },
    until: /1\.21\.1[\s\S]*undionly\.kpxe/,
    only: afterLoader,
  },
  {
    name: 'ovmf-http',
    who: `OVMF ${version('ovmf')}, UEFI HTTP Boot`,
    firmware: 'ovmf-http',
    baseline: { uefi: 'snponly.efi', script: SCRIPT },
    // dnsmasq as a proxy does not answer an HTTPClient; as the DHCP server of the LAN it does.
    router: [
      '--dhcp-vendorclass=set:http,HTTPClient',
      '--dhcp-option-force=tag:http,60,HTTPClient',
      `--dhcp-boot=tag:http,http://${LAN.laptop}:8080/snponly.efi`,
    ],
    until: reached,
    only: beforeIpxe,
  },
  {
    name: 'aavmf-pxe',
    who: `AAVMF ${version('qemu-efi-aarch64')}, its own PXE client`,
    firmware: 'aavmf',
    baseline: { arm64: ARM64, script: SCRIPT },
    until: reached,
    only: beforeLoader,
  },
  {
    name: 'ipxe-arm64',
    who: `${ipxe} ipxe-arm64.efi, started by AAVMF ${version('qemu-efi-aarch64')}`,
    firmware: 'aavmf',
    baseline: { arm64: ARM64, script: SCRIPT },
    until: reached,
    only: afterLoader,
  },
  {
    name: 'seabios-dhcp',
    who: `${seabios}, alone with one DHCP server that says everything`,
    firmware: 'seabios',
    full: { file: SCRIPT, root: () => web },
    until: reached,
  },
  {
    name: 'ovmf-dhcp',
    who: `${ovmf}, alone with one DHCP server that says everything`,
    firmware: 'ovmf',
    full: {
      file: 'tag:!ipxe,snponly.efi',
      root: () => LOADERS,
      more: ['--dhcp-match=set:ipxe,175', `--dhcp-boot=tag:ipxe,${SCRIPT}`],
    },
    until: reached,
    only: beforeLoader,
  },
  {
    name: 'pxelinux',
    who: `pxelinux 6.04 of Debian 13's installer, started by ${seabios}`,
    firmware: 'seabios',
    full: { file: `${NETBOOT}/pxelinux.0`, root: () => netboot },
    until: /Linux version|Kernel panic/,
    // The ROM asks for pxelinux.0, and pxelinux for everything after it.
    only: (packets) => packets.slice(packets.findLastIndex((packet) => packet.payload.includes('pxelinux.0')) + 1),
    memoryMiB: 1024,
  },
  {
    name: 'grub',
    who: `GRUB 2.12 of Debian 13's installer, started by ${ovmf}`,
    firmware: 'ovmf',
    full: { file: `${NETBOOT}/grubx64.efi`, root: () => netboot },
    until: /Linux version/,
    only: (packets) => packets.slice(packets.findLastIndex((packet) => packet.payload.includes('grubx64.efi')) + 1),
    memoryMiB: 1024,
  },
  {
    name: 'shim-grub',
    who: `OVMF ${version('ovmf')} under Secure Boot with the shim 16.1 and the GRUB 2.12 of Debian 13's installer`,
    firmware: 'ovmf-secure',
    // The whole offer is in the header's fields, as ours is: shim takes its folder from `file`.
    full: { file: `${NETBOOT}/bootnetx64.efi`, root: () => netboot, more: ['--dhcp-no-override'] },
    until: /Kernel is locked down/,
    memoryMiB: 1024,
  },
  {
    name: 'aavmf-http',
    who: `AAVMF ${version('qemu-efi-aarch64')}, UEFI HTTP Boot`,
    firmware: 'aavmf-http',
    full: {
      file: `http://${LAN.laptop}:8080/${ARM64}`,
      root: () => web,
      more: ['--dhcp-vendorclass=set:http,HTTPClient', '--dhcp-option-force=tag:http,60,HTTPClient'],
    },
    until: /iPXE 1\./,
    only: beforeIpxe,
  },
]

async function startServers(recording: Recording): Promise<readonly Child[]> {
  const { full, baseline } = recording
  if (full !== undefined) return [await startFullBaseline(lan, full.root(), full.file, ...(full.more ?? []))]
  const router = await startRouter(lan, ...(recording.router ?? []))
  return [router, await startProxyBaseline(lan, { ...baseline, tftpRoot: LOADERS })]
}

const wanted = process.env['BOOTDROP_RECORD']?.split(',')
test.for(RECORDINGS.filter(({ name }) => wanted?.includes(name) ?? true))('record $name', async (recording) => {
  const servers = await startServers(recording)
  const wire = await capture(lan, 'lan', 'br0', 'udp and (port 67 or port 4011 or port 69)')
  const machine = powerOn(lan, { firmware: recording.firmware, memoryMiB: recording.memoryMiB ?? 512 })
  let problem: unknown
  try {
    const ms = await machine.waitForSerial(recording.until, 120_000)
    console.log(recording.name, Math.round(ms), 'ms')
  } catch (error) {
    problem = error
  } finally {
    await machine.powerOff()
    await Promise.all(servers.map((server) => server.end()))
  }
  const packets = await wire.stop()
  if (problem !== undefined) console.log(recording.name, String(problem), servers.at(-1)?.stderr())
  const own = packets.filter(({ sourceMac }) => sourceMac === machine.mac)
  const kept = recording.only?.(own) ?? own
  const known = new Set(kept)
  writeFileSync(join(FIXTURES, `${recording.name}.hex`), hexFile(recording.who, 'packets of the firmware', kept))
  const transactions = new Set(kept.filter(isDhcp).map((packet) => packet.payload.toString('hex', 4, 8)))
  const answers = packets.filter(
    (packet) =>
      !known.has(packet) &&
      packet.at >= (kept[0]?.at ?? 0) &&
      packet.sourceMac !== machine.mac &&
      isDhcp(packet) &&
      transactions.has(packet.payload.toString('hex', 4, 8)),
  )
  // A loader that takes over the address of its firmware says nothing to DHCP.
  if (answers.length === 0) return
  writeFileSync(
    join(FIXTURES, `${recording.name}.answers.hex`),
    hexFile(
      recording.who,
      `answers of dnsmasq ${version('dnsmasq-base')} to them: ${recording.full === undefined ? "the router's and the proxy's" : 'the only DHCP server of that wire'}`,
      answers,
    ),
  )
})

const isDhcp = (packet: Datagram): boolean => packet.destinationPort !== 69 && packet.payload.length >= 240

function hexFile(who: string, what: string, packets: readonly Datagram[]): string {
  const seen = new Set<string>()
  const lines = packets.flatMap((packet) => {
    const hex = packet.payload.toString('hex')
    // What is only sent again teaches nothing new.
    const key = `${packet.sourcePort} ${packet.destination} ${packet.destinationPort} ${hex}`
    if (seen.has(key)) return []
    seen.add(key)
    const ports = `${packet.source}:${packet.sourcePort} → ${packet.destination}:${packet.destinationPort}`
    return [`# ${describePacket(packet)} · ${ports} · ${packet.at.toFixed(3)} s`, hex]
  })
  return `# ${who}\n# ${what}\n${lines.join('\n')}\n`
}

const MESSAGE = ['', 'DISCOVER', 'OFFER', 'REQUEST', 'DECLINE', 'ACK', 'NAK', 'RELEASE', 'INFORM']

function describePacket(packet: Datagram): string {
  if (packet.destinationPort === 69) {
    const words = packet.payload.toString('latin1', 2).split('\0').filter(Boolean).join(' ')
    return `TFTP RRQ ${words}`
  }
  const type = /^(?:..)*?3501(..)/.exec(packet.payload.toString('hex', 240))?.[1] ?? '00'
  return `DHCP ${MESSAGE[parseInt(type, 16)] ?? type}`
}
