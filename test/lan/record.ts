/**
 * Records what real firmware sends while it boots beside dnsmasq, into test/fixtures/firmware.
 *
 * Not a part of the suite (its name does not end in .test.ts). Run it, as root, when a new firmware is to be added:
 * `npx vitest run --config test/lan/record.config.ts`
 */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, test } from 'vitest'
import { capture, type Datagram } from './capture'
import { LAN, openLan, type Lan } from './netns'
import { startNginx, startProxyBaseline, startRouter, type Baseline } from './peers'
import { run, tryRun } from './process'
import { powerOn, type MachineFirmware } from './qemu'

const FIXTURES = resolve('test/fixtures/firmware')
const LOADERS = resolve(process.env['BOOTDROP_LOADERS'] ?? 'assets/boot')
const ARM64 = 'ipxe-arm64.efi'
const SCRIPT = `http://${LAN.laptop}:8080/boot.ipxe`

let lan: Lan
let web: string

beforeAll(async () => {
  lan = await openLan()
  web = mkdtempSync(join(lan.folder, 'web-'))
  writeFileSync(join(web, 'boot.ipxe'), '#!ipxe\necho script-reached ${platform} ${version}\nsleep 60\n')
  run('cp', [join(LOADERS, 'snponly.efi'), web])
  await startNginx(lan, web, 8080)
})
afterAll(() => lan.close())

interface Recording {
  readonly name: string
  /** Who it is, for the comment. */
  readonly who: string
  readonly firmware: MachineFirmware
  readonly baseline: Omit<Baseline, 'tftpRoot'>
  /** What the router's dnsmasq is told besides. */
  readonly router?: readonly string[]
  /** Text on the serial port after which nothing new comes. */
  readonly until: RegExp
  /** Which of the machine's packets are this program's; the others belong to the firmware that loaded it. */
  readonly only?: (packets: readonly Datagram[]) => Datagram[]
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
    only: (packets) => packets.slice(0, packets.findIndex(isOfIpxe)),
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
]

const wanted = process.env['BOOTDROP_RECORD']?.split(',')
test.for(RECORDINGS.filter(({ name }) => wanted?.includes(name) ?? true))('record $name', async (recording) => {
  const router = await startRouter(lan, ...(recording.router ?? []))
  const proxy = await startProxyBaseline(lan, { ...recording.baseline, tftpRoot: LOADERS })
  const wire = await capture(lan, 'lan', 'br0', 'udp and (port 67 or port 4011 or port 69)')
  const machine = powerOn(lan, { firmware: recording.firmware, memoryMiB: 512 })
  let problem: unknown
  try {
    const ms = await machine.waitForSerial(recording.until, 120_000)
    console.log(recording.name, Math.round(ms), 'ms')
  } catch (error) {
    problem = error
  } finally {
    await machine.powerOff()
    await Promise.all([proxy.end(), router.end()])
  }
  const packets = await wire.stop()
  if (problem !== undefined) console.log(recording.name, String(problem), proxy.stderr())
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
  writeFileSync(
    join(FIXTURES, `${recording.name}.answers.hex`),
    hexFile(
      recording.who,
      `answers of dnsmasq ${version('dnsmasq-base')} to them: the router's and the proxy's`,
      answers,
    ),
  )
})

const isOfIpxe = (packet: Datagram): boolean => packet.payload.includes('iPXE') || packet.destinationPort === 69

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
