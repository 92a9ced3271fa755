/** The boot servers that Bootdrop is compared with, and the plain dnsmasq of the LAN; neighbours.ts has the other servers. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { LAN, type Lan, type Place } from './netns'
import type { Child } from './process'

/** The router's DHCP server: addresses and a gateway, not a word about booting. Ready when this returns. */
export async function startRouter(lan: Lan, ...more: string[]): Promise<Child> {
  const child = lan.start(
    'router',
    'dnsmasq',
    ...DNSMASQ,
    '--interface=lan0',
    `--dhcp-range=${LAN.poolFirst},${LAN.poolLast},10m`,
    `--dhcp-option=option:router,${LAN.router}`,
    `--dhcp-leasefile=${join(lan.folder, 'router.leases')}`,
    // The ping before each new lease would only add its three seconds.
    '--no-ping',
    ...more,
  )
  await child.until('the DHCP server of the LAN', 5000, () => listens(lan, 'router', 67))
  return child
}

const DNSMASQ = [
  '--keep-in-foreground',
  '--conf-file=/dev/null',
  '--port=0',
  '--user=root',
  '--log-facility=-',
  '--log-dhcp',
]

/** What a baseline boot is made of: which loader for which firmware, and the folder of files that HTTP serves. */
export interface Baseline {
  /** Folder of the TFTP server. */
  readonly tftpRoot: string
  /** Loader for BIOS clients that are not iPXE yet, a name in tftpRoot. */
  readonly bios?: string
  /** Loader for UEFI x64. */
  readonly uefi?: string
  /** Loader for UEFI arm64. */
  readonly arm64?: string
  /** What an iPXE is told to boot: a URL of its script. Without it an iPXE gets the loader like anybody else. */
  readonly script?: string
}

/** dnsmasq as proxyDHCP and TFTP server on the laptop's LAN card: the peer of the boot bench. */
export async function startProxyBaseline(lan: Lan, baseline: Baseline): Promise<Child> {
  const other = baseline.script === undefined ? '' : 'tag:!ipxe,'
  const services: [string, string | undefined][] = [
    ['x86PC', baseline.bios],
    ['BC_EFI', baseline.uefi],
    ['X86-64_EFI', baseline.uefi],
    ['ARM64_EFI', baseline.arm64],
  ]
  const child = lan.start(
    'laptop',
    'dnsmasq',
    ...DNSMASQ,
    '--interface=lan0',
    '--bind-interfaces',
    `--dhcp-range=${LAN.subnet},proxy`,
    `--dhcp-leasefile=${join(lan.folder, 'laptop.leases')}`,
    '--enable-tftp',
    `--tftp-root=${baseline.tftpRoot}`,
    '--dhcp-match=set:ipxe,175',
    ...services.flatMap(([csa, file]) => (file === undefined ? [] : [`--pxe-service=${other}${csa},Boot,${file}`])),
    // An iPXE takes a proxy's offer only with the server's address in it; older ones get none from dnsmasq by itself.
    ...(baseline.script === undefined ? [] : [`--dhcp-boot=tag:ipxe,${baseline.script},,${LAN.laptop}`]),
  )
  await child.until('the proxy DHCP server', 5000, () => listens(lan, 'laptop', 67))
  return child
}

/** nginx on the laptop's LAN address, serving one folder. */
export async function startNginx(lan: Lan, root: string, port: number): Promise<Child> {
  const folder = join(lan.folder, 'nginx')
  mkdirSync(folder, { recursive: true })
  const config = join(folder, 'nginx.conf')
  writeFileSync(
    config,
    `daemon off; master_process off; pid ${folder}/pid; error_log ${folder}/error.log;
events {}
http {
  access_log ${folder}/access.log; sendfile on; tcp_nopush on;
  client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
  server { listen ${LAN.laptop}:${port}; root ${root}; }
}
`,
  )
  const child = lan.start('laptop', 'nginx', '-c', config, '-p', folder, '-e', join(folder, 'error.log'))
  await child.until('nginx', 5000, () =>
    lan.run('laptop', 'ss', '-Hltn', `sport = :${port}`).includes(`:${port}`) ? true : undefined,
  )
  return child
}

/** True once something listens on that UDP port. */
export function listens(lan: Lan, place: Place, port: number): true | undefined {
  return lan.run(place, 'ss', '-Hlun', `sport = :${port}`).includes(`:${port}`) ? true : undefined
}

/**
 * dnsmasq as the only DHCP server of the wire, with everything about booting in its one answer, and TFTP: the peer of
 * dhcp mode, on the laptop.
 */
export async function startFullBaseline(
  lan: Lan,
  tftpRoot: string,
  file: string,
  ...more: readonly string[]
): Promise<Child> {
  const child = lan.start(
    'laptop',
    'dnsmasq',
    ...DNSMASQ,
    '--interface=lan0',
    '--bind-interfaces',
    `--dhcp-range=${LAN.poolFirst},${LAN.poolLast},10m`,
    `--dhcp-leasefile=${join(lan.folder, 'laptop.leases')}`,
    '--no-ping',
    '--enable-tftp',
    `--tftp-root=${tftpRoot}`,
    `--dhcp-boot=${file}`,
    ...more,
  )
  await child.until('the DHCP server of the bench', 5000, () => listens(lan, 'laptop', 67))
  return child
}
