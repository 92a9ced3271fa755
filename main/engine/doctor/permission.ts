import type { Check } from '../types'
import { line } from './line'
import type { System } from './system'

/** CAP_NET_BIND_SERVICE, capabilities(7). */
const BIND_SERVICE = 10n
/** DHCP's: whoever may open this one may open TFTP's too. */
const LOWEST_PORT = 67
const FIRST_FREE_PORT = 1024

export interface PermissionOptions {
  /** The host asks through pkexec at Start, where there is one: the window does, the command line runs as it was started. */
  readonly asksAtStart: boolean
  /** Of the ports that will be opened. Tests and demonstrations move them to where nobody needs a right. */
  readonly lowestPort: number
  /** It was asked for ahead of the start, and given. */
  readonly held: boolean
}

/** Whether the ports of DHCP and TFTP may be opened, and if not, how they can be. */
export async function checkPermission(system: System, options: PermissionOptions): Promise<Check> {
  const { platform } = system
  if (platform === 'win32') {
    const text = 'Windows lets every program open these ports; whether packets reach it is for the firewall to say.'
    return line('permission', 'ok', 'not-needed', text, { facts: { platform } })
  }
  if (platform === 'darwin') {
    const text = 'macOS lets every program open these ports (since version 10.14).'
    return line('permission', 'ok', 'not-needed', text, { facts: { platform } })
  }
  if (options.lowestPort >= FIRST_FREE_PORT) {
    return line('permission', 'ok', 'not-needed', 'The chosen ports are open to every program.', {
      facts: { platform },
    })
  }
  return linuxPermission(system, options)
}

async function linuxPermission(system: System, { asksAtStart, lowestPort, held }: PermissionOptions): Promise<Check> {
  if (held) {
    const text = 'The permission for these ports was given ahead: Start needs no password.'
    return line('permission', 'ok', 'held', text)
  }
  const status = (await system.readFile('/proc/self/status')) ?? ''
  if (mayBindLowPorts(status, system.euid)) {
    return system.euid === 0
      ? line('permission', 'ok', 'root', 'Bootdrop runs as root and may open every port.')
      : line('permission', 'ok', 'capability', 'This program has the right to open low ports (CAP_NET_BIND_SERVICE).')
  }
  const start = Number.parseInt((await system.readFile('/proc/sys/net/ipv4/ip_unprivileged_port_start')) ?? '', 10)
  if (start <= lowestPort) {
    const text = `This computer lets every program open ports from ${start} on.`
    return line('permission', 'ok', 'low-ports-free', text, { facts: { start } })
  }
  const command = `sudo sysctl -w net.ipv4.ip_unprivileged_port_start=${Math.min(lowestPort, LOWEST_PORT)}`
  const or = 'Allow low ports until the next restart with the command'
  if (await system.exists('/.flatpak-info')) {
    const text = `Linux keeps ports below 1024 for root, and from within Flatpak Bootdrop cannot ask for them. ${or}.`
    return line('permission', 'failed', 'flatpak', text, { command })
  }
  if (system.env['SNAP'] !== undefined) {
    const text = `Linux keeps ports below 1024 for root, and from within a Snap Bootdrop cannot ask for them. ${or}.`
    return line('permission', 'failed', 'snap', text, { command })
  }
  if (!asksAtStart) {
    const text = `Linux keeps ports below 1024 for root. Run bootdrop with sudo. Or: ${or.charAt(0).toLowerCase()}${or.slice(1)}.`
    return line('permission', 'failed', 'barred', text, { command })
  }
  if ((await system.which('pkexec')) === undefined) {
    const text = `Linux keeps ports below 1024 for root, and pkexec, which would ask you for the password, is not installed. ${or}.`
    return line('permission', 'failed', 'no-polkit', text, { command })
  }
  const text = 'Linux keeps ports below 1024 for root: Bootdrop asks for your password at Start, for these ports alone.'
  return line('permission', 'ok', 'asks', text, { fix: 'ask-permission' })
}

/** Whether anybody can be asked to do what only an administrator may: pkexec, and that out of no cage. */
export async function canAsk(system: System): Promise<boolean> {
  if (system.platform !== 'linux' || system.env['SNAP'] !== undefined || (await system.exists('/.flatpak-info')))
    return false
  return system.euid === 0 || (await system.which('pkexec')) !== undefined
}

/** By the text of /proc/self/status, where even root may have been given less; without it by who we are. */
export function mayBindLowPorts(status: string, euid: number | undefined): boolean {
  const effective = /^CapEff:\s*([0-9a-f]+)$/im.exec(status)?.[1]
  if (effective === undefined) return euid === 0
  return ((BigInt(`0x${effective}`) >> BIND_SERVICE) & 1n) === 1n
}
