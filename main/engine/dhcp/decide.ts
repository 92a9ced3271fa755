import type { BootFile, BootFileRequest, ChainId, MachineFacts } from '../boot/contract'
import type { Observation } from '../clients/observation'
import type { UdpPeer } from '../net/udp'
import type { Ipv4, Mac, NoticeDetails, ServeMode, Strategy, WhyCode } from '../types'
import { MESSAGE } from './codes'
import type { DhcpPacket } from './packet'
import { bootServerAck, mayAnswer, offer, replyDestination, type Answer, type ReplyPlace } from './reply'
import type { BootClient, DhcpRequest } from './request'
import type { Session } from './sessions'
import { firstStrategy, STRATEGY_WORDS } from './strategy'

/** What the server is, for a decision. */
export interface ServerFacts extends ReplyPlace {
  readonly address: Ipv4
  readonly mode: ServeMode
  readonly bootFile: (request: BootFileRequest) => BootFile
  /** What earlier boots taught about a machine. */
  readonly recall: (machine: MachineFacts) => { readonly chain?: ChainId; readonly model?: string }
  /** When not empty only these machines are answered. */
  readonly allow: ReadonlySet<Mac>
  readonly deny: ReadonlySet<Mac>
}

/** `observations` are told in any case; `ignored` is a reason for the log. */
export type Decision =
  | {
      readonly kind: 'ignore'
      readonly reason: string
      /** What the user should know of it. */
      readonly notice?: { readonly code: string; readonly text: string; readonly details?: NoticeDetails }
      readonly observations: readonly Observation[]
    }
  | {
      readonly kind: 'reply'
      readonly packet: DhcpPacket
      readonly to: UdpPeer
      /** The way that this answer sends the machine; undefined for one that only leases. */
      readonly chain: ChainId | undefined
      readonly observations: readonly Observation[]
    }

/** What a machine is to boot, or why nothing. */
export type BootPart =
  | { readonly kind: 'boot'; readonly answer: Answer; readonly chain: ChainId }
  | { readonly kind: 'none'; readonly why: WhyCode }
  | { readonly kind: 'ignore'; readonly reason: string }

/** Whether a machine is one that we serve. */
export function isServed(mac: Mac, server: Pick<ServerFacts, 'allow' | 'deny'>): boolean {
  return !server.deny.has(mac) && (server.allow.size === 0 || server.allow.has(mac))
}

/**
 * Answers a message that came to port 67 beside another DHCP server. Only the DISCOVER of a machine that wants to boot gets
 * one: its REQUEST belongs to the server that leases the address, and we only note what passes by.
 * @param session after the DISCOVER was noted; for other messages what is known about this MAC
 */
export function decideOnDhcp(
  request: DhcpRequest,
  from: UdpPeer,
  session: Session | undefined,
  server: ServerFacts,
): Decision {
  if (!isServed(request.mac, server)) return ignore(`${request.mac} is not to be served`)
  if (request.messageType === MESSAGE.request) return noteLease(request, session)
  if (request.messageType !== MESSAGE.discover) return ignore(`message type ${request.messageType} is not for us`)
  const client = request.boot
  if (client === undefined || session === undefined)
    return ignore('DISCOVER of a machine that does not boot by network')
  const to = replyDestination(request.packet, from, server)
  if (to === undefined) return ignore(`no relay at ${from.address} can have the address ${request.packet.giaddr}`)
  const seen = discoverObservation(request, client)
  const part = bootPart(request, client, session, server)
  if (part.kind !== 'boot') return refuse(request.mac, client, part, [seen])
  const { answer, chain } = part
  return {
    kind: 'reply',
    packet: offer(answer, to),
    to,
    chain,
    observations: [seen, offerObservation(answer, false)],
  }
}

/**
 * Answers a message that came to port 4011: a REQUEST or INFORM of a machine that looks for its boot server. The answer goes
 * to where the datagram came from: EDK2 asks from port 4011, BIOS ROMs from 68.
 * @param session what is known about this MAC; a machine may well come without a DISCOVER that we heard
 */
export function decideOnBootServer(
  request: DhcpRequest,
  from: UdpPeer,
  session: Session | undefined,
  server: ServerFacts,
): Decision {
  if (!isServed(request.mac, server)) return ignore(`${request.mac} is not to be served`)
  if (request.messageType !== MESSAGE.request && request.messageType !== MESSAGE.inform) {
    return ignore(`message type ${request.messageType} is not for a boot server`)
  }
  const client = request.boot
  if (client === undefined) return ignore('boot server asked by a machine that does not boot by network')
  if (!mayAnswer(from, server)) return ignore(`no machine asks a boot server from ${from.address} port ${from.port}`)
  const part = bootPart(request, client, session, server)
  if (part.kind !== 'boot') return refuse(request.mac, client, part, [])
  const { answer, chain } = part
  return {
    kind: 'reply',
    packet: bootServerAck(answer),
    to: from,
    chain,
    observations: [offerObservation(answer, true)],
  }
}

/** What this machine is to boot now. The same for its DISCOVER, its REQUEST and its question on 4011 of one try. */
export function bootPart(
  request: DhcpRequest,
  client: BootClient,
  session: Session | undefined,
  server: ServerFacts,
): BootPart {
  const { mac } = request
  const { stage, ipxeHasHttp } = client
  const { arch, vendorClass, userClasses, uuid } = session ?? client
  const facts: MachineFacts = { mac, uuid, arch, vendorClass, userClasses, model: undefined }
  const known = server.recall(facts)
  const found = server.bootFile({
    machine: { ...facts, model: known.model },
    stage,
    mode: server.mode,
    attempt: session?.round.attempt ?? 0,
    ...(known.chain === undefined ? {} : { worked: known.chain }),
    ...(ipxeHasHttp === undefined ? {} : { ipxeHasHttp }),
  })
  if (found.kind !== 'file') return found
  const strategy = strategyFor(client, session, server.mode)
  return {
    kind: 'boot',
    answer: { request, client, server: server.address, file: found.file, strategy },
    chain: found.chain,
  }
}

function noteLease(request: DhcpRequest, session: Session | undefined): Decision {
  const { mac, ip, serverId } = request
  if (session === undefined) return ignore('REQUEST of a machine that does not boot by network')
  // 0.0.0.0: the client took our OFFER, which has no address, for that of a DHCP server.
  if (ip === undefined || ip === '0.0.0.0') return ignore('REQUEST without an address')
  return ignore('REQUEST belongs to the server that leases', [{ kind: 'lease', mac, ip, server: serverId }])
}

/** iPXE takes an OFFER only when it is complete, and then needs no boot server (src/net/udp/dhcp.c). */
function strategyFor(client: BootClient, session: Session | undefined, mode: ServeMode): Strategy {
  if (client.stage === 'ipxe') return mode === 'dhcp' ? 'C' : 'A'
  return session?.round.strategy ?? firstStrategy(client, mode)
}

function refuse(
  mac: Mac,
  { arch }: Pick<BootClient, 'arch'>,
  part: Exclude<BootPart, { kind: 'boot' }>,
  before: readonly Observation[],
): Extract<Decision, { kind: 'ignore' }> {
  if (part.kind === 'ignore')
    return ignore(part.reason, before.length === 0 ? [] : [...before, { kind: 'ignored', mac }])
  return ignore(`no boot file for ${arch}: ${part.why}`, [...before, refusedObservation(mac, { arch }, part.why)])
}

export function refusedObservation(mac: Mac, { arch }: Pick<BootClient, 'arch'>, why: WhyCode): Observation {
  return { kind: 'refused', mac, arch, why }
}

export function ignore(
  reason: string,
  observations: readonly Observation[] = [],
): Extract<Decision, { kind: 'ignore' }> {
  return { kind: 'ignore', reason, observations }
}

export function discoverObservation({ mac, hostname }: DhcpRequest, client: BootClient): Observation {
  const { uuid, arch, stage, vendorClass, archNumbers } = client
  const number = archNumbers.length === 0 ? 'without an architecture' : `architecture ${archNumbers.join(', ')}`
  const detail = `DISCOVER ${stage === 'ipxe' ? 'iPXE' : client.vendor}, ${number}`
  return { kind: 'discover', mac, uuid, arch, stage, vendorClass, hostname, detail }
}

export function offerObservation({ request, strategy, file }: Answer, bootServer: boolean): Observation {
  const detail = bootServer ? `ACK ${file} on the boot server port` : `OFFER ${file}, ${STRATEGY_WORDS[strategy]}`
  return { kind: 'offer', mac: request.mac, strategy, bootServer, file, detail }
}
