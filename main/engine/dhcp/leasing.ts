import type { UdpPeer } from '../net/udp'
import type { Observation } from '../clients/observation'
import { MESSAGE } from './codes'
import type { Ipv4 } from '../types'
import {
  bootPart,
  discoverObservation,
  ignore,
  isServed,
  offerObservation,
  refusedObservation,
  type BootPart,
  type Decision,
  type ServerFacts,
} from './decide'
import { decideLease, type LeaseAnswer, type LeaseServer } from './lease/decide'
import { leasePacket } from './lease/reply'
import type { BootClient, DhcpRequest } from './request'
import type { Session } from './sessions'

/** What the bench's DHCP server has besides what every answer needs. */
export interface Leasing extends Pick<LeaseServer, 'leases' | 'own'> {
  /** An address was offered: it is looked at once more before the machine takes it. */
  readonly offered: (address: Ipv4) => void
}

/**
 * Answers a message that came to port 67 where we are the only DHCP server: an address for everyone, and for a machine that
 * wants to boot all that it needs for that in the same message (strategy C), or on 4011 afterwards (strategy B).
 * @param session after the DISCOVER was noted; for other messages what is known about this MAC
 */
export function decideOnLease(
  request: DhcpRequest,
  from: UdpPeer,
  session: Session | undefined,
  facts: ServerFacts,
  leasing: Leasing,
): Decision {
  const boot = request.boot ?? piOf(session)
  const part = boot && bootPart(request, boot, session, facts)
  // A rule that says `ignore` means the whole machine, before an address is held for it.
  if (part?.kind === 'ignore') {
    const asks = boot !== undefined && request.messageType === MESSAGE.discover
    const seen: Observation[] = asks ? [discoverObservation(request, boot), { kind: 'ignored', mac: request.mac }] : []
    return ignore(part.reason, seen)
  }
  const server: LeaseServer = { ...facts, ...leasing, serves: (mac) => isServed(mac, facts) }
  const decision = decideLease(request, from, server)
  switch (decision.kind) {
    case 'silent':
    case 'other-server':
      return ignore(decision.reason)
    case 'full': {
      const text = `Every address of this network is leased: ${request.mac} gets none. Leases end ten minutes after a machine is switched off.`
      return { ...ignore('every address is taken'), notice: { code: 'pool-full', text } }
    }
    case 'declined': {
      const text = `${request.mac} found another machine at ${decision.address}, which is left alone from now on. Does a machine on this cable have a fixed address?`
      return { ...ignore('the address is in use'), notice: { code: 'address-in-use', text } }
    }
    case 'released':
      return ignore(`${request.mac} gave ${decision.address} back`)
    default: {
      const answer = part?.kind === 'boot' ? part.answer : undefined
      const reply = leasePacket(decision, request, from, server, answer)
      if ('reason' in reply) return ignore(reply.reason)
      if (decision.kind === 'lease' && decision.type === 'offer') leasing.offered(decision.yiaddr)
      const chain = part?.kind === 'boot' ? part.chain : undefined
      return { kind: 'reply', ...reply, chain, observations: observationsOf(request, boot, decision, part, server) }
    }
  }
}

/** A Raspberry Pi's boot ROM leaves option 60 out of its REQUEST (FIELD.md 3.4); its DISCOVER had it. */
function piOf(session: Session | undefined): BootClient | undefined {
  if (session?.arch !== 'rpi') return undefined
  const { arch, vendorClass, userClasses, uuid } = session
  const told = { arch, vendorClass, userClasses, uuid, archNumbers: [0], ipxeHasHttp: undefined, bootItem: undefined }
  return { ...told, vendor: 'PXEClient', stage: 'firmware', machineId: undefined, malformedMachineId: false }
}

function observationsOf(
  request: DhcpRequest,
  boot: BootClient | undefined,
  decision: LeaseAnswer,
  part: Exclude<BootPart, { kind: 'ignore' }> | undefined,
  server: LeaseServer,
): Observation[] {
  const { mac } = request
  if (decision.kind === 'nak' || decision.kind === 'inform') return []
  if (decision.type === 'ack') return [{ kind: 'lease', mac, ip: decision.yiaddr, server: server.address }]
  if (boot === undefined || part === undefined) return []
  const seen = discoverObservation(request, boot)
  return part.kind === 'boot'
    ? [seen, offerObservation(part.answer, false)]
    : [seen, refusedObservation(mac, boot, part.why)]
}
