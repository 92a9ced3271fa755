import { createServer } from 'node:net'
import { nextFreePort } from '../engine/http/listen'
import { bindCard, listenTcp } from '../engine/net/sockets'
import type { Card, CardAddress } from '../engine/types'

/** The port that a start on this card would have for HTTP, were it now. Nothing stays open. */
export async function httpPortAtStart(card: Card, address: CardAddress, first: number): Promise<number> {
  const binding = bindCard(card, address)
  try {
    return await nextFreePort(first, async (port) => {
      const server = createServer()
      try {
        return await listenTcp(server, binding, port)
      } finally {
        await new Promise((resolve) => server.close(resolve))
      }
    })
  } catch {
    // What is wrong with the card, the start itself tells.
    return first
  }
}
