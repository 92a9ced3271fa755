/** Who is bound to a port, as the system's own tables tell everybody: for where we may not try it ourselves. */

/** One bound socket. */
export interface BoundSocket {
  /** `0.0.0.0` for every address of the computer. */
  readonly address: string
  /** The card that it is held to by SO_BINDTODEVICE; undefined for every card. /proc does not tell: undefined there too. */
  readonly device: string | undefined
  readonly port: number
}

/** The output of `ss -Hlun` or `ss -Hltn`: state, two queues, `0.0.0.0%virbr0:67` or `[::]:69`, peer. Of IPv6 what also takes IPv4. */
export function fromSs(output: string): BoundSocket[] {
  const found: BoundSocket[] = []
  for (const text of output.split('\n')) {
    const local = text.trim().split(/\s+/)[3]
    const parts = local === undefined ? undefined : /^(.*?)(?:%([^:%\]]+))?:(\d+)$/.exec(local)
    if (!parts) continue
    const [, host = '', device, port] = parts
    const address = host === '*' || host === '[::]' ? '0.0.0.0' : host
    if (!address.startsWith('[')) found.push({ address, device, port: Number(port) })
  }
  return found
}

/** TCP_LISTEN of the kernel's tcp_states.h. */
const LISTENING = '0A'

/** The text of /proc/net/udp or /proc/net/tcp: the address is a little-endian hex word. */
export function fromProc(table: string, protocol: 'udp' | 'tcp'): BoundSocket[] {
  const found: BoundSocket[] = []
  for (const text of table.split('\n').slice(1)) {
    const [, local = '', , state] = text.trim().split(/\s+/)
    const parts = /^([0-9A-F]{8}):([0-9A-F]{4})$/i.exec(local)
    if (!parts || (protocol === 'tcp' && state !== LISTENING)) continue
    const address = [...Buffer.from(parts[1] ?? '', 'hex')].reverse().join('.')
    found.push({ address, device: undefined, port: Number.parseInt(parts[2] ?? '', 16) })
  }
  return found
}

/** Whether a socket bars our own at the same port: the rules of bind(2) for sockets without SO_REUSEADDR. */
export function bars(other: BoundSocket, ours: BoundSocket): boolean {
  const anyAddress = [other.address, ours.address].includes('0.0.0.0')
  const sameCard = other.device === undefined || ours.device === undefined || other.device === ours.device
  return other.port === ours.port && sameCard && (anyAddress || other.address === ours.address)
}
