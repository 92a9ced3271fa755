import { BootdropError, systemCode } from '../errors'
import { portOwner } from './owners'

/** DHCP's: whoever opens one low port will need this one too. */
const LOWEST_PORT = 67

/** The title that our own processes give themselves. */
const OWN_NAME = 'bootdrop'

export interface BindAttempt {
  readonly protocol: 'udp' | 'tcp'
  readonly port: number
  readonly card: string
  /** Who has the port, where somebody knows that may see more than we do (low-ports.ts). */
  readonly owner?: string
}

/** What a failed bind means for the user. Errors that are none of these come back as they are. */
export async function bindError(error: unknown, attempt: BindAttempt): Promise<unknown> {
  const { protocol, port, card } = attempt
  const name = `${protocol.toUpperCase()} port ${port}`
  switch (systemCode(error)) {
    case 'EADDRINUSE':
      return portTaken(name, attempt, error)
    case 'EACCES':
    case 'EPERM':
      return new BootdropError('port-forbidden', forbiddenText(name, port), { port, protocol, nic: card }, error)
    case 'ENODEV':
    case 'ENXIO':
    case 'ENETDOWN':
    case 'EADDRNOTAVAIL': {
      const text = `The card ${card} is gone, is down, or lost its address: check the cable and the network settings, then start again.`
      return new BootdropError('card-down', text, { nic: card }, error)
    }
    default:
      return error
  }
}

async function portTaken(name: string, attempt: BindAttempt, cause: unknown): Promise<BootdropError> {
  const { protocol, port, card } = attempt
  const owner = attempt.owner ?? (await portOwner(protocol, port).catch(() => undefined))
  const details = { port, protocol, nic: card }
  if (owner === undefined) {
    const text = `${name} is used by another program. ${howToFindOwner(protocol, port)}, stop it, then start again.`
    return new BootdropError('port-taken', text, details, cause)
  }
  const text = owner.startsWith(OWN_NAME)
    ? `${name} is used by another Bootdrop, ${owner}: stop that one first, or use its window.`
    : `${name} is used by ${owner}. Stop that program, or tie it to another network card, then start again.`
  return new BootdropError('port-taken', text, { ...details, owner }, cause)
}

function howToFindOwner(protocol: 'udp' | 'tcp', port: number): string {
  const flag = protocol === 'udp' ? 'u' : 't'
  if (process.platform === 'linux') return `Find it with: sudo ss -l${flag}np 'sport = :${port}'`
  if (process.platform === 'darwin') return `Find it with: sudo lsof -nP -i${protocol.toUpperCase()}:${port}`
  return `Find it with: netstat -ano -p ${protocol} | findstr :${port}`
}

function forbiddenText(name: string, port: number): string {
  if (process.platform !== 'linux') {
    return `The system does not let Bootdrop open ${name}: another program may have reserved it, or administrator rights are needed.`
  }
  return (
    `Linux keeps ${name} for root. Either run Bootdrop with sudo, or allow low ports until the next restart: ` +
    `sudo sysctl -w net.ipv4.ip_unprivileged_port_start=${Math.min(port, LOWEST_PORT)}`
  )
}
