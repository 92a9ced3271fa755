import { systemClock } from '../engine/clock'
import { listenOn, neighboursOn } from '../engine/doctor/listen'
import { preflight, type PreflightContext } from '../engine/doctor/preflight'
import { realSystem } from '../engine/doctor/real-system'
import type { Heard } from '../engine/doctor/servers'
import type { System } from '../engine/doctor/system'
import { DEFAULT_PORTS } from '../engine/initial'
import type { Card, FixId, Preflight } from '../engine/types'
import { portsFromEnvironment, type Host } from '../host'
import { cacheFolder } from '../storage'
import { createVendors } from '../vendors'

/** What was heard by listening counts for so long: who serves on a wire hardly changes within it. */
const FRESH_MS = 10 * 60_000

const NOTHING = { ports: false, firewall: false }

export interface LookOptions {
  readonly host: Pick<Host, 'cards' | 'assets'> & { readonly engine: Pick<Host['engine'], 'state'> }
  /** The window asks for permission at Start, and keeps the computer awake; the command line does neither. */
  readonly inWindow: boolean
  readonly fixes: readonly FixId[]
  /** PreflightContext.held */
  readonly held?: PreflightContext['held']
  /** This computer; another one for tests. */
  readonly system?: System
  readonly listenOn?: typeof listenOn
}

/** Pre-flight of this computer, for the window and for the command line alike. Remembers what it heard by listening. */
export function createLook(options: LookOptions): (nic: string | null, listen: boolean) => Promise<Preflight> {
  const { host, inWindow, fixes, held = () => NOTHING, system = realSystem() } = options
  const listenNow = options.listenOn ?? listenOn
  const vendors = createVendors()
  const remembered = new Map<string, Heard>()
  const ports = { ...DEFAULT_PORTS, ...portsFromEnvironment(process.env['BOOTDROP_PORTS']) }
  return async (nic, listen) =>
    preflight(
      {
        ...{ system, vendors, ports, fixes, held },
        clock: systemClock,
        cards: await host.cards(),
        engine: host.engine.state(),
        assets: host.assets,
        cache: cacheFolder(),
        asksAtStart: inWindow,
        keepsAwake: inWindow,
        neighbours: neighboursOn,
        async listen(card, address) {
          const heard = await listenNow(card, address, systemClock)
          remembered.set(wireOf(card), heard)
          return heard
        },
        heard(card) {
          const heard = remembered.get(wireOf(card))
          return heard?.at !== undefined && systemClock.now() - heard.at < FRESH_MS ? heard : undefined
        },
      },
      nic,
      listen,
    )
}

/** With another address the card is probably on another wire. */
const wireOf = ({ name, addresses }: Card): string => `${name} ${addresses[0]?.address ?? ''}`
