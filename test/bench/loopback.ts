import { listCards } from '../../main/engine/net/cards'
import { bindCard } from '../../main/engine/net/sockets'
import type { CardBinding } from '../../main/engine/net/udp'

/** The loopback card, bound as the app binds any other. */
export async function loopbackBinding(): Promise<CardBinding> {
  const card = (await listCards()).find(({ kind }) => kind === 'loopback')
  if (card === undefined) throw new Error('this computer has no loopback card')
  return bindCard(card, { address: '127.0.0.1', netmask: '255.0.0.0' })
}
