import type { Clock } from '../../clock'
import type { UdpPeer } from '../../net/udp'
import type { Mac, OtherServer } from '../../types'
import type { DhcpPacket } from '../packet'
import { newXid, probeDiscover } from './discover'
import { KnownServers } from './known'
import { openLine, type LineOptions } from './line'
import { sightingOf, type HeardOn } from './sighting'

/** When a DISCOVER goes out, seconds after the start: one may be lost, and a switch port may still be waking up. */
const ASK_AT_S = [0, 1, 2, 3]

/** Silence until then is an answer: dnsmasq pings an address for three seconds before it offers it. */
const SILENCE_MS = 4_000

/** Servers on one wire answer within milliseconds of each other; boot servers are among them. */
const OTHERS_MS = 300

export interface ProbeOptions extends LineOptions {
  /** The card's. */
  readonly mac: Mac
  readonly clock: Clock
  /** In [0, 1), as Math.random. */
  readonly random: () => number
  /** Gives what the owner of port 67 hears there, where that is open: needed with `sendFromServer`. */
  readonly onServerPacket?: (handler: (packet: DhcpPacket, from: UdpPeer) => void) => void
  readonly signal?: AbortSignal
}

/**
 * Asks who serves DHCP or PXE on the card. Ends 300 ms after the first DHCP server answered, else after 4 s. Takes port 68,
 * or, where that is not to be had, port 67: it must be free then, or `sendFromServer` has to be given.
 * @returns the servers, in the order of their answers
 * @throws BootdropError `port-taken`, `port-forbidden`, `card-down`; the signal's reason once it is aborted
 */
export async function probe(options: ProbeOptions): Promise<readonly OtherServer[]> {
  const { binding, mac, clock, random, signal } = options
  signal?.throwIfAborted()
  const known = new KnownServers()
  let answered = (): void => undefined
  const line = await openLine(options)
  const hear = (packet: DhcpPacket, from: UdpPeer, heardOn: HeardOn): void => {
    const sighting = sightingOf(packet, from, binding, heardOn)
    if (sighting === undefined) return
    known.heard(sighting, clock.now(), true)
    if (sighting.kind === 'dhcp') answered()
  }
  line.onPacket(hear)
  options.onServerPacket?.((packet, from) => hear(packet, from, 'server'))
  const xid = newXid(random)
  const cancels: (() => void)[] = []
  try {
    await new Promise<void>((resolve, reject) => {
      const abort = (): void => reject(asError(signal?.reason))
      signal?.addEventListener('abort', abort, { once: true })
      cancels.push(() => signal?.removeEventListener('abort', abort))
      if (signal?.aborted === true) return abort()
      answered = () => {
        answered = () => undefined
        cancels.push(clock.after(OTHERS_MS, resolve))
      }
      cancels.push(clock.after(SILENCE_MS, resolve))
      for (const secs of ASK_AT_S) {
        const ask = (): void => line.ask(probeDiscover({ mac, xid, secs }))
        if (secs === 0) ask()
        else cancels.push(clock.after(secs * 1_000, ask))
      }
    })
    return known.list()
  } finally {
    for (const cancel of cancels) cancel()
    line.close()
  }
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason))
}
