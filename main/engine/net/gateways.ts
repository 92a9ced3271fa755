import { readFile } from 'node:fs/promises'
import type { Ipv4 } from '../types'

/**
 * The gateways that this computer's routes have on a card. On Linux from /proc; elsewhere none are told, and a gateway is found
 * by its answering (dhcp/lease/free.ts).
 */
export async function gatewaysOf(card: string): Promise<Ipv4[]> {
  if (process.platform !== 'linux') return []
  return gatewaysIn(await readFile('/proc/self/net/route', 'latin1').catch(() => ''), card)
}

/** In the text of /proc/net/route: card, destination, gateway as a little-endian hex word, … */
export function gatewaysIn(text: string, card: string): Ipv4[] {
  const gateways = new Set<Ipv4>()
  for (const line of text.split('\n').slice(1)) {
    const [name, , gateway = ''] = line.trim().split(/\s+/)
    if (name !== card || !/^[0-9A-F]{8}$/i.test(gateway) || gateway === '00000000') continue
    gateways.add([...Buffer.from(gateway, 'hex')].reverse().join('.'))
  }
  return [...gateways]
}
