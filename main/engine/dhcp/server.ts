import type { BootFile, BootFileRequest } from '../boot/contract'
import type { Observation, Observe } from '../clients/observation'
import type { Clock } from '../clock'
import type { CardBinding, UdpPeer, UdpSocket } from '../net/udp'
import type { NoticeSink } from '../notices'
import type { FileRole, Ipv4, Mac } from '../types'
import { messageOf, systemCode } from '../errors'
import { MESSAGE, PORT } from './codes'
import { decideOnBootServer, decideOnDhcp, isServed, type Decision, type ServerFacts } from './decide'
import { decode, encode } from './packet'
import { classify, type DhcpRequest } from './request'
import { Sessions } from './sessions'

export interface ProxyDhcpOptions {
  readonly binding: CardBinding
  /** Well-known ones by default; others for demo and tests. `client` is where answers without a known port go. */
  readonly ports?: { readonly dhcp?: number; readonly pxe?: number; readonly client?: number }
  /** What the answers name as the server; the card's address by default. */
  readonly serverAddress?: Ipv4
  readonly bootFile: (request: BootFileRequest) => BootFile
  /** When not empty only these machines are answered. */
  readonly allow: readonly Mac[]
  readonly deny: readonly Mac[]
  readonly observe: Observe
  readonly onNotice: NoticeSink
  readonly clock: Clock
}

export interface ProxyDhcp {
  readonly ports: { readonly dhcp: number; readonly pxe: number }
  readonly sessions: Sessions
  /**
   * Takes in what the file servers saw, so that the next answer to the same machine is a better one. Give it every
   * observation; those of DHCP itself are passed over.
   */
  hear(observation: Observation): void
  close(): void
}

/**
 * Serves proxyDHCP on the card: 67 beside the network's own DHCP server, and 4011. Never leases an address.
 * @throws BootdropError `port-taken`, `port-forbidden`, `card-down`, with no port left open
 */
export async function startProxyDhcp(options: ProxyDhcpOptions): Promise<ProxyDhcp> {
  const { binding, ports = {} } = options
  const dhcp = await binding.openUdp({ port: ports.dhcp ?? PORT.server, broadcast: true })
  try {
    const pxe = await binding.openUdp({ port: ports.pxe ?? PORT.bootServer, broadcast: true })
    return new ProxyDhcpServer(dhcp, pxe, options)
  } catch (error) {
    dhcp.close()
    throw error
  }
}

class ProxyDhcpServer implements ProxyDhcp {
  readonly ports: ProxyDhcp['ports']
  readonly sessions = new Sessions()
  readonly #facts: ServerFacts
  /** By code: what it was told about. */
  readonly #told = new Map<string, Set<string>>()

  constructor(
    private readonly dhcp: UdpSocket,
    private readonly pxe: UdpSocket,
    private readonly options: ProxyDhcpOptions,
  ) {
    const { binding, ports, serverAddress, bootFile, allow, deny } = options
    this.ports = { dhcp: dhcp.port, pxe: pxe.port }
    this.#facts = {
      address: serverAddress ?? binding.address,
      card: { address: binding.address, netmask: binding.netmask },
      ports: { dhcp: PORT.server, client: ports?.client ?? PORT.client },
      bootFile,
      allow: new Set(allow.map(lowerCase)),
      deny: new Set(deny.map(lowerCase)),
    }
    for (const socket of [dhcp, pxe]) {
      socket.onMessage((data, from) => this.#guarded(socket, data, from))
      socket.onError((error) => this.#sendFailed(error))
    }
  }

  hear(observation: Observation): void {
    switch (observation.kind) {
      case 'transfer-start':
        // A script or anything after it is asked for by a loader that runs already.
        this.#reached(observation.ip, BEFORE_LOADER.includes(observation.role) ? 'transfer' : 'started')
        return
      case 'transfer-end':
        if (observation.outcome === 'complete') this.#reached(observation.ip, 'loader')
        return
      case 'script':
        this.#reached(observation.ip, 'started')
        return
      default:
    }
  }

  close(): void {
    this.dhcp.close()
    this.pxe.close()
  }

  #reached(ip: Ipv4, reached: 'transfer' | 'loader' | 'started'): void {
    const session = this.sessions.at(ip)
    if (session !== undefined) this.sessions.progress(session.mac, reached)
  }

  /** Whatever one message brings about, the next one is served. */
  #guarded(socket: UdpSocket, data: Uint8Array, from: UdpPeer): void {
    try {
      this.#receive(socket, data, from)
    } catch (error) {
      const text = `A DHCP message from ${from.address} could not be answered: ${messageOf(error)}.`
      this.#tellOnce('error', 'dhcp-internal', text, undefined, messageOf(error))
    }
  }

  #receive(socket: UdpSocket, data: Uint8Array, from: UdpPeer): void {
    const decoded = decode(data)
    if ('reason' in decoded) return
    const classified = classify(decoded.packet)
    if ('ignored' in classified) return
    const { request } = classified
    const decision = socket === this.dhcp ? this.#onDhcp(request, from) : this.#onBootServer(request, from)
    // The answer first: it is what the machine waits for.
    const sent = decision.kind === 'ignore' || this.#send(socket, decision, request)
    for (const observation of decision.observations) {
      if (observation.kind === 'lease') this.sessions.addressed(observation.mac, observation.ip)
      if (sent || observation.kind !== 'offer') this.options.observe(observation)
    }
    if (request.boot?.malformedMachineId === true && decision.kind === 'reply') this.#noUuid(request.mac)
  }

  #onDhcp(request: DhcpRequest, from: UdpPeer): Decision {
    const { mac, boot, messageType, packet } = request
    const asks = boot !== undefined && messageType === MESSAGE.discover && isServed(mac, this.#facts)
    const session = asks
      ? this.sessions.discovered(mac, boot, packet.xid, this.options.clock.now())
      : this.sessions.get(mac)
    return decideOnDhcp(request, from, session, this.#facts)
  }

  #onBootServer(request: DhcpRequest, from: UdpPeer): Decision {
    const { mac } = request
    const decision = decideOnBootServer(request, from, this.sessions.get(mac), this.#facts)
    // Its DHCP REQUEST may have passed by unseen, through a relay: here is the address again.
    if (decision.kind === 'reply') this.sessions.addressed(mac, from.address)
    return decision
  }

  #send(socket: UdpSocket, decision: Extract<Decision, { kind: 'reply' }>, { mac, maxBytes }: DhcpRequest): boolean {
    const encoded = encode(decision.packet, maxBytes)
    if ('reason' in encoded) {
      this.#tellOnce('error', 'dhcp-answer-too-long', `The answer to ${mac} does not fit: ${encoded.reason}.`, mac)
      return false
    }
    socket.send(encoded.bytes, decision.to)
    return true
  }

  #noUuid(mac: Mac): void {
    const text = `${mac} sent a machine UUID (option 97) that is none; it is answered without.`
    this.#tellOnce('warning', 'uuid-malformed', text, mac)
  }

  #sendFailed(error: Error): void {
    const code = systemCode(error) ?? messageOf(error)
    this.#tellOnce('warning', 'dhcp-send-failed', `A DHCP answer could not be sent (${code}).`, undefined, code)
  }

  /**
   * A flood of bad packets must not become a flood of notices. Each code has its own count, so that a flood of one kind
   * does not silence the others.
   */
  #tellOnce(level: 'warning' | 'error', code: string, text: string, mac: Mac | undefined, about = mac): void {
    const told = this.#told.get(code) ?? new Set()
    if (told.has(about ?? '') || told.size >= MAX_TOLD) return
    this.#told.set(code, told.add(about ?? ''))
    this.options.onNotice(level, code, text, mac)
  }
}

/** Of one code. */
const MAX_TOLD = 256

/** What firmware itself asks for. */
const BEFORE_LOADER: readonly FileRole[] = ['probe', 'loader', 'other']

function lowerCase(mac: Mac): Mac {
  return mac.toLowerCase().replaceAll('-', ':')
}
