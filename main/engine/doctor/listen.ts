import type { Clock } from '../clock'
import { probe } from '../dhcp/watch/probe'
import { neighbours, pokeAndLook } from '../net/neighbours'
import { bindCard } from '../net/sockets'
import { inSubnet } from '../net/subnet'
import type { Card, CardAddress } from '../types'
import type { Heard } from './servers'

/**
 * Asks who serves DHCP or PXE on a card, and who made the servers: up to four DISCOVERs, and a small datagram to each server for its
 * MAC. 0.4 to 5.5 s.
 * @throws BootdropError `port-taken`, `port-forbidden`, `card-down`
 */
export async function listenOn(card: Card, address: CardAddress, clock: Clock): Promise<Heard> {
  const binding = bindCard(card, address)
  const servers = await probe({ binding, mac: card.mac, clock, random: Math.random })
  const near = servers.map((server) => server.address).filter((one) => inSubnet(one, address))
  const macs = await pokeAndLook({ binding, addresses: near, clock }).catch(() => new Map<string, string>())
  return { servers, macs, at: clock.now() }
}

/** The table of neighbours as it is: nothing is sent. */
export async function neighboursOn(card: Card, address: CardAddress): Promise<Heard['macs']> {
  return neighbours(bindCard(card, address)).catch(() => new Map<string, string>())
}
