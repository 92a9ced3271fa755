import { chooseCard } from '../choose-card'
import { BootdropError } from '../errors'
import type { Card, Mac } from '../types'
import { bindCard } from './sockets'
import type { CardBinding, UdpSocket } from './udp'

/** `discard`, RFC 863: what most tools send to; the cards look at the pattern and not at the port. */
const PORT = 9
const SYNC_BYTES = 6
const REPEATS = 16
const MAC_BYTES = 6

/** AMD's magic packet: six bytes of 0xff and the MAC sixteen times, 102 bytes. */
export function magicPacket(mac: Mac): Uint8Array {
  const bytes = mac.split(':').map((byte) => Number.parseInt(byte, 16))
  const packet = new Uint8Array(SYNC_BYTES + REPEATS * MAC_BYTES).fill(0xff)
  for (let time = 0; time < REPEATS; time += 1) packet.set(bytes, SYNC_BYTES + time * MAC_BYTES)
  return packet
}

/**
 * Sends the magic packet to everyone on the card's network: a machine that sleeps has no address.
 * @throws BootdropError `card-unknown`, `card-down`, `card-without-address`; `usage` for an address that is no single machine's
 */
export async function wakeOnLan(cards: readonly Card[], nic: string, mac: Mac): Promise<null> {
  checkMachine(mac)
  const { card, address } = chooseCard(cards, nic)
  await wakeThrough(bindCard(card, address), mac)
  return null
}

function checkMachine(mac: Mac): void {
  const [first = 0, ...others] = mac.split(':').map((byte) => Number.parseInt(byte, 16))
  // IEEE 802: the lowest bit of the first byte marks a group of cards; all ones is everybody.
  const isGroup = first % 2 === 1
  if (!isGroup && [first, ...others].some((byte) => byte !== 0)) return
  const text = `${mac} is not the address of one machine, so nothing was sent: choose a machine with an address of its own.`
  throw new BootdropError('usage', text, { reason: 'wake-address', mac })
}

/** @throws BootdropError where the card takes no socket, Error where it does not send */
export async function wakeThrough(binding: CardBinding, mac: Mac): Promise<void> {
  const socket = await binding.openUdp({ port: 0, broadcast: true })
  try {
    await sent(socket, magicPacket(mac))
  } finally {
    socket.close()
  }
}

/** A socket tells of an error after the call: a turn of the loop is enough for it to come. */
function sent(socket: UdpSocket, packet: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.onError(reject)
    socket.send(packet, { address: '255.255.255.255', port: PORT })
    setImmediate(() => resolve())
  })
}
