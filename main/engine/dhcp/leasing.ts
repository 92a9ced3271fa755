import type { UdpPeer } from '../net/udp'
import type { Observation } from '../clients/observation'
import { MESSAGE } from './codes'
import type { Ipv4, Mac, NoticeDetails } from '../types'
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
import { declinedText } from './lease/conflicts'
import { decideLease, type LeaseAnswer, type LeaseServer } from './lease/decide'
import { leasePacket } from './lease/reply'
import type { BootClient, DhcpRequest } from './request'
import type { Session } from './sessions'

/** What the bench's DHCP server has besides what every answer needs. */
export interface Leasing extends Pick<LeaseServer, 'leases' | 'own' | 'declined' | 'onNeverOffered'> {
  /** An address was offered: it is looked at once more before the machine takes it. */
  readonly offered: (address: Ipv4) => void
  /** Who answers at addresses of the pool, as far as was seen. */
  readonly answering: () => ReadonlyMap<Ipv4, Mac>
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
    case 'never-offered':
      return ignore(`${request.mac} takes ${decision.address} from us, which it was never offered`)
    case 'doubted':
      return ignore(`${decision.address} is looked at: ${request.mac} found it in use`)
    case 'full': {
      return { ...ignore('every address is taken'), notice: { code: 'pool-full', ...fullWords(request.mac, leasing) } }
    }
    case 'declined': {
      const text = declinedText(request.mac, decision.address)
      return {
        ...ignore('the address is in use'),
        notice: { code: 'address-in-use', text, details: { address: decision.address } },
      }
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

/** A machine or two with many addresses; from there on it is a device that answers for others. */
const MANY = 3

/** Why there is no address left: the leases, or one device that answers ARP for every address (proxy ARP). */
function fullWords(
  mac: Mac,
  { leases, answering }: Leasing,
): { readonly text: string; readonly details: NoticeDetails } {
  const counts = new Map<Mac, number>()
  for (const by of answering().values()) counts.set(by, (counts.get(by) ?? 0) + 1)
  const [by, count = 0] = [...counts].sort(([, one], [, two]) => two - one)[0] ?? []
  if (by === undefined || count < MANY || count <= leases.bound().length) {
    const text = `Every address of this network is leased: ${mac} gets none. Leases end ten minutes after a machine is switched off.`
    return { text, details: {} }
  }
  const text =
    `Another device (${by}) answers at ${count} addresses of this network, so ${mac} gets none. Unplug that device, or ` +
    'switch off its proxy ARP; the addresses are free half a minute later.'
  return { text, details: { reason: 'proxy-arp', by, count } }
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
