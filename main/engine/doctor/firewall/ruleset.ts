import type { Packet } from './packets'

/**
 * A packet filter as nftables and iptables have it, and what it does with one packet. Where a rule asks something that is not known
 * beforehand (a counter, an address list, a user's script), both ways are followed.
 */

/** What a rule does with a packet that it fits. Anything that only counts or logs is no verdict. */
export type Verdict =
  | { readonly kind: 'accept' | 'drop' | 'return' | 'unknown' }
  | { readonly kind: 'jump' | 'goto'; readonly chain: string }

export interface FilterRule {
  /** Undefined: it depends. */
  readonly fits: (packet: Packet) => boolean | undefined
  /** May depend on the packet (nftables' verdict maps); undefined for none. */
  readonly verdict: (packet: Packet) => Verdict | undefined
}

export interface Chain {
  readonly rules: readonly FilterRule[]
}

export interface BaseChain extends Chain {
  readonly tool: 'nft' | 'iptables'
  /** For a command that adds a rule to it: `inet filter input`, or iptables' table and chain. */
  readonly name: string
  readonly priority: number
  /** What becomes of a packet that no rule decides on. */
  readonly policy: 'accept' | 'drop'
  /** Its own table's chains, which its rules may jump to. */
  readonly chains: ReadonlyMap<string, Chain>
}

/** `maybe`: it depends on what is not known beforehand. */
export type Outcome = 'accept' | 'drop' | 'maybe'

/** Deeper is a loop, which the kernel refuses. */
const MAX_DEPTH = 16

type Ends = Set<'accept' | 'drop' | 'return' | 'unknown'>

/** What becomes of a packet: it has to be accepted by every base chain; one that drops it drops it for good. */
export function outcomeOf(packet: Packet, chains: readonly BaseChain[]): Outcome {
  let outcome: Outcome = 'accept'
  for (const chain of [...chains].sort((a, b) => a.priority - b.priority)) {
    const ends = run(chain, chain.chains, packet, 0)
    // The end of a base chain is its policy, and so is a return out of it.
    if (ends.delete('return')) ends.add(chain.policy)
    if (ends.size === 1 && ends.has('drop')) return 'drop'
    if (ends.size > 1 || !ends.has('accept')) outcome = 'maybe'
  }
  return outcome
}

/** Every way that a chain can end for the packet; `return` is also its end without a verdict. */
function run(chain: Chain, chains: ReadonlyMap<string, Chain>, packet: Packet, depth: number): Ends {
  const ends: Ends = new Set()
  if (depth > MAX_DEPTH) return ends.add('unknown')
  for (const rule of chain.rules) {
    const fits = rule.fits(packet)
    const verdict = fits === false ? undefined : rule.verdict(packet)
    if (verdict === undefined) continue
    const after = endsOf(verdict, chains, packet, depth)
    // A jump comes back here where the other chain did not decide; a goto and a return do not.
    const comesBack = verdict.kind === 'jump' && after.delete('return')
    for (const end of after) ends.add(end)
    if (fits === true && !comesBack) return ends
  }
  return ends.add('return')
}

function endsOf(verdict: Verdict, chains: ReadonlyMap<string, Chain>, packet: Packet, depth: number): Ends {
  if (!('chain' in verdict)) return new Set([verdict.kind])
  const next = chains.get(verdict.chain)
  return next === undefined ? new Set(['unknown']) : run(next, chains, packet, depth + 1)
}
