import { BootdropError } from './errors'
import type { Card, CardAddress } from './types'

/**
 * The card to serve on, with its address.
 * @throws BootdropError `card-unknown`, `card-down`, `card-without-address`
 */
export function chooseCard(cards: readonly Card[], nic: string): { card: Card; address: CardAddress } {
  const card = cards.find(({ name }) => name === nic)
  if (card === undefined) {
    const names = cards.map(({ name }) => name).join(', ')
    throw new BootdropError('card-unknown', `There is no network card "${nic}". There are: ${names}.`, { nic })
  }
  if (card.problem === 'down') {
    const text = `The card ${card.title} is down: plug its cable in or switch it on.`
    throw new BootdropError('card-down', text, { nic: card.name, card: card.title })
  }
  const [address] = card.addresses
  if (address === undefined) {
    const text = `The card ${card.title} has no IPv4 address: give it one in the system's network settings, then start again.`
    throw new BootdropError('card-without-address', text, { nic: card.name, card: card.title })
  }
  return { card, address }
}
