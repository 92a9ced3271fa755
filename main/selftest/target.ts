import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Assets } from '../engine/assets'
import { chooseCard } from '../engine/choose-card'
import type { Engine } from '../engine/engine'
import { BootdropError } from '../engine/errors'
import { DEFAULTS } from '../engine/initial'
import type { SessionPorts } from '../engine/session'
import type { Card, CardAddress, Mac } from '../engine/types'

/** The medium that set-up fetches beside the loaders. */
const OWN_MEDIUM = 'memtest86plus-x64.iso'

/** What a test needs of the engine that it goes through. */
export type TestedEngine = Pick<Engine, 'state' | 'story' | 'aside'>

/** The server that is tested. */
export interface Target {
  readonly engine: TestedEngine
  readonly card: Card
  readonly address: CardAddress
  readonly ports: SessionPorts
  /** Paths of what it serves. */
  readonly media: readonly string[]
  /** It runs for the test alone. */
  readonly temporary: boolean
  close(): Promise<void>
}

export interface TargetOptions {
  readonly engine: TestedEngine
  readonly assets: Assets
  readonly listCards: () => Promise<readonly Card[]>
  /** Makes the engine that runs for the test alone. */
  readonly secondEngine: () => Engine
  readonly nic: string
  /** Who alone is served by a server that runs for the test. */
  readonly macs: readonly Mac[]
  readonly signal: AbortSignal
}

/**
 * What is served now; where nothing is, a second engine that serves a small medium of our own to these machines alone.
 * @throws BootdropError `usage`, `port-*`, `card-*`, `medium-missing`, `cancelled`
 */
export async function openTarget(options: TargetOptions): Promise<Target> {
  const { engine, nic } = options
  const { card, address } = chooseCard(await options.listCards(), nic)
  const { status, card: served, served: choice } = engine.state()
  if (status === 'stopped') return await openTemporary(options, card, address)
  if (status !== 'serving' || served?.name !== nic) {
    throw new BootdropError('already-serving', 'Bootdrop serves on another card, or is about to: test that one.')
  }
  return {
    ...{ engine, card, address, temporary: false },
    ports: portsOf(engine),
    media: choice?.media.map(({ path }) => path) ?? [],
    close: () => Promise.resolve(),
  }
}

async function openTemporary(options: TargetOptions, card: Card, address: CardAddress): Promise<Target> {
  const { assets, macs, signal } = options
  const path = join(assets.bootFolder, OWN_MEDIUM)
  if (!existsSync(path)) {
    throw new BootdropError('medium-missing', `The medium of the self-test (${OWN_MEDIUM}) is not here.`, { path })
  }
  const engine = options.secondEngine()
  const stop = (): void => void engine.stop()
  signal.addEventListener('abort', stop, { once: true })
  const close = async (): Promise<void> => {
    signal.removeEventListener('abort', stop)
    await engine.stop()
  }
  try {
    await engine.start({
      ...DEFAULTS,
      nic: card.name,
      media: [{ path }],
      mode: 'proxy',
      // The only ones that are answered: whoever turns a machine on meanwhile must not get this.
      allow: macs,
    })
    signal.throwIfAborted()
  } catch (error) {
    await close()
    throw error
  }
  return { engine, card, address, ports: portsOf(engine), media: [path], temporary: true, close }
}

export function portsOf(engine: Pick<TestedEngine, 'state'>): SessionPorts {
  const { dhcp, pxe, tftp, http } = engine.state().ports
  return { dhcp: dhcp.port, pxe: pxe.port, tftp: tftp.port, http: http.port }
}
