/**
 * firewalld. Its rules belong to a zone, which may hold more cards than ours, and cannot name a card: ours name the card's own
 * address and the broadcast address instead. Without --permanent they end with firewalld's next reload or restart. What we
 * ourselves began (a TFTP transfer) it lets through by itself.
 */
import { messageOf } from '../../../engine/errors'
import { findProgram, runProgram } from './programs'
import { UDP_PORTS, type Firewall, type Opening } from './opening'

const ZONE = /^[A-Za-z0-9_-]{1,32}$/
const EVERYONE = '255.255.255.255'
/** firewalld takes -32768 to 32767, since 0.7. */
const PRIORITIES = 32_768

export const firewalld: Firewall = {
  name: 'firewalld',
  async open(opening) {
    const program = await running()
    if (program === undefined) return false
    const zone = await zoneOf(program, opening.card)
    // One call for all: each takes a second.
    await runProgram(program, [`--zone=${zone}`, ...rulesOf(opening).map((rule) => `--add-rich-rule=${rule}`)])
    return true
  },
  async close(opening) {
    const program = await running()
    // Without it its rules are gone.
    if (program === undefined) return
    // The card may have come into another zone since, but the rules stay where they were made.
    for (const [zone, rules] of ours(await runProgram(program, ['--list-all-zones']), opening)) {
      await runProgram(program, [`--zone=${zone}`, ...rules.map((rule) => `--remove-rich-rule=${rule}`)])
    }
  },
}

/** The program that asks it; undefined where it does not run. @throws Error where that cannot be told */
async function running(): Promise<string | undefined> {
  const program = findProgram('firewall-cmd')
  if (program === undefined) return undefined
  try {
    await runProgram(program, ['--state'])
    return program
  } catch (error) {
    // No daemon, or no bus that it could be on. Whatever else it says: its rules may still be there.
    if (/not running|Failed to connect to socket/.test(messageOf(error))) return undefined
    throw error
  }
}

async function zoneOf(program: string, card: string): Promise<string> {
  const own = await runProgram(program, [`--get-zone-of-interface=${card}`]).catch(() => '')
  const zone = own.trim() || (await runProgram(program, ['--get-default-zone'])).trim()
  if (!ZONE.test(zone)) throw new Error('firewalld names no zone for this card')
  return zone
}

/** Our rules by zone. `firewall-cmd --list-all-zones`: each zone's name at the beginning of a line, its rich rules one a line below. */
export function ours(listed: string, opening: Opening): ReadonlyMap<string, readonly string[]> {
  const wanted = new Set(rulesOf(opening))
  const found = new Map<string, string[]>()
  let zone = ''
  for (const line of listed.split('\n')) {
    if (/^\S/.test(line)) zone = line.split(' ')[0] ?? ''
    else if (wanted.has(line.trim()) && ZONE.test(zone)) found.set(zone, [...(found.get(zone) ?? []), line.trim()])
  }
  return found
}

export function rulesOf({ id, address, http }: Opening): readonly string[] {
  // Rules have no comment: by this one ours are told from an administrator's own of the same words. Below zero also stands before the
  // zone's denials.
  const priority = String(-1 - (Number.parseInt(id.slice(-4), 16) % PRIORITIES))
  const accept = (to: string, port: number, protocol: string): string =>
    `rule priority="${priority}" family="ipv4" destination address="${to}" port port="${String(port)}" protocol="${protocol}" accept`
  return [
    ...UDP_PORTS.map((port) => accept(address, port, 'udp')),
    // TFTP is never asked of everyone.
    ...UDP_PORTS.filter((port) => port !== 69).map((port) => accept(EVERYONE, port, 'udp')),
    accept(address, http, 'tcp'),
  ]
}
