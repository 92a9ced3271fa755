import type { BootFile, BootFileRequest } from '../boot/contract'
import type { Observation } from '../clients/observation'
import type { UdpPeer } from '../net/udp'
import type { Ipv4, Mac, Strategy } from '../types'
import { MESSAGE } from './codes'
import type { DhcpPacket } from './packet'
import { bootServerAck, mayAnswer, offer, replyDestination, type Answer, type ReplyPlace } from './reply'
import type { BootClient, DhcpRequest } from './request'
import type { Session } from './sessions'
import { firstStrategy, type Round } from './strategy'

/** What the server is, for a decision. */
export interface ServerFacts extends ReplyPlace {
  readonly address: Ipv4
  readonly bootFile: (request: BootFileRequest) => BootFile
  /** When not empty only these machines are answered. */
  readonly allow: ReadonlySet<Mac>
  readonly deny: ReadonlySet<Mac>
}

/** `observations` are told in any case; `ignored` is a reason for the log. */
export type Decision =
  | { readonly kind: 'ignore'; readonly reason: string; readonly observations: readonly Observation[] }
  | {
      readonly kind: 'reply'
      readonly packet: DhcpPacket
      readonly to: UdpPeer
      readonly observations: readonly Observation[]
    }

/** Whether a machine is one that we serve. */
export function isServed(mac: Mac, server: Pick<ServerFacts, 'allow' | 'deny'>): boolean {
  return !server.deny.has(mac) && (server.allow.size === 0 || server.allow.has(mac))
}

/**
 * Answers a message that came to port 67. Only the DISCOVER of a machine that wants to boot gets one: its REQUEST belongs to
 * the server that leases the address, and we only note what passes by.
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
  const found = server.bootFile(bootFileRequest(client, session.round))
  if (found.kind === 'none') return refuse(request.mac, client, found.why, [seen])
  const strategy = strategyFor(client, session.round)
  const answer = { request, client, server: server.address, file: found.file, strategy }
  return {
    kind: 'reply',
    packet: offer(answer, to),
    to,
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
  const round = session?.round
  const found = server.bootFile(bootFileRequest(client, round))
  if (found.kind === 'none') return refuse(request.mac, client, found.why, [])
  const strategy = strategyFor(client, round)
  const answer = { request, client, server: server.address, file: found.file, strategy }
  return {
    kind: 'reply',
    packet: bootServerAck(answer),
    to: from,
    observations: [offerObservation(answer, true)],
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
function strategyFor(client: BootClient, round: Round | undefined): Strategy {
  return client.stage === 'ipxe' ? 'A' : (round?.strategy ?? firstStrategy(client))
}

function bootFileRequest(client: BootClient, round: Round | undefined): BootFileRequest {
  const { arch, stage, ipxeHasHttp } = client
  const attempt = round?.attempt ?? 0
  return { arch, stage, attempt, ...(ipxeHasHttp === undefined ? {} : { ipxeHasHttp }) }
}

function refuse(
  mac: Mac,
  { arch }: BootClient,
  why: Extract<BootFile, { kind: 'none' }>['why'],
  before: readonly Observation[],
): Decision {
  return ignore(`no boot file for ${arch}: ${why}`, [...before, { kind: 'refused', mac, arch, why }])
}

function ignore(reason: string, observations: readonly Observation[] = []): Decision {
  return { kind: 'ignore', reason, observations }
}

function discoverObservation({ mac, hostname }: DhcpRequest, client: BootClient): Observation {
  const { uuid, arch, stage, vendorClass, archNumbers } = client
  const number = archNumbers.length === 0 ? 'without an architecture' : `architecture ${archNumbers.join(', ')}`
  const detail = `DISCOVER ${stage === 'ipxe' ? 'iPXE' : client.vendor}, ${number}`
  return { kind: 'discover', mac, uuid, arch, stage, vendorClass, hostname, detail }
}

function offerObservation({ request, strategy, file }: Answer, bootServer: boolean): Observation {
  const detail = bootServer ? `ACK ${file} on the boot server port` : `OFFER ${file}, strategy ${strategy}`
  return { kind: 'offer', mac: request.mac, strategy, bootServer, file, detail }
}
