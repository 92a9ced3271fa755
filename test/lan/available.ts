import { existsSync } from 'node:fs'
import { tryRun } from './process'
import { missingFor } from './qemu'

/** The command line under test; BOOTDROP_CLI names another build of it. */
export const CLI = process.env['BOOTDROP_CLI'] ?? 'out/main/cli.js'

const TOOLS: Readonly<Record<string, string>> = {
  ip: 'iproute2',
  dnsmasq: 'dnsmasq-base',
  dhcpd: 'isc-dhcp-server',
  dhcrelay: 'isc-dhcp-relay',
  'kea-dhcp4': 'kea-dhcp4-server',
  nginx: 'nginx-light',
  tcpdump: 'tcpdump',
  tshark: 'tshark',
  xorriso: 'xorriso',
  debootstrap: 'debootstrap',
  mksquashfs: 'squashfs-tools',
  mformat: 'mtools',
  nft: 'nftables',
  setpriv: 'util-linux',
  'apt-get': 'apt',
}

/** Why the LAN of namespaces cannot be had on this machine, and what to do; undefined when it can. */
export function whyNoLan(): string | undefined {
  if (process.platform !== 'linux') return 'namespaces need Linux'
  if (process.getuid?.() !== 0) return 'namespaces need root: sudo npm test'
  if (!existsSync('/dev/net/tun')) return 'no /dev/net/tun: modprobe tun'
  const missing = Object.keys(TOOLS).filter((tool) => tryRun('which', [tool]) === undefined)
  const packages = missing.flatMap((tool) => TOOLS[tool] ?? [])
  if (missingFor('seabios') !== undefined) packages.push('qemu-system-x86')
  if (missingFor('ovmf') !== undefined || missingFor('ovmf-secure') !== undefined) packages.push('ovmf')
  if (packages.length > 0) return `apt install ${[...new Set(packages)].join(' ')}`
  if (!existsSync(CLI)) return `${CLI} is not built: npm run build`
  return undefined
}
