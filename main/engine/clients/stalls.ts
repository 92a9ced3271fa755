import type { FileRole, WhyCode } from '../types'
import { halt, type Machine } from './machine'
import { refreshSpeeds } from './transfers'

/**
 * How long each silence may last before it means something. Measured from the machine's last sign of life.
 *
 * Offer: EDK2 collects offers until its DISCOVER times out (4, 8, 16, 32 s), then asks port 4011 four times in 10 s
 * (PxeBcDhcp4.c); iPXE waits 2 s for a proxy (src/config/dhcp.h). After 30 s it took another way, or another boot device.
 */
export const NO_REQUEST_AFTER_OFFER_MS = 30_000
/** From address to loader: ARP and the first RRQ, which EDK2 repeats after 4 s (Mtftp4Dxe); iPXE within a second. */
export const NO_LOADER_REQUEST_MS = 30_000
/**
 * From loader to iPXE's DISCOVER: iPXE brings the card up again, and a switch port with spanning tree blocks for 30 s
 * (FIELD.md 3.7). Twice that is silence.
 */
export const LOADER_SILENCE_MS = 60_000
/** From iPXE's DISCOVER to its script: its DHCP gives up after 10 s (DHCP_DISC_MAX_TIMEOUT_SEC), a new try follows at once. */
export const NO_SCRIPT_REQUEST_MS = 30_000
/** iPXE asks for the first file as soon as it has the script. A user's own menu, which names no files, may wait for ever. */
export const SCRIPT_SILENCE_MS = 30_000
/** A transfer without a byte: EDK2 and iPXE ask again within 4 s, TCP within a few; four tries in a row were lost. */
export const TRANSFER_SILENCE_MS = 15_000
/** Between two files of one script there is no pause. */
export const NEXT_FILE_SILENCE_MS = 30_000

/** Files that a boot waits for. A running system may stop reading for as long as it likes. */
const AWAITED: ReadonlySet<FileRole> = new Set(['loader', 'script', 'boot'])

/**
 * From the hand-over to the first file that the system itself fetches: its kernel starts, finds its network card, and asks for an
 * address, each of which takes seconds to a minute on slow machines.
 */
export const SYSTEM_SILENCE_MS = 180_000

/** What the wire has to do with a silence. */
export interface StallPlace {
  /** Another server claims to be a PXE server. */
  readonly foreignPxe: boolean
}

/** Speeds and silences as they are by now. Gives the same machine back when nothing changed. */
export function tick(machine: Machine, now: number, { foreignPxe }: StallPlace = { foreignPxe: false }): Machine {
  const fresh = refreshSpeeds(machine, now)
  const { phase } = fresh.client
  if (phase.phase === 'stalled' || phase.phase === 'failed') return fresh
  const why = stalledTransfer(fresh, now) ?? silence(fresh, now - fresh.memo.activeAt)
  if (why === undefined) return fresh
  return halt(fresh, 'stalled', foreignPxe && FOLLOWED.has(why) ? 'other-server' : why)
}

/** Silences that mean that it went elsewhere, where there is somewhere to go. */
const FOLLOWED: ReadonlySet<WhyCode> = new Set(['no-request-after-offer', 'no-loader-request', 'no-script-request'])

/** Only when none of the awaited files moves: one of several that waits for its turn is no stall. */
function stalledTransfer({ client, memo }: Machine, now: number): WhyCode | undefined {
  const awaited = client.transfers.filter(({ role, done }) => !done && AWAITED.has(role))
  const stuck = awaited.every(({ id }) => now - (memo.meters[id]?.grewAt ?? now) >= TRANSFER_SILENCE_MS)
  return awaited.length > 0 && stuck ? 'transfer-stalled' : undefined
}

/** What `silentMs` without a sign of life mean on the rung that the machine stands on. */
function silence({ client, memo }: Machine, silentMs: number): WhyCode | undefined {
  if (client.transfers.some(({ done }) => !done)) return undefined
  switch (client.phase.phase) {
    case 'offered':
      return silentMs >= NO_REQUEST_AFTER_OFFER_MS ? 'no-request-after-offer' : undefined
    case 'addressed':
      // A machine known by its address alone did not ask for a boot.
      if (client.mac === undefined || silentMs < NO_LOADER_REQUEST_MS) return undefined
      return memo.firmwareSeen ? 'no-loader-request' : 'no-script-request'
    case 'loader':
      return loaderSilence({ client, memo }, silentMs)
    case 'ipxe':
      return silentMs >= NO_SCRIPT_REQUEST_MS ? 'no-script-request' : undefined
    case 'script':
      if (memo.missing?.length === 0 || client.doing === 'menu') return undefined
      return silentMs >= SCRIPT_SILENCE_MS ? 'script-then-silence' : undefined
    case 'handed-over':
      return memo.expectsMore && silentMs >= SYSTEM_SILENCE_MS ? 'system-then-silence' : undefined
    case 'loading':
      if (memo.missing === undefined || memo.missing.length === 0) return undefined
      return silentMs >= NEXT_FILE_SILENCE_MS ? 'transfer-stalled' : undefined
    default:
      return undefined
  }
}

/** One loader that does not speak may be the wrong one for this card; two different ones in a row are refused (FIELD.md 3.8). */
function loaderSilence({ client, memo }: Machine, silentMs: number): WhyCode | undefined {
  const { transfers, arch } = client
  const loaders = transfers.filter(({ role }) => role === 'loader')
  if (loaders.some(({ ok }) => ok)) {
    if (silentMs < LOADER_SILENCE_MS) return undefined
    // BIOS knows no Secure Boot.
    if (arch === 'bios') return 'loader-did-not-start'
    return memo.loadersInVain > 0 ? 'secure-boot' : 'loader-sent-then-silence'
  }
  if (silentMs < NO_LOADER_REQUEST_MS) return undefined
  return loaders.length > 0 ? 'transfer-stalled' : 'no-loader-request'
}
