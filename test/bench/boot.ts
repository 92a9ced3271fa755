/**
 * Power-on to the userland of the Debian installer, in QEMU with real firmware: served by us, and by dnsmasq (proxyDHCP and
 * TFTP) with nginx, out of the same loaders, kernel and initrd, beside the same DHCP server of the LAN.
 */
import { copyFileSync, existsSync, linkSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { whyNoLan } from '../lan/available'
import { serve } from '../lan/bootdrop'
import { debianInstaller, type InstallerMedium } from '../lan/media'
import { LAN, openLan, type Lan } from '../lan/netns'
import { startNginx, startProxyBaseline, startRouter } from '../lan/peers'
import { powerOn, type MachineFirmware } from '../lan/qemu'
import { median, type Row } from './report'

const LOADERS = resolve('assets/boot')
const ROUNDS = 2
const HTTP_PORT = 8080
const FIRMWARE: readonly [MachineFirmware, string][] = [
  ['seabios', 'BIOS'],
  ['ovmf', 'UEFI'],
]
const TARGET = '>= 0.9'

/** Boots one after the other, ours and theirs in turn, so that a busy minute hits both. */
export async function run(): Promise<Row[]> {
  const reason = whyNoLan() ?? (existsSync(join(LOADERS, 'snponly.efi')) ? undefined : 'no loaders: npm run setup')
  if (reason !== undefined) {
    const peer = `not measured (${reason})`
    return FIRMWARE.map(([, title]) => ({ name: nameOf(title), ours: '-', peer, ratio: undefined, target: TARGET }))
  }
  const lan = await openLan()
  try {
    const medium = debianInstaller()
    await startRouter(lan)
    const rows: Row[] = []
    for (const [firmware, title] of FIRMWARE) rows.push(await compare(lan, medium, firmware, title))
    return rows
  } finally {
    await lan.close()
  }
}

const nameOf = (title: string): string => `power-on to Debian installer (${title})`

async function compare(lan: Lan, medium: InstallerMedium, firmware: MachineFirmware, title: string): Promise<Row> {
  const ours: number[] = []
  const theirs: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    theirs.push(await withPeers(lan, medium, () => bootTime(lan, firmware)))
    ours.push(await withBootdrop(lan, medium, () => bootTime(lan, firmware)))
  }
  const [our, their] = [median(ours), median(theirs)]
  const peer = `dnsmasq + nginx ${seconds(their)}`
  return { name: nameOf(title), ours: seconds(our), peer, ratio: their / our, target: TARGET }
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`

async function bootTime(lan: Lan, firmware: MachineFirmware): Promise<number> {
  const machine = powerOn(lan, { firmware })
  try {
    return await machine.waitForSerial(/syslogd/, 180_000)
  } finally {
    await machine.powerOff()
  }
}

async function withBootdrop<T>(lan: Lan, medium: InstallerMedium, measure: () => Promise<T>): Promise<T> {
  const bootdrop = await serve(lan, medium.iso, '--append', 'console=ttyS0')
  try {
    return await measure()
  } finally {
    await bootdrop.stop()
  }
}

/** What an administrator would set up by hand: the netboot tree unpacked, and an iPXE script of four lines. */
export async function withPeers<T>(lan: Lan, medium: InstallerMedium, measure: () => Promise<T>): Promise<T> {
  const web = mkdtempSync(join(lan.folder, 'web-'))
  const tftpRoot = join(web, 'tftp')
  mkdirSync(tftpRoot)
  for (const loader of ['undionly.kpxe', 'snponly.efi']) copyFileSync(join(LOADERS, loader), join(tftpRoot, loader))
  put(join(medium.tree, medium.kernel), join(web, 'linux'))
  put(join(medium.tree, medium.initrd), join(web, 'initrd.gz'))
  const base = `http://${LAN.laptop}:${HTTP_PORT}`
  writeFileSync(
    join(web, 'boot.ipxe'),
    `#!ipxe\nkernel ${base}/linux initrd=initrd.magic vga=788 --- quiet console=ttyS0\ninitrd ${base}/initrd.gz\nboot\n`,
  )
  const nginx = await startNginx(lan, web, HTTP_PORT)
  const script = `${base}/boot.ipxe`
  const proxy = await startProxyBaseline(lan, { tftpRoot, bios: 'undionly.kpxe', uefi: 'snponly.efi', script })
  try {
    return await measure()
  } finally {
    await Promise.all([proxy.end(), nginx.end()])
  }
}

function put(from: string, to: string): void {
  try {
    linkSync(from, to)
  } catch {
    // The cache is on another file system.
    copyFileSync(from, to)
  }
}
