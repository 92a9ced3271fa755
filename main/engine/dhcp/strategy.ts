import type { ClientArch, ServeMode, Strategy } from '../types'
import type { BootClient } from './request'

/**
 * How the same machine is answered from one try to the next (FIELD.md 3.1). Plain data, replaced as a whole.
 *
 * A: option 43 `06 01 08` with siaddr and file, all in the OFFER (smee). B: no option 43, siaddr and file all the same, and
 * the answer once more on 4011 (dnsmasq, pixiecore for UEFI). C: as A, and the address too, in one OFFER (dhcp mode). No
 * single one works everywhere, so a machine that asks again without having come further gets the next.
 */
export interface Round {
  readonly stage: BootClient['stage']
  /** For the machine's firmware; iPXE always gets the first of its mode. */
  readonly strategy: Strategy
  /** Transaction id of the newest DISCOVER: a repeated one is the same try. */
  readonly xid: number
  /** When the newest DISCOVER came, ms since the epoch. */
  readonly at: number
  /** How many loaders led to nothing before; picks the fall-back loader. */
  readonly attempt: number
  /** How far the machine came since the first DISCOVER of this try. */
  readonly reached: Reached
}

/** `transfer`: it asked for a file. `loader`: the loader came over whole. `started`: the loader spoke (iPXE DHCP or script). */
export type Reached = 'nothing' | 'transfer' | 'loader' | 'started'

const ORDER: readonly Reached[] = ['nothing', 'transfer', 'loader', 'started']

/** The further of two. */
export function further(one: Reached, two: Reached): Reached {
  return ORDER.indexOf(one) >= ORDER.indexOf(two) ? one : two
}

/** What a new round depends on besides the message. */
export interface RoundPlace {
  readonly mode: ServeMode
  /** What worked for this machine or its kind before (machines/memory.ts). */
  readonly worked?: Strategy
  /**
   * A DHCP server on the wire calls itself a PXE server. UEFI then asks it on 4011 instead of us, unless our OFFER is complete
   * in itself: EDK2 puts ProxyPxe10 before DhcpBinl (FIELD.md 3.1).
   */
  readonly foreignPxe?: boolean
}

/** For the detail line and the log: nobody at a bench knows our letters. */
export const STRATEGY_WORDS: Readonly<Record<Strategy, string>> = {
  A: 'all in the offer',
  B: 'again on port 4011',
  C: 'with its address',
}

const UEFI: readonly ClientArch[] = ['uefi-ia32', 'uefi-x64', 'uefi-arm32', 'uefi-arm64']

/**
 * What works with most firmware: BIOS ROMs take a complete OFFER; UEFI menu code is often broken, so it is not used there. Where
 * we lease, one OFFER has it all, which is what a single DHCP server looks like to every firmware (FIELD.md 2.4).
 */
export function firstStrategy({ arch }: Pick<BootClient, 'arch'>, mode: ServeMode): Strategy {
  if (mode === 'dhcp') return 'C'
  return UEFI.includes(arch) ? 'B' : 'A'
}

const AFTER: Readonly<Record<ServeMode, Readonly<Record<Strategy, Strategy>>>> = {
  proxy: { A: 'B', B: 'A', C: 'A' },
  dhcp: { C: 'B', B: 'C', A: 'C' },
}

/** The strategy as it counts in this mode: the guard may have ended dhcp mode since. */
function inMode(strategy: Strategy, mode: ServeMode, client: BootClient): Strategy {
  const other = mode === 'dhcp' ? 'A' : 'C'
  return strategy === other ? firstStrategy(client, mode) : strategy
}

/** Longest pause between two DISCOVERs of one try is 32 s (PXE 2.1 section 2.3). Some ROMs make the same id at each boot. */
const SAME_TRY_MS = 45_000

/**
 * The round that a DISCOVER belongs to or begins.
 * - same transaction id: the client did not hear us, or waits for more offers. Nothing changes.
 * - iPXE: our loader runs (or the ROM is iPXE); that the firmware's strategy worked is remembered.
 * - firmware again, nothing was fetched: the other strategy.
 * - firmware again, the loader came over but never spoke: the next loader.
 */
export function nextRound(
  before: Round | undefined,
  client: BootClient,
  xid: number,
  at: number,
  place: RoundPlace,
): Round {
  const { stage } = client
  const { mode, foreignPxe = false } = place
  const worked = place.worked ?? (foreignPxe && mode === 'proxy' ? 'A' : undefined)
  if (before === undefined) {
    const reached = stage === 'ipxe' ? 'started' : 'nothing'
    const strategy = inMode(worked ?? firstStrategy(client, mode), mode, client)
    return { stage, strategy, xid, at, attempt: 0, reached }
  }
  const strategy = inMode(before.strategy, mode, client)
  if (stage === 'ipxe') return { ...before, strategy, stage, xid, at, reached: 'started' }
  if (before.stage === 'firmware' && before.xid === xid && at - before.at < SAME_TRY_MS) {
    return { ...before, strategy, at }
  }
  const round: Round = { ...before, strategy, stage, xid, at, reached: 'nothing' }
  switch (before.reached) {
    case 'nothing':
      return client.vendor === 'HTTPClient' ? round : { ...round, strategy: AFTER[mode][strategy] }
    case 'loader':
      return { ...round, attempt: before.attempt + 1 }
    default:
      return round
  }
}
