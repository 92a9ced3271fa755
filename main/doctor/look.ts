import { systemClock } from '../engine/clock'
import { listenOn, neighboursOn } from '../engine/doctor/listen'
import { preflight, type PreflightContext } from '../engine/doctor/preflight'
import { realSystem } from '../engine/doctor/real-system'
import type { System } from '../engine/doctor/system'
import { DEFAULT_PORTS } from '../engine/initial'
import type { FixId, Preflight } from '../engine/types'
import { portsFromEnvironment, type Host } from '../host'
import { cacheFolder } from '../storage'
import { createVendors } from '../vendors'
import { HeardServers } from './heard'

const NOTHING = { ports: false, firewall: false }

export interface LookOptions {
  readonly host: Pick<Host, 'cards' | 'assets'> & { readonly engine: Pick<Host['engine'], 'state' | 'onState'> }
  /** The window asks for permission at Start, and keeps the computer awake; the command line does neither. */
  readonly inWindow: boolean
  readonly fixes: readonly FixId[]
  /** PreflightContext.held */
  readonly held?: PreflightContext['held']
  /** This computer; another one for tests. */
  readonly system?: System
  readonly listenOn?: typeof listenOn
  readonly neighboursOn?: typeof neighboursOn
}

/** Pre-flight of this computer, for the window and for the command line alike. Remembers what was heard of other servers. */
export function createLook(options: LookOptions): (nic: string | null, listen: boolean) => Promise<Preflight> {
  const { host, inWindow, fixes, held = () => NOTHING, system = realSystem() } = options
  const { listenOn: listenNow = listenOn, neighboursOn: neighboursNow = neighboursOn } = options
  const vendors = createVendors()
  const remembered = new HeardServers()
  // For as long as the engine itself: a look hardly ever comes at the moment of a stop.
  host.engine.onState((state) => remembered.follow(state, systemClock.now()))
  const ports = { ...DEFAULT_PORTS, ...portsFromEnvironment(process.env['BOOTDROP_PORTS']) }
  return async (nic, listen) => {
    const cards = await host.cards()
    remembered.see(cards)
    return preflight(
      {
        ...{ system, vendors, ports, fixes, held, cards },
        clock: systemClock,
        engine: host.engine.state(),
        assets: host.assets,
        cache: cacheFolder(),
        asksAtStart: inWindow,
        keepsAwake: inWindow,
        async neighbours(card, address) {
          const macs = await neighboursNow(card, address)
          remembered.know(card, macs)
          return macs
        },
        async listen(card, address) {
          const heard = await listenNow(card, address, systemClock)
          remembered.keep(card, heard)
          return heard
        },
        heard: (card) => remembered.of(card),
      },
      nic,
      listen,
    )
  }
}
