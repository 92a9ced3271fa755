import type { Observation } from '../../../../main/engine/clients/observation'
import { createRegistry, type Registry, type RegistryOptions } from '../../../../main/engine/clients/registry'
import type { Client, FileRole, Transfer } from '../../../../main/engine/types'

type Seen<K extends Observation['kind']> = Extract<Observation, { kind: K }>

export const MAC = '52:54:00:12:34:56'
export const IP = '192.168.1.143'
export const KERNEL = '/iso/abc/install/vmlinuz'
export const INITRD = '/iso/abc/install/initrd.gz'

export function discover(more: Partial<Seen<'discover'>> = {}): Observation {
  const who = {
    uuid: undefined,
    arch: 'uefi-x64',
    stage: 'firmware',
    vendorClass: 'PXEClient',
    hostname: undefined,
  } as const
  return { kind: 'discover', mac: MAC, ...who, detail: 'DISCOVER', ...more }
}
export const ipxeDiscover = (): Observation => discover({ stage: 'ipxe', detail: 'DISCOVER iPXE' })

export function offer(more: Partial<Seen<'offer'>> = {}): Observation {
  return { kind: 'offer', mac: MAC, strategy: 'A', bootServer: false, file: 'snponly.efi', detail: 'OFFER', ...more }
}
export function lease(more: Partial<Seen<'lease'>> = {}): Observation {
  return { kind: 'lease', mac: MAC, ip: IP, server: '192.168.1.1', ...more }
}
export function refused(why: Seen<'refused'>['why']): Observation {
  return { kind: 'refused', mac: MAC, arch: 'rpi', why }
}
export function start(
  id: string,
  role: FileRole,
  file: string,
  more: Partial<Seen<'transfer-start'>> = {},
): Observation {
  const protocol = role === 'loader' ? 'tftp' : 'http'
  return { kind: 'transfer-start', id, ip: IP, protocol, file, role, sizeBytes: 1000, detail: `GET ${file}`, ...more }
}
export function progress(id: string, sentBytes: number): Observation {
  return { kind: 'transfer-progress', id, ip: IP, sentBytes }
}
export function end(id: string, outcome: Seen<'transfer-end'>['outcome'] = 'complete', sentBytes = 1000): Observation {
  return { kind: 'transfer-end', id, ip: IP, sentBytes, outcome, detail: outcome }
}
export function notFound(file: string, more: Partial<Seen<'not-found'>> = {}): Observation {
  return { kind: 'not-found', ip: IP, protocol: 'tftp', file, expected: false, ...more }
}
export function script(more: Partial<Seen<'script'>> = {}): Observation {
  return { kind: 'script', ip: IP, mac: MAC, arch: 'uefi-x64', uuid: undefined, files: [KERNEL, INITRD], ...more }
}

/** A whole file: its start and its end. */
export function file(id: string, role: FileRole, name: string): Observation[] {
  return [start(id, role, name), end(id)]
}

/** What happens on the way to each rung, one after the other. */
export const TO_ADDRESSED = [discover(), offer(), lease()]
export const TO_LOADER = [...TO_ADDRESSED, ...file('t1', 'loader', 'snponly.efi')]
export const TO_IPXE = [...TO_LOADER, ipxeDiscover(), offer({ file: 'http://x/boot.ipxe' })]
export const TO_SCRIPT = [...TO_IPXE, ...file('h1', 'script', '/boot.ipxe'), script()]
export const TO_LOADING = [...TO_SCRIPT, start('h2', 'boot', KERNEL)]
export const TO_HANDED_OVER = [...TO_LOADING, end('h2'), ...file('h3', 'boot', INITRD)]
export const TO_RUNNING = [...TO_HANDED_OVER, start('h4', 'runtime', '/iso/abc/live/filesystem.squashfs')]

/** A registry whose time only moves when it is told to, and what it told. */
export interface Bench {
  readonly registry: Registry
  readonly changes: Client[]
  readonly transfers: Transfer[]
  feed(...observations: readonly Observation[]): void
  /** Time passes, with a tick each second. */
  wait(seconds: number): void
  /** Time jumps without a tick. */
  skip(milliseconds: number): void
  /** The machine with MAC. */
  client(): Client
  /** `loader`, or `stalled: loader-sent-then-silence @ loader`. */
  phase(): string
}

export function bench(options: Pick<RegistryOptions, 'place'> = {}): Bench {
  let now = 1_700_000_000_000
  const changes: Client[] = []
  const transfers: Transfer[] = []
  const registry = createRegistry({
    ...options,
    clock: { now: () => now },
    onChange: (client) => void changes.push(client),
    onTransfer: (_client, transfer) => void transfers.push(transfer),
  })
  const client = (): Client => {
    const found = registry.clients().find(({ id }) => id === MAC)
    if (found === undefined) throw new Error('the machine is not known')
    return found
  }
  return {
    registry,
    changes,
    transfers,
    client,
    feed: (...observations) => observations.forEach((observation) => registry.observe(observation)),
    wait(seconds) {
      for (let second = 0; second < seconds; second += 1) {
        now += 1_000
        registry.tick()
      }
    },
    skip: (milliseconds) => void (now += milliseconds),
    phase() {
      const { phase } = client()
      return 'why' in phase ? `${phase.phase}: ${phase.why} @ ${phase.at}` : phase.phase
    },
  }
}
