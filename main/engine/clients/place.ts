import type { Client, OtherServer, WhyCode } from '../types'

/** What the wire has to do with a silence. */
export interface StallPlace {
  /** The other servers that were heard; undefined while nobody listens. */
  readonly servers: readonly OtherServer[] | undefined
  /** We lease the addresses. */
  readonly leases: boolean
}

/** Silences that mean that it went elsewhere, where there is somewhere to go. */
const FOLLOWED: ReadonlySet<WhyCode> = new Set([
  'no-request-after-offer',
  'offers-ignored',
  'no-dhcp-server',
  'no-loader-request',
  'boot-server-not-asked',
  'no-script-request',
])
/** Of those, the ones before it has an address. */
const WITHOUT_ADDRESS: ReadonlySet<WhyCode> = new Set(['no-request-after-offer', 'offers-ignored'])

/** Whether other servers should be listened for again: the machine may have followed one that was not heard yet. */
export function mayHaveFollowed(why: WhyCode): boolean {
  return FOLLOWED.has(why)
}

/** The same silence, named by who else serves on the wire. */
export function inPlace(
  why: WhyCode,
  { arch, evidence }: Pick<Client, 'arch' | 'evidence'>,
  place: StallPlace,
): WhyCode {
  if (!FOLLOWED.has(why) || place.servers === undefined) return why
  const claiming = place.servers.filter(({ claimsPxe }) => claimsPxe)
  if (claiming.some(({ kind }) => kind === 'pxe')) return 'other-server'
  if (claiming.length > 0) return arch.startsWith('uefi-') ? 'foreign-option-60' : 'other-server'
  const isAlone = !place.leases && place.servers.every(({ kind }) => kind !== 'dhcp')
  if (why === 'no-dhcp-server') return isAlone ? why : 'no-request-after-offer'
  return isAlone && WITHOUT_ADDRESS.has(why) && evidence?.leasedBy === undefined ? 'no-dhcp-server' : why
}
