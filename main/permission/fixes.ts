/** What Bootdrop does for the user at the press of a button in pre-flight, and takes back at stop. Linux. */
import { chooseCard } from '../engine/choose-card'
import type { Engine } from '../engine/engine'
import { BootdropError, messageOf } from '../engine/errors'
import { DEFAULT_PORTS } from '../engine/initial'
import { barredPorts } from '../engine/net/low-ports'
import type { SessionPorts } from '../engine/session'
import type { Card } from '../engine/types'
import { FirewallOpening, type FirewallOptions } from './firewall'
import type { Holding } from './holding'
import { httpPortAtStart } from './http-port'

export interface Fixes {
  /** Asks for the ports ahead of the start, which then needs no question. @throws BootdropError `permission-…`, `port-taken` */
  readonly 'ask-permission': (nic: string) => Promise<void>
  /** Lets machines on the card through the firewall until the stop. @throws BootdropError `permission-…` */
  readonly 'open-firewall': (nic: string) => Promise<void>
}

export interface PermissionFixes extends Fixes {
  /** Whether a start on that card would find its ports open. */
  readonly holdsPorts: (nic: string) => boolean
  /** The card that is let through the firewall now. */
  readonly openCard: () => string | undefined
  /** Takes everything back. */
  readonly close: () => Promise<void>
}

export interface FixesOptions extends FirewallOptions {
  readonly holding: Holding
  readonly engine: Pick<Engine, 'state' | 'onState' | 'notice'>
  readonly cards: () => Promise<readonly Card[]>
  readonly ports?: Partial<SessionPorts>
}

export function createFixes(options: FixesOptions): PermissionFixes {
  const { engine, holding, cards } = options
  const ports = { ...DEFAULT_PORTS, ...options.ports }
  const firewall = new FirewallOpening(options)
  const ending = new AbortController()
  let wasServing = false
  const endListening = engine.onState(({ status, card, ports: { http } }) => {
    if (status === 'serving' && !wasServing) {
      wasServing = true
      // Whatever asked for the ports has cleaned up already; else it is asked now, once.
      firewall.cleanUp(ending.signal).catch(() => undefined)
      // It was opened before it was known which port HTTP would get.
      if (card !== undefined) void follow(card.name, http.port)
    }
    if (status === 'stopped' && wasServing) {
      wasServing = false
      void firewall.close()
    }
  })
  async function follow(card: string, port: number): Promise<void> {
    try {
      await firewall.follow(card, port, ending.signal)
    } catch (error) {
      if (error instanceof BootdropError && error.code === 'cancelled') return
      const text = `HTTP got port ${String(port)}, for the one that the firewall was opened for is taken, and opening it for this one failed: ${messageOf(error)} Machines get no further than their loader. Open the firewall again in the checks.`
      engine.notice('warning', 'firewall-not-followed', text, undefined, { port })
    }
  }

  return {
    async 'ask-permission'(nic) {
      if (process.platform !== 'linux') return
      const { card, address } = chooseCard(await cards(), nic)
      const place = { card: card.name, address: address.address }
      const barred = barredPorts(place, [ports.dhcp, ports.tftp, ports.pxe, 68])
      if (barred.length > 0) await holding.ahead({ ...place, ports: barred }, ending.signal)
    },
    async 'open-firewall'(nic) {
      if (process.platform !== 'linux') {
        throw new BootdropError('usage', 'Bootdrop opens the firewall by itself on Linux only.')
      }
      const { card, address } = chooseCard(await cards(), nic)
      const { http } = engine.state().ports
      const port = http.state === 'open' ? http.port : await httpPortAtStart(card, address, ports.http)
      await firewall.open(card, address, port, ending.signal)
    },
    holdsPorts: (nic) => holding.holds(nic),
    openCard: () => firewall.card,
    async close() {
      endListening()
      ending.abort(new BootdropError('cancelled', 'Bootdrop is closing.'))
      holding.release()
      await firewall.close()
    },
  }
}
