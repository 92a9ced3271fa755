import type { System } from '../system'
import { fromIptables, tablesOf } from './iptables'
import { fromNft } from './nft'
import { outcomeOf, type BaseChain } from './ruleset'
import type { Packet } from './packets'

/** What the kernel's packet filter does with the packets that a boot needs. */
export interface Judgement {
  /** There are chains that could drop something. */
  readonly active: boolean
  /** For certain. */
  readonly dropped: readonly Packet[]
  /** As far as can be told beforehand. */
  readonly unsure: readonly Packet[]
  /** The chains that stand in the way. */
  readonly chains: readonly BaseChain[]
}

/**
 * Reads the rules of nftables and of iptables and follows each packet through them. Only an administrator may read them: undefined for
 * everybody else, and where neither program is installed.
 */
export async function judgeRules(system: System, packets: readonly Packet[]): Promise<Judgement | undefined> {
  const [nft, iptables] = await Promise.all([
    output(system, 'nft', ['-j', 'list', 'ruleset']),
    output(system, 'iptables-save', []),
  ])
  if (nft === undefined && iptables === undefined) return undefined
  const old = iptables ?? ''
  // The new iptables keeps its rules in nftables: they would be read twice, and there without half of what they ask.
  const kept = old.includes('(nf_tables)') ? tablesOf(old) : []
  return judge([...(nft === undefined ? [] : fromNft(nft, kept)), ...fromIptables(old)], packets)
}

export function judge(chains: readonly BaseChain[], packets: readonly Packet[]): Judgement {
  const outcome = (packet: Packet): string => outcomeOf(packet, chains)
  const dropped = packets.filter((packet) => outcome(packet) === 'drop')
  const unsure = packets.filter((packet) => outcome(packet) === 'maybe')
  const inTheWay = chains.filter((chain) => packets.some((packet) => outcomeOf(packet, [chain]) !== 'accept'))
  const active = chains.some(({ policy, rules }) => policy === 'drop' || rules.length > 0)
  return { active, dropped, unsure, chains: inTheWay }
}

async function output(system: System, name: string, args: readonly string[]): Promise<string | undefined> {
  const program = await system.which(name)
  if (program === undefined) return undefined
  const { code, stdout } = await system.run(program, args)
  return code === 0 ? stdout : undefined
}
