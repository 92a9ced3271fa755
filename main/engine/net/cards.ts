import { networkInterfaces } from 'node:os'
import type { Card } from '../types'
import { linuxCards } from './linux-cards'
import { systemCards } from './system-cards'

export { watchCard, type CardSituation } from './watch-card'

/** Every network card, the most likely one first (see `rankCards`). Takes some milliseconds on Linux, under 500 elsewhere. */
export async function listCards(): Promise<Card[]> {
  const interfaces = networkInterfaces()
  const cards = process.platform === 'linux' ? await linuxCards(interfaces) : await systemCards(interfaces, Date.now())
  return rankCards(cards)
}

const KIND_ORDER = ['wired', 'wifi', 'virtual', 'loopback'] as const

/**
 * The card that the user most likely means comes first: wired before Wi-Fi before virtual, loopback last; within a kind the
 * ones that can serve as they are, then the one with the default route (a DHCP server is there), then by name.
 */
export function rankCards(cards: readonly Card[]): Card[] {
  const rank = (card: Card): number =>
    KIND_ORDER.indexOf(card.kind) * 8 + problemRank(card) * 2 + (card.isDefaultRoute ? 0 : 1)
  return [...cards].sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name, 'en', { numeric: true }))
}

function problemRank({ problem }: Card): number {
  if (problem === undefined) return 0
  return problem === 'no-address' ? 1 : 2
}
