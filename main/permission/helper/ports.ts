import { networkInterfaces } from 'node:os'
import { systemCode, messageOf } from '../../engine/errors'
import { closeDescriptor, openBoundSocket, widenReceiveBuffer, type BoundSocketOptions } from '../../engine/net/libc'
import { ASKED_PORTS, type OpenedPort, type PortRequest } from '../../engine/net/low-ports'
import { portOwner } from '../../engine/net/owners'
import { boundTo, RECEIVE_BUFFER_BYTES } from '../../engine/net/place'
import type { HelperReply } from '../messages'
import { hearOnly } from './card-filter'

type Failure = Extract<HelperReply, { kind: 'failed' }>

/** Why this card cannot be meant; undefined where it is up and has that address. */
export function cardFault({ card, address }: { card: string; address: string }): Failure | undefined {
  const cards = networkInterfaces()
  // A card may be asked for as `__proto__`.
  const addresses = Object.hasOwn(cards, card) ? cards[card] : undefined
  if (addresses?.some((known) => known.family === 'IPv4' && known.address === address) === true) return undefined
  return { kind: 'failed', code: 'EADDRNOTAVAIL', text: `the card ${card} does not have the address ${address}` }
}

/** Opens all of the ports, or none and says which one failed. A shared port is left out where it is not to be had. */
export async function openPorts(request: PortRequest): Promise<readonly OpenedPort[] | Failure> {
  const fault = cardFault(request)
  if (fault !== undefined) return fault
  const opened: OpenedPort[] = []
  for (const port of request.ports) {
    const how = ASKED_PORTS[port]
    try {
      opened.push({ port, fd: openTied(boundTo(request, { port, ...how })) })
    } catch (error) {
      if (how.shared) continue
      for (const { fd } of opened) closeDescriptor(fd)
      // As root we see the programs of all users.
      const owner = await portOwner('udp', port).catch(() => undefined)
      const code = systemCode(error) ?? 'unexpected'
      return { kind: 'failed', code, text: messageOf(error), port, ...(owner === undefined ? {} : { owner }) }
    }
  }
  return opened
}

function openTied(options: BoundSocketOptions): number {
  const fd = openBoundSocket(options)
  try {
    hearOnly(fd, options.card)
    widenReceiveBuffer(fd, RECEIVE_BUFFER_BYTES)
    return fd
  } catch (error) {
    closeDescriptor(fd)
    throw error
  }
}
