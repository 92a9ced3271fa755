/**
 * nftables. A packet passes every chain that hangs on `input`, and only an accept in the chain itself keeps it from that chain's
 * drop: a table of our own could not help. So our rules go to the top of each such chain, marked by a comment, and are found
 * by it again.
 */
import { findProgram, runProgram } from './programs'
import { UDP_PORTS, type Firewall, type Opening } from './opening'

interface Chain {
  readonly family: string
  readonly table: string
  readonly name: string
}

/** An object of `nft -j`, as far as it is looked at. */
interface Listed {
  readonly chain?: Chain & { readonly type?: string; readonly hook?: string; readonly policy?: string }
  readonly rule?: Omit<Chain, 'name'> & { readonly chain: string; readonly handle: number; readonly comment?: string }
}

export const nftables: Firewall = {
  name: 'nftables',
  async open(opening) {
    const nft = findProgram('nft')
    if (nft === undefined) return false
    const listed = await list(nft)
    const chains = barring(listed).filter((chain) => !isIptables(chain, listed) && chain.table !== 'firewalld')
    if (chains.length === 0) return false
    // All or nothing: nft takes a text as one transaction. The last that is inserted stands first.
    const insert = chains.flatMap((chain) => rulesOf(opening, chain).map((rule) => ({ insert: { rule } })))
    await runProgram(nft, ['-j', JSON.stringify({ nftables: insert })])
    return true
  },
  async close({ id }) {
    const nft = findProgram('nft')
    if (nft === undefined) return
    const ours = (await list(nft)).flatMap(({ rule }) => (rule?.comment === id ? [rule] : []))
    if (ours.length === 0) return
    const remove = ours.map(({ family, table, chain, handle }) => ({
      delete: { rule: { family, table, chain, handle } },
    }))
    await runProgram(nft, ['-j', JSON.stringify({ nftables: remove })])
  },
}

async function list(nft: string): Promise<readonly Listed[]> {
  const { nftables: objects } = JSON.parse(await runProgram(nft, ['-j', '-a', 'list', 'ruleset'])) as {
    nftables: Listed[]
  }
  return objects
}

/** Chains in which a packet for this computer may end: those that drop by default, and those with any rule. */
export function barring(listed: readonly Listed[]): readonly Chain[] {
  return listed.flatMap(({ chain }) => {
    if (chain?.hook !== 'input' || chain.type !== 'filter' || !['ip', 'inet'].includes(chain.family)) return []
    const hasRules = listed.some(
      ({ rule }) => rule?.family === chain.family && rule.table === chain.table && rule.chain === chain.name,
    )
    const { family, table, name } = chain
    return chain.policy === 'drop' || hasRules ? [{ family, table, name }] : []
  })
}

/** The table that iptables keeps in nftables: it no longer reads one with rules that are not its own. */
function isIptables({ family, table, name }: Chain, listed: readonly Listed[]): boolean {
  if (family !== 'ip' || table !== 'filter' || name !== 'INPUT') return false
  return findProgram('iptables') !== undefined && listed.length > 0
}

const match = (left: object, right: unknown): object => ({ match: { op: '==', left, right } })

function rulesOf({ id, card, http }: Opening, { family, table, name }: Chain): object[] {
  const byCard = match({ meta: { key: 'iifname' } }, card)
  const accept = { accept: null }
  const port = (protocol: string, right: unknown): object => match({ payload: { protocol, field: 'dport' } }, right)
  // A TFTP transfer goes on from a port of its own: what comes there answers what we sent.
  const answers = [
    match({ meta: { key: 'l4proto' } }, 'udp'),
    { match: { op: 'in', left: { ct: { key: 'state' } }, right: 'established' } },
  ]
  const rules = [[port('udp', { set: UDP_PORTS })], answers, [port('tcp', http)]]
  return rules.map((expr) => ({ family, table, chain: name, comment: id, expr: [byCard, ...expr, accept] }))
}
