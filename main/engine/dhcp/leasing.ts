import type { UdpPeer } from '../net/udp'
import type { Decision, ServerFacts } from './decide'
import { ignore } from './decide'
import type { DhcpRequest } from './request'
import type { Session } from './sessions'

export interface Leasing {
  readonly x?: never
}

export function decideOnLease(
  _request: DhcpRequest,
  _from: UdpPeer,
  _session: Session | undefined,
  _server: ServerFacts,
  _leasing: Leasing,
): Decision {
  return ignore('not yet')
}
