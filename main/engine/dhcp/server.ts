import type { BootFile, BootFileRequest, KnownMachine, MachineFacts } from '../boot/contract'
import type { Observation, Observe } from '../clients/observation'
import type { Clock } from '../clock'
import type { CardBinding, UdpPeer, UdpSocket } from '../net/udp'
import type { NoticeSink } from '../notices'
import type { FileRole, Ipv4, Mac, NoticeDetails } from '../types'
import { messageOf, systemCode } from '../errors'
import type { MachineMemory, Way } from '../machines/memory'
import { MESSAGE, PORT } from './codes'
import { decideOnBootServer, decideOnDhcp, isServed, type Decision, type ServerFacts } from './decide'
import { decideOnLease, type Leasing } from './leasing'
import { decode, encode, type DhcpPacket } from './packet'
import { classify, type DhcpRequest } from './request'
import { Sessions, type Session } from './sessions'
import { Told } from './told'
import { isProbe } from './watch/discover'

export interface DhcpOptions {
  readonly binding: CardBinding
  /** Well-known ones by default; others for demo and tests. `client` is where answers without a known port go. */
  readonly ports?: { readonly dhcp?: number; readonly pxe?: number; readonly client?: number }
  /** What the answers name as the server; the card's address by default. */
  readonly serverAddress?: Ipv4
  readonly bootFile: (request: BootFileRequest) => BootFile
  /** What earlier boots taught; what this one teaches is noted there. */
  readonly memory: MachineMemory
  /** When not empty only these machines are answered. */
  readonly allow: readonly Mac[]
  readonly deny: readonly Mac[]
  readonly observe: Observe
  readonly onNotice: NoticeSink
  /** Every message that comes to port 67 and can be read, also before `serve`: what the guard listens to. */
  readonly onPacket?: (packet: DhcpPacket, from: UdpPeer) => void
  readonly clock: Clock
}

/** Beside the network's own DHCP server, or as the only one. */
export type Serving =
  { readonly mode: 'proxy'; readonly foreignPxe?: boolean } | { readonly mode: 'dhcp'; readonly leasing: Leasing }

export interface DhcpServer {
  readonly ports: { readonly dhcp: number; readonly pxe: number }
  readonly sessions: Sessions
  /** Answers this way from now on. Before the first call it only listens. */
  serve(how: Serving): void
  /**
   * Takes in what the file servers saw, so that the next answer to the same machine is a better one. Give it every
   * observation; those of DHCP itself are passed over.
   */
  hear(observation: Observation): void
  /** Who has this address; undefined for machines that never asked. */
  identify(ip: Ipv4): KnownMachine | undefined
  /** Sends a message from port 67, as the probe does where it cannot have port 68. */
  send(data: Uint8Array, to: UdpPeer): void
  /** Gives a warning to `onNotice`, counted with those of the server itself: once about the same, and never a flood. */
  warn(code: string, text: string, about: string, details?: NoticeDetails): void
  close(): void
}

/**
 * Opens 67 and 4011 on the card.
 * @throws BootdropError `port-taken`, `port-forbidden`, `card-down`, with no port left open
 */
export async function startDhcp(options: DhcpOptions): Promise<DhcpServer> {
  const { binding, ports = {} } = options
  const dhcp = await binding.openUdp({ port: ports.dhcp ?? PORT.server, broadcast: true })
  try {
    const pxe = await binding.openUdp({ port: ports.pxe ?? PORT.bootServer, broadcast: true })
    return new CardDhcpServer(dhcp, pxe, options)
  } catch (error) {
    dhcp.close()
    throw error
  }
}

class CardDhcpServer implements DhcpServer {
  readonly ports: DhcpServer['ports']
  readonly sessions = new Sessions()
  readonly #place: Omit<ServerFacts, 'mode'>
  #serving: Serving | undefined
  /** `#place` with the mode; undefined until `serve`. */
  #facts: ServerFacts | undefined
  readonly #told = new Told()

  constructor(
    private readonly dhcp: UdpSocket,
    private readonly pxe: UdpSocket,
    private readonly options: DhcpOptions,
  ) {
    const { binding, ports, serverAddress, bootFile, memory, allow, deny } = options
    this.ports = { dhcp: dhcp.port, pxe: pxe.port }
    this.#place = {
      address: serverAddress ?? binding.address,
      card: { address: binding.address, netmask: binding.netmask },
      ports: { dhcp: PORT.server, client: ports?.client ?? PORT.client },
      bootFile,
      recall: (machine) => ({ ...memory.wayOf(machine), ...modelOf(memory, machine) }),
      allow: new Set(allow.map(lowerCase)),
      deny: new Set(deny.map(lowerCase)),
    }
    for (const socket of [dhcp, pxe]) {
      socket.onMessage((data, from) => this.#guarded(socket, data, from))
      socket.onError((error) => this.#sendFailed(error))
    }
  }

  serve(how: Serving): void {
    this.#serving = how
    this.#facts = { ...this.#place, mode: how.mode }
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

  identify(ip: Ipv4): KnownMachine | undefined {
    const session = this.sessions.at(ip)
    if (session === undefined) return undefined
    const { mac, uuid, arch, vendorClass, userClasses, chain } = session
    const { model } = this.options.memory.of(session)
    return { mac, uuid, arch, vendorClass, userClasses, model, chain }
  }

  send(data: Uint8Array, to: UdpPeer): void {
    this.dhcp.send(data, to)
  }

  warn(code: string, text: string, about: string, details?: NoticeDetails): void {
    this.#tellOnce('warning', code, text, undefined, about, details)
  }

  close(): void {
    this.dhcp.close()
    this.pxe.close()
  }

  #reached(ip: Ipv4, reached: 'transfer' | 'loader' | 'started'): void {
    const session = this.sessions.at(ip)
    if (session === undefined) return
    this.sessions.progress(session.mac, reached)
    if (reached === 'started') this.#learn(session)
  }

  /** A loader of ours came to life: this is how its machine is to be answered. A ROM that is iPXE itself teaches nothing. */
  #learn(session: Session): void {
    const { chain, round } = session
    const mode = this.#facts?.mode
    if (chain === undefined || mode === undefined) return
    const asksBootServer = round.strategy === 'B'
    const way: Way = mode === 'dhcp' ? { dhcp: asksBootServer ? 'B' : 'C' } : { proxy: asksBootServer ? 'B' : 'A' }
    this.options.memory.learn(session, { ...way, chain })
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
    if (socket === this.dhcp) this.options.onPacket?.(decoded.packet, from)
    const [serving, facts] = [this.#serving, this.#facts]
    if (serving === undefined || facts === undefined) return
    const classified = classify(decoded.packet)
    if ('ignored' in classified) return
    const { request } = classified
    if (isProbe(decoded.packet)) {
      this.#onProbe(request, from, serving, facts)
      return
    }
    const decision =
      socket === this.dhcp ? this.#onDhcp(request, from, serving, facts) : this.#onBootServer(request, from, facts)
    // The answer first: it is what the machine waits for.
    const sent = decision.kind === 'ignore' || this.#send(socket, decision, request)
    if (decision.kind === 'reply' && decision.chain !== undefined) this.sessions.sent(request.mac, decision.chain)
    for (const observation of decision.observations) {
      if (observation.kind === 'lease') this.sessions.addressed(observation.mac, observation.ip)
      if (sent || observation.kind !== 'offer') this.options.observe(observation)
    }
    if (decision.kind === 'ignore' && decision.notice !== undefined) {
      const { code, text, details } = decision.notice
      this.#tellOnce('warning', code, text, request.mac, request.mac, { mac: request.mac, ...details })
    }
    if (request.boot?.malformedMachineId === true && decision.kind === 'reply') this.#noUuid(request.mac)
  }

  /**
   * Another Bootdrop asks who serves here, so that no two of them lease on one wire: it is answered whatever the lists say,
   * and is no machine. Our own question comes back to us as well.
   */
  #onProbe(request: DhcpRequest, from: UdpPeer, serving: Serving, facts: ServerFacts): void {
    const { boot, mac, packet } = request
    if (boot === undefined || from.address === this.options.binding.address) return
    const everyone = { ...facts, allow: new Set<Mac>(), deny: new Set<Mac>() }
    const session = new Sessions().discovered(mac, boot, packet.xid, this.options.clock.now(), { mode: facts.mode })
    const decision =
      serving.mode === 'proxy'
        ? decideOnDhcp(request, from, session, everyone)
        : decideOnLease(request, from, session, everyone, serving.leasing)
    if (decision.kind === 'reply') this.#send(this.dhcp, decision, request)
  }

  #onDhcp(request: DhcpRequest, from: UdpPeer, serving: Serving, facts: ServerFacts): Decision {
    const session = this.#sessionOf(request, serving, facts)
    if (serving.mode === 'proxy') return decideOnDhcp(request, from, session, facts)
    return decideOnLease(request, from, session, facts, serving.leasing)
  }

  /** What is known about the asker, its DISCOVER counted in. */
  #sessionOf(request: DhcpRequest, serving: Serving, facts: ServerFacts): Session | undefined {
    const { mac, boot, messageType, packet } = request
    const asks = boot !== undefined && messageType === MESSAGE.discover && isServed(mac, facts)
    if (!asks) return this.sessions.get(mac)
    const { mode } = facts
    const worked = this.options.memory.wayOf({ mac, ...boot })[mode]
    const foreignPxe = serving.mode === 'proxy' && serving.foreignPxe === true
    const place = { mode, foreignPxe, ...(worked === undefined ? {} : { worked }) }
    const session = this.sessions.discovered(mac, boot, packet.xid, this.options.clock.now(), place)
    if (boot.stage === 'ipxe') this.#learn(session)
    return session
  }

  #onBootServer(request: DhcpRequest, from: UdpPeer, facts: ServerFacts): Decision {
    const { mac } = request
    const decision = decideOnBootServer(request, from, this.sessions.get(mac), facts)
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
    this.#tellOnce('warning', 'dhcp-send-failed', `A DHCP answer could not be sent (${code}).`, undefined, code, {
      system: code,
    })
  }

  #tellOnce(
    level: 'warning' | 'error',
    code: string,
    text: string,
    mac: Mac | undefined,
    about = mac,
    details: NoticeDetails = mac === undefined ? {} : { mac },
  ): void {
    const admitted = this.#told.admit(code, text, about ?? '')
    if (admitted === undefined) return
    // The one that stands for the rest is nobody's own.
    this.options.onNotice(level, code, admitted.text, admitted.isLast ? undefined : mac, details)
  }
}

/** What firmware itself asks for. */
const BEFORE_LOADER: readonly FileRole[] = ['probe', 'loader', 'other']

function modelOf(memory: MachineMemory, machine: MachineFacts): { model?: string } {
  const { model } = memory.of(machine)
  return model === undefined ? {} : { model }
}

function lowerCase(mac: Mac): Mac {
  return mac.toLowerCase().replaceAll('-', ':')
}
