/** Other people's servers on the LAN: ISC DHCP, Kea, a DHCP relay, and one that claims to be a PXE server. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { FAR, LAN, type Lan } from './netns'
import { listens, startRouter } from './peers'
import type { Child } from './process'

/** Whoever leases the LAN's addresses; they say nothing about booting. */
export type DhcpServer = 'dnsmasq' | 'isc' | 'kea'

export const DHCP_SERVERS: Readonly<Record<DhcpServer, (lan: Lan) => Promise<Child>>> = {
  dnsmasq: startRouter,
  isc: startIsc,
  kea: startKea,
}

/** ISC's dhcpd on the router, in its own words `authoritative`: it refuses (NAK) what it does not know. */
async function startIsc(lan: Lan): Promise<Child> {
  const folder = folderOf(lan, 'isc')
  const config = join(folder, 'dhcpd.conf')
  const leases = join(folder, 'dhcpd.leases')
  writeFileSync(leases, '')
  writeFileSync(
    config,
    `authoritative;
ping-check false;
default-lease-time 600;
subnet ${LAN.subnet} netmask 255.255.255.0 {
  range ${LAN.poolFirst} ${LAN.poolLast};
  option routers ${LAN.router};
}
`,
  )
  const child = lan.start('router', 'dhcpd', '-4', '-f', '-d', '--no-pid', '-cf', config, '-lf', leases, 'lan0')
  await child.until('ISC DHCP', 10_000, () => listens(lan, 'router', 67))
  return child
}

/** ISC's Kea on the router. Its lock and process files, else in /run, are in a folder of the test's own. */
async function startKea(lan: Lan): Promise<Child> {
  const folder = folderOf(lan, 'kea')
  const config = join(folder, 'kea.json')
  writeFileSync(
    config,
    JSON.stringify({
      Dhcp4: {
        'interfaces-config': { interfaces: ['lan0'] },
        'lease-database': { type: 'memfile', persist: false },
        'valid-lifetime': 600,
        subnet4: [
          {
            id: 1,
            subnet: `${LAN.subnet}/24`,
            pools: [{ pool: `${LAN.poolFirst} - ${LAN.poolLast}` }],
            'option-data': [{ name: 'routers', data: LAN.router }],
          },
        ],
        loggers: [{ name: 'kea-dhcp4', severity: 'INFO', output_options: [{ output: 'stdout' }] }],
      },
    }),
  )
  const places = [`KEA_LOCKFILE_DIR=${folder}`, `KEA_PIDFILE_DIR=${folder}`]
  const child = lan.start('router', 'env', ...places, 'kea-dhcp4', '-c', config)
  await child.until('Kea', 10_000, () => (child.stdout().includes('DHCP4_STARTED') ? true : undefined))
  return child
}

/**
 * A Windows DHCP server that once shared its computer with WDS: option 60 "PXEClient" in every answer, and no boot server
 * behind it (FIELD.md 3.1).
 */
export const startPxeClaimer = (lan: Lan): Promise<Child> => startRouter(lan, '--dhcp-option-force=60,PXEClient')

/** ISC's relay between the far segment and the LAN's two servers, and the router's pool for that segment. */
export async function startRelay(lan: Lan): Promise<void> {
  await startRouter(
    lan,
    `--dhcp-range=set:far,${FAR.poolFirst},${FAR.poolLast},255.255.255.0,10m`,
    `--dhcp-option=tag:far,option:router,${FAR.relay}`,
  )
  const servers = [LAN.router, LAN.laptop]
  const relay = lan.start('relay', 'dhcrelay', '-4', '-d', '--no-pid', '-id', 'lan1', '-iu', 'lan0', ...servers)
  await relay.until('the DHCP relay', 5000, () => listens(lan, 'relay', 67))
}

function folderOf(lan: Lan, name: string): string {
  const folder = join(lan.folder, name)
  mkdirSync(folder, { recursive: true })
  return folder
}
