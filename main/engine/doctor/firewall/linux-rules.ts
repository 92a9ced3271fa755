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

export interface Read {
  /** Undefined where no program told anything: they are not installed, or this user may not read rules. */
  readonly judgement: Judgement | undefined
  /** Programs that hung, or told more than anybody can read: what they know is not known. */
  readonly silent: readonly string[]
}

/** Reads the rules of nftables and of iptables and follows each packet through them. Only an administrator may read them. */
export async function readRules(system: System, packets: readonly Packet[]): Promise<Read> {
  const [nft, iptables] = await Promise.all([
    output(system, 'nft', ['-j', 'list', 'ruleset']),
    output(system, 'iptables-save', []),
  ])
  const silent = [...(nft === SILENT ? ['nft'] : []), ...(iptables === SILENT ? ['iptables-save'] : [])]
  const ours = nft === SILENT ? undefined : nft
  const old = iptables === SILENT ? undefined : iptables
  if (ours === undefined && old === undefined) return { judgement: undefined, silent }
  // The new iptables keeps its rules in nftables: they would be read twice, and there without half of what they ask.
  const kept = old?.includes('(nf_tables)') === true ? tablesOf(old) : []
  const chains = [...(ours === undefined ? [] : fromNft(ours, kept)), ...fromIptables(old ?? '')]
  return { judgement: judge(chains, packets), silent }
}

export function judge(chains: readonly BaseChain[], packets: readonly Packet[]): Judgement {
  const outcome = (packet: Packet): string => outcomeOf(packet, chains)
  const dropped = packets.filter((packet) => outcome(packet) === 'drop')
  const unsure = packets.filter((packet) => outcome(packet) === 'maybe')
  const inTheWay = chains.filter((chain) => packets.some((packet) => outcomeOf(packet, [chain]) !== 'accept'))
  const active = chains.some(({ policy, rules }) => policy === 'drop' || rules.length > 0)
  return { active, dropped, unsure, chains: inTheWay }
}

const SILENT: unique symbol = Symbol('did not answer')

async function output(
  system: System,
  name: string,
  args: readonly string[],
): Promise<string | typeof SILENT | undefined> {
  const program = await system.which(name)
  if (program === undefined) return undefined
  const { code, stdout } = await system.run(program, args)
  if (code === undefined) return SILENT
  return code === 0 ? stdout : undefined
}
