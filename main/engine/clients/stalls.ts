import type { FileRole, Rung, WhyCode } from '../types'
import { halt, type Machine } from './machine'
import { NOTHING } from './nothing-counted'
import { inPlace, type StallPlace } from './place'
import { isAtLeast, rungOf } from './rungs'
import { MANY_BREAKS, refreshSpeeds } from './transfers'

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
/** A machine that had two whole loaders and came back each time is not waited for a third time. */
const NEXT_LOADER_SILENCE_MS = 20_000
/** From iPXE's DISCOVER to its script: its DHCP gives up after 10 s (DHCP_DISC_MAX_TIMEOUT_SEC), a new try follows at once. */
export const NO_SCRIPT_REQUEST_MS = 30_000
/** iPXE asks for the first file as soon as it has the script. A user's own menu, which names no files, may wait for ever. */
export const SCRIPT_SILENCE_MS = 30_000
/** A transfer without a byte: EDK2 and iPXE ask again within 4 s, TCP within a few; four tries in a row were lost. */
export const TRANSFER_SILENCE_MS = 15_000
/** Between two files of one script there is no pause. */
export const NEXT_FILE_SILENCE_MS = 30_000

/** A firmware's own round is four DISCOVERs in half a minute (PXE 2.1 section 2.3): whoever sends the fourth took no answer. */
const MANY_ASKS = 4
const ASKED_FOR_MS = 20_000
/** iPXE asks four times in its ten seconds, and then begins anew. */
const MANY_IPXE_ASKS = 4
const IPXE_ASKED_FOR_MS = 15_000
/** The third boot in a row that gets as far as our loader, and is not done. */
const ROUNDS = 3
const ROUND_SILENCE_MS = 5_000
/** Files that a boot waits for. A running system may stop reading for as long as it likes. */
const AWAITED: ReadonlySet<FileRole> = new Set(['loader', 'script', 'boot'])

/**
 * From the hand-over to the first file that the system itself fetches: its kernel starts, finds its network card, and asks for an
 * address, each of which takes seconds to a minute on slow machines.
 */
export const SYSTEM_SILENCE_MS = 180_000

const NOWHERE: StallPlace = { servers: undefined, leases: false }

/** Speeds and silences as they are by now. Gives the same machine back when nothing changed. */
export function tick(machine: Machine, now: number, place: StallPlace = NOWHERE): Machine {
  const fresh = refreshSpeeds(machine, now)
  const { phase } = fresh.client
  if (phase.phase === 'failed') return fresh
  if (phase.phase === 'stalled') {
    // Who else serves here may be heard only after the machine went silent.
    const why = inPlace(phase.why, fresh.client, place)
    return why === phase.why ? fresh : halt(fresh, 'stalled', why)
  }
  const why = stalledTransfer(fresh, now) ?? silence(fresh, now)
  return why === undefined ? fresh : halt(fresh, 'stalled', inPlace(why, fresh.client, place))
}

/** It asks again and again: one more question, and our answer to it, are nothing new. */
export function isAskingInVain({ client }: Machine): boolean {
  const { asked, answered, firstAskedAt, lastAskedAt, ipxeAsked, ipxeLeased } = client.evidence ?? NOTHING
  const rung = rungOf(client.phase)
  if (rung === 'ipxe') return ipxeAsked >= MANY_IPXE_ASKS && !ipxeLeased
  const lastedMs = (lastAskedAt ?? 0) - (firstAskedAt ?? 0)
  return rung === 'offered' && Math.min(asked, answered) >= MANY_ASKS && lastedMs >= ASKED_FOR_MS
}

/** Only when none of the awaited files moves: one of several that waits for its turn is no stall. */
function stalledTransfer({ client, memo }: Machine, now: number): WhyCode | undefined {
  const awaited = client.transfers.filter(({ role, done }) => !done && AWAITED.has(role))
  const stuck = awaited.every(({ id }) => now - (memo.meters[id]?.grewAt ?? now) >= TRANSFER_SILENCE_MS)
  return awaited.length > 0 && stuck ? 'transfer-stalled' : undefined
}

/** What the time without a sign of life means on the rung that the machine stands on. */
function silence(machine: Machine, now: number): WhyCode | undefined {
  const { client, memo } = machine
  const silentMs = now - memo.activeAt
  if (client.transfers.some(({ done }) => !done)) return undefined
  const { phase } = client.phase
  if (isLooping(machine, rungOf(client.phase)) && silentMs >= ROUND_SILENCE_MS) return 'boot-loop'
  switch (phase) {
    case 'offered':
      if (isAskingInVain(machine)) return 'offers-ignored'
      return silentMs >= NO_REQUEST_AFTER_OFFER_MS ? 'no-request-after-offer' : undefined
    case 'addressed':
      return silentMs >= NO_LOADER_REQUEST_MS ? withoutLoader(machine) : undefined
    case 'loader':
      return loaderSilence(machine, silentMs)
    case 'ipxe':
      return ipxeSilence(machine, now)
    case 'script':
      if (memo.missing?.length === 0 || client.doing === 'menu' || silentMs < SCRIPT_SILENCE_MS) return undefined
      return lacksMemory(client) ? 'too-little-ram' : 'script-then-silence'
    case 'handed-over':
      if (!memo.expectsMore || silentMs < SYSTEM_SILENCE_MS) return undefined
      return client.evidence?.missing === undefined ? 'system-then-silence' : 'file-not-found'
    case 'loading':
      if (memo.missing === undefined || memo.missing.length === 0) return undefined
      return silentMs >= NEXT_FILE_SILENCE_MS ? loadingSilence(client) : undefined
    default:
      return undefined
  }
}

/**
 * Loader, script and maybe a kernel, then the same from the start, time and again. Who sits in a menu, or is sent to its own disk each
 * time, is not in a loop of ours.
 */
function isLooping({ client, memo }: Machine, rung: Rung): boolean {
  const between = isAtLeast(rung, 'ipxe') && !isAtLeast(rung, 'running')
  return between && memo.rounds >= ROUNDS - 1 && client.doing === undefined
}

function withoutLoader({ client, memo }: Machine): WhyCode | undefined {
  // A machine known by its address alone did not ask for a boot.
  if (client.mac === undefined) return undefined
  if (!memo.firmwareSeen) return 'no-script-request'
  if (client.arch.startsWith('http-')) return 'http-boot-refused'
  const toldToAsk = client.strategy === 'B' && client.arch.startsWith('uefi-')
  return toldToAsk && client.evidence?.bootServerAsked === 0 ? 'boot-server-not-asked' : 'no-loader-request'
}

function ipxeSilence(machine: Machine, now: number): WhyCode | undefined {
  const { ipxeAsked, firstIpxeAt, ipxeLeased } = machine.client.evidence ?? NOTHING
  const askedMs = now - (firstIpxeAt ?? now)
  if (isAskingInVain(machine) && askedMs >= IPXE_ASKED_FOR_MS) return 'ipxe-no-address'
  if (now - machine.memo.activeAt < NO_SCRIPT_REQUEST_MS) return undefined
  return ipxeAsked > 1 && !ipxeLeased ? 'ipxe-no-address' : 'no-script-request'
}

/** One loader that does not speak may be the wrong one for this card; two different ones in a row are refused (FIELD.md 3.8). */
function loaderSilence({ client, memo }: Machine, silentMs: number): WhyCode | undefined {
  const { transfers, arch, evidence = NOTHING } = client
  const loaders = transfers.filter(({ role }) => role === 'loader')
  if (loaders.some(({ ok }) => ok)) {
    if (silentMs < (memo.loadersInVain > 1 ? NEXT_LOADER_SILENCE_MS : LOADER_SILENCE_MS)) return undefined
    // BIOS knows no Secure Boot.
    if (arch === 'bios') return 'loader-did-not-start'
    return memo.loadersInVain > 0 ? 'secure-boot' : 'loader-sent-then-silence'
  }
  if (silentMs < NO_LOADER_REQUEST_MS) return undefined
  if (evidence.loaderBreaks >= MANY_BREAKS) return 'transfer-restarts'
  if (loaders.length > 0) return 'loader-transfer-failed'
  return evidence.probes > 0 ? 'size-probe-only' : 'no-loader-request'
}

/** What iPXE broke off itself, it found no room for, more often than not. */
function loadingSilence(client: Machine['client']): WhyCode {
  const broken = client.transfers.find(({ role, done, ok }) => role === 'boot' && done && !ok)
  if (broken === undefined) return 'transfer-stalled'
  return isTooBig(client, broken.sizeBytes ?? 0) ? 'image-too-big' : 'transfer-failed'
}

/** Bigger than a kernel or an initrd ever is: an image that is to lie in memory as a whole. */
const BIG_BYTES = 512 * 2 ** 20
/** What firmware and iPXE themselves need, roughly. */
const OWN_BYTES = 128 * 2 ** 20

function isTooBig({ transfers, evidence }: Machine['client'], brokenBytes: number): boolean {
  const hasMiB = evidence?.memory?.hasMiB
  if (hasMiB === undefined) return brokenBytes >= BIG_BYTES
  const files = transfers.filter(({ role }) => role === 'boot')
  const needed = files.reduce((sum, { sizeBytes = 0 }) => sum + sizeBytes, OWN_BYTES)
  return needed > hasMiB * 2 ** 20
}

/** Recipes know their need roughly (boot/memory.ts). */
const SLACK_MIB = 64

function lacksMemory({ evidence }: Machine['client']): boolean {
  const memory = evidence?.memory
  return memory !== undefined && memory.hasMiB + SLACK_MIB < memory.needsMiB
}
