import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import type { Clock } from '../clock'
import type { Ipv4, Mac } from '../types'
import type { CardBinding, UdpSocket } from './udp'

/** RFC 863, discard: what arrives there is thrown away, and hardly a machine listens. */
const DISCARD_PORT = 9
/**
 * Linux keeps what waits for an ARP answer for three seconds and counts it to its socket, about 800 bytes each of 208 KB. So
 * each hundred has a socket of its own.
 */
const POKES_PER_SOCKET = 100
/**
 * When to look, ms after the datagrams went out. Machines answer within a few; the last look is after the second ARP request,
 * which the system sends after one second, for a network card that slept or a cable that lost the first.
 */
const LOOKS_AT_MS = [50, 200, 600, 1300]
/** The system's own program must not hold up anyone for long. */
const ASK_TIMEOUT_MS = 2_000

export interface NeighbourQuestion {
  /** With the card's name where it has one (OpenCard): the same address may be a neighbour of another card, too. */
  readonly binding: CardBinding & { readonly card?: string }
  /** Of the card's own network. */
  readonly addresses: readonly Ipv4[]
  readonly clock: Clock
  /** The system's table; other ones for tests. */
  readonly readTable?: () => Promise<ReadonlyMap<Ipv4, Mac>>
}

/**
 * Who answers at these addresses, without rights and raw sockets: one small datagram to each makes the system ask by ARP,
 * and its table of neighbours tells who said "me". Takes 1.3 s, less when all have answered before.
 *
 * A machine that has just gone may be told for some more seconds, as long as the system believes in it; never one that was
 * not there at all. Machines that answer no ARP are not found.
 * @throws BootdropError `card-down`
 */
export async function pokeAndLook(question: NeighbourQuestion): Promise<ReadonlyMap<Ipv4, Mac>> {
  const { binding, addresses, clock } = question
  const readTable = question.readTable ?? (() => neighbours(binding))
  const found = new Map<Ipv4, Mac>()
  const sockets: UdpSocket[] = []
  try {
    for (let at = 0; at < addresses.length; at += POKES_PER_SOCKET) {
      const socket = await binding.openUdp({ port: 0, broadcast: false })
      // "Unreachable" is an answer as well, and the table has it.
      socket.onError(() => undefined)
      sockets.push(socket)
      const to = addresses.slice(at, at + POKES_PER_SOCKET)
      for (const address of to) socket.send(Uint8Array.of(0), { address, port: DISCARD_PORT })
    }
    let passed = 0
    for (const lookAt of LOOKS_AT_MS) {
      if (found.size === addresses.length) break
      await wait(clock, lookAt - passed)
      passed = lookAt
      const table = await readTable()
      for (const address of addresses) {
        const mac = table.get(address)
        if (mac !== undefined) found.set(address, mac)
      }
    }
    return found
  } finally {
    for (const socket of sockets) socket.close()
  }
}

/** The system's table of neighbours on one card, as far as they answered. Empty where it cannot be read. */
export async function neighbours({
  card,
  address,
}: {
  readonly card?: string
  readonly address: Ipv4
}): Promise<ReadonlyMap<Ipv4, Mac>> {
  switch (process.platform) {
    case 'linux':
      return linuxNeighbours(await readFile('/proc/self/net/arp', 'latin1').catch(() => ''), card)
    case 'win32':
      return windowsNeighbours(await ask('arp', ['-a', '-N', address]), address)
    default:
      return macNeighbours(await ask('arp', card === undefined ? ['-an'] : ['-an', '-i', card]), card)
  }
}

/** ATF_COM of the kernel's if_arp.h: the entry has an address. */
const COMPLETE = 0x02

/** The text of /proc/net/arp: a heading, then address, hardware type, flags, MAC, mask and device. */
export function linuxNeighbours(text: string, card: string | undefined): Map<Ipv4, Mac> {
  const found = new Map<Ipv4, Mac>()
  for (const line of text.split('\n').slice(1)) {
    const [address, , flags, mac, , device] = line.trim().split(/\s+/)
    if (address === undefined || (card !== undefined && device !== card)) continue
    if ((Number(flags) & COMPLETE) !== 0) keep(found, address, mac)
  }
  return found
}

/**
 * The output of `arp -a` on Windows, whose words are in the user's language: for each card a heading that ends in its own
 * address and index (`Interface: 192.168.1.5 --- 0xb`), then lines of address, MAC with dashes, and kind.
 */
export function windowsNeighbours(output: string, own: Ipv4): Map<Ipv4, Mac> {
  const found = new Map<Ipv4, Mac>()
  let isOurs = false
  for (const line of output.split('\n')) {
    const heading = /(\d+\.\d+\.\d+\.\d+)\s+---\s+0x/.exec(line)?.[1]
    if (heading !== undefined) isOurs = heading === own
    const [, address, mac] = /^\s+(\d+\.\d+\.\d+\.\d+)\s+((?:[0-9a-f]{2}-){5}[0-9a-f]{2})\s/i.exec(line) ?? []
    if (isOurs && address !== undefined) keep(found, address, mac?.replaceAll('-', ':'))
  }
  return found
}

/** The output of `arp -an` on macOS: `? (192.168.1.1) at 0:1b:2c:3:4:5 on en0 ifscope [ethernet]`, `(incomplete)` for a MAC. */
export function macNeighbours(output: string, card: string | undefined): Map<Ipv4, Mac> {
  const found = new Map<Ipv4, Mac>()
  for (const line of output.split('\n')) {
    const [, address, mac, device] = /\((\d+\.\d+\.\d+\.\d+)\) at ([0-9a-f:]+) on (\S+)/i.exec(line) ?? []
    if (address === undefined || (card !== undefined && device !== card)) continue
    keep(found, address, mac)
  }
  return found
}

/** Only what one machine can have: no zeros (nobody answered), no group address (the broadcast and multicast lines). */
function keep(found: Map<Ipv4, Mac>, address: Ipv4, text: string | undefined): void {
  const mac = text?.toLowerCase().split(':')
  if (mac?.length !== 6 || mac.some((part) => !/^[0-9a-f]{1,2}$/.test(part))) return
  const bytes = mac.map((part) => Number.parseInt(part, 16))
  if (bytes.every((byte) => byte === 0) || ((bytes[0] ?? 0) & 1) === 1) return
  found.set(address, bytes.map((byte) => byte.toString(16).padStart(2, '0')).join(':'))
}

function wait(clock: Clock, delayMs: number): Promise<void> {
  return new Promise((resolve) => void clock.after(delayMs, resolve))
}

/** Standard output of a program; empty when it is missing, fails or takes too long. */
function ask(program: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(program, args, { timeout: ASK_TIMEOUT_MS, windowsHide: true }, (_error, stdout) => resolve(stdout))
  })
}
