import type { Ipv4, NoticeDetails, NoticeLevel, OtherServer, ServeMode } from '../../types'
import type { Sighting } from './sighting'

/** What the user is told of another server. Plain words: what is so, what comes of it, what to do. */
export interface ServerNotice {
  readonly level: NoticeLevel
  readonly code: 'other-dhcp' | 'foreign-pxe' | 'other-pxe' | 'same-address' | 'leasing-resumed'
  readonly text: string
  readonly details: NoticeDetails
}

/**
 * The notice for a server that the guard or the probe found; undefined for what is as it should be: a DHCP server in proxy
 * mode.
 * @param sighting the message that it was known by, where there was one
 */
export function noticeOf(server: OtherServer, mode: ServeMode, sighting?: Sighting): ServerNotice | undefined {
  const details = { server: server.address }
  if (server.kind === 'pxe') return { level: 'warning', code: 'other-pxe', text: otherPxe(server), details }
  if (mode === 'dhcp') return { level: 'error', code: 'other-dhcp', text: otherDhcp(server), details }
  if (!server.claimsPxe) return undefined
  return sighting !== undefined && bootsItself(sighting)
    ? { level: 'warning', code: 'other-pxe', text: leasesAndBoots(server), details }
    : { level: 'warning', code: 'foreign-pxe', text: foreignPxe(server), details }
}

/**
 * Another Bootdrop that leases, or FOG with its own dnsmasq: its option 60 is right, for it has a boot file and sends machines
 * to itself for it.
 */
function bootsItself({ address, file, siaddr }: Sighting): boolean {
  return file !== undefined && siaddr === address
}

/** Our leasing stopped in mid-session. */
export function otherDhcp({ address }: OtherServer): string {
  return (
    `Another DHCP server, ${address}, is on this cable. Bootdrop has stopped giving out addresses, for two servers give machines ` +
    'addresses that do not work, and goes on beside it: machines boot with its addresses. If it should not be there, switch it off, stop, and start again.'
  )
}

/** For the error `foreign-dhcp`: the start in dhcp mode is refused. */
export function dhcpRefused({ address }: OtherServer): string {
  return (
    `The DHCP server ${address} answers on this cable, so Bootdrop does not lease addresses here: two servers give machines ` +
    'addresses that do not work. Start in proxy mode, beside it, or unplug it and start again.'
  )
}

/** FIELD.md 3.1: EDK2 takes such an offer for a boot server's and asks there, on port 4011. */
export function foreignPxe({ address }: OtherServer): string {
  return (
    `The DHCP server ${address} calls itself a PXE server (option 60 is "PXEClient"). UEFI machines will ask it on port 4011 ` +
    'for their boot file and stop at "Start PXE over IPv4" when it has none. Remove option 60 from the options of its scope or server.'
  )
}

/** WDS, FOG, another Bootdrop. */
export function otherPxe({ address }: OtherServer): string {
  return (
    `Another boot server, ${address}, answers on this cable, too. Machines take whichever answer they prefer, so some may boot ` +
    'what it serves. Switch off its PXE service while you work, or use a cable and switch of your own.'
  )
}

function leasesAndBoots({ address }: OtherServer): string {
  return (
    `The DHCP server ${address} on this cable boots machines itself, as another Bootdrop does. Machines take whichever answer ` +
    'they prefer, so some may boot what it serves. Stop one of the two, or give each a cable and switch of its own.'
  )
}

/** Two with one address: neither hears the other, for a system throws away what seems to come from itself. */
export function sameAddress(own: Ipv4): ServerNotice {
  const text =
    `Another machine on this cable has this computer's own address, ${own}, and gives out addresses: a router, most likely. ` +
    'Bootdrop has stopped giving out addresses. Give one of them another address, or unplug the other; then stop and start again.'
  return { level: 'error', code: 'same-address', text, details: { address: own } }
}

/** After `other-dhcp`, which only the words of a client had told of. */
export function leasingResumed(named: Ipv4): ServerNotice {
  const text =
    `No DHCP server answers at ${named}, which a machine had named. Bootdrop gives out addresses again. A machine that was ` +
    'set up elsewhere may remember its old server for a while.'
  return { level: 'info', code: 'leasing-resumed', text, details: { server: named } }
}
