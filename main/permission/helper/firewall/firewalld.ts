/**
 * firewalld. Its rules belong to a zone, which may hold more cards than ours, and cannot name a card: ours name the card's own
 * address and the broadcast address instead. Without --permanent they end with firewalld's next reload or restart. What we
 * ourselves began (a TFTP transfer) it lets through by itself.
 */
import { findProgram, runProgram } from './programs'
import { UDP_PORTS, type Firewall, type Opening } from './opening'

const ZONE = /^[A-Za-z0-9_-]{1,32}$/
const EVERYONE = '255.255.255.255'

export const firewalld: Firewall = {
  name: 'firewalld',
  async open(opening) {
    const program = findProgram('firewall-cmd')
    if (program === undefined) return false
    const state = await runProgram(program, ['--state']).catch(() => '')
    if (state.trim() !== 'running') return false
    const zone = await zoneOf(program, opening.card)
    // One call for all: each takes a second.
    await runProgram(program, [`--zone=${zone}`, ...rulesOf(opening).map((rule) => `--add-rich-rule=${rule}`)])
    return true
  },
  async close(opening) {
    const program = findProgram('firewall-cmd')
    if (program === undefined) return
    const zone = await zoneOf(program, opening.card).catch(() => undefined)
    if (zone === undefined) return
    const remove = rulesOf(opening).map((rule) => `--remove-rich-rule=${rule}`)
    try {
      await runProgram(program, [`--zone=${zone}`, ...remove])
    } catch (error) {
      // It was reloaded or restarted since, and has forgotten them.
      const listed = (await runProgram(program, [`--zone=${zone}`, '--list-rich-rules'])).split('\n')
      if (rulesOf(opening).some((rule) => listed.includes(rule))) throw error
    }
  },
}

/** @throws Error where firewalld does not run */
async function zoneOf(program: string, card: string): Promise<string> {
  const own = await runProgram(program, [`--get-zone-of-interface=${card}`]).catch(() => '')
  const zone = own.trim() || (await runProgram(program, ['--get-default-zone'])).trim()
  if (!ZONE.test(zone)) throw new Error('firewalld names no zone for this card')
  return zone
}

export function rulesOf({ address, http }: Opening): readonly string[] {
  const accept = (to: string, port: number, protocol: string): string =>
    `rule family="ipv4" destination address="${to}" port port="${String(port)}" protocol="${protocol}" accept`
  return [
    ...UDP_PORTS.map((port) => accept(address, port, 'udp')),
    // TFTP is never asked of everyone.
    ...UDP_PORTS.filter((port) => port !== 69).map((port) => accept(EVERYONE, port, 'udp')),
    accept(address, http, 'tcp'),
  ]
}
