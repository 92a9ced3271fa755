import type { Evidence } from '../types'

/** What is known of a boot that has just begun. */
export const NOTHING: Evidence = {
  asked: 0,
  answered: 0,
  firstAskedAt: undefined,
  lastAskedAt: undefined,
  leasedBy: undefined,
  bootServerAsked: 0,
  probes: 0,
  loaderBreaks: 0,
  ipxeAsked: 0,
  firstIpxeAt: undefined,
  ipxeLeased: false,
  ipxeAfterMs: undefined,
  missing: undefined,
  memory: undefined,
  loadersInVain: 0,
  rounds: 0,
}
