import type { Clock } from '../clock'
import type { Client, Ipv4, Mac } from '../types'
import type { Observation } from './observation'
import { createRegistry, type Registry } from './registry'

/** A machine that is served like any other and counted nowhere: it is on no list, in no log, and nothing is said of it. */
export interface AsideMachine {
  /** How far it came, as the servers saw it; undefined while it was not heard. */
  client(): Client | undefined
  /** From now on it is a machine like any other. */
  end(): void
}

interface Known {
  readonly mac: Mac
  readonly ip: Ipv4
  readonly registry: Registry
}

/** Machines of the self-test: they must not stand among those that are booted for their own sake. */
export class Aside {
  readonly #machines = new Set<Known>()

  constructor(private readonly clock: Pick<Clock, 'now'>) {}

  /** @param ip the address that it speaks from */
  add(mac: Mac, ip: Ipv4): AsideMachine {
    const registry = createRegistry({ clock: this.clock, onChange: () => undefined, onTransfer: () => undefined })
    const known: Known = { mac, ip, registry }
    this.#machines.add(known)
    return {
      client: () => registry.get(mac) ?? registry.byIp(ip),
      end: () => void this.#machines.delete(known),
    }
  }

  /** Whether the observation is about one of them; it is kept then. */
  take(observation: Observation): boolean {
    for (const { mac, ip, registry } of this.#machines) {
      const isMac = 'mac' in observation && observation.mac !== undefined ? observation.mac === mac : undefined
      const isAddress = 'ip' in observation && observation.ip === ip
      if (!(isMac ?? isAddress)) continue
      registry.observe(observation)
      return true
    }
    return false
  }
}
