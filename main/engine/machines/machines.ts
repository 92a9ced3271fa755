import { createCapture, type Capture } from '../capture/ring'
import type { Observation } from '../clients/observation'
import { mayHaveFollowed } from '../clients/place'
import { createRegistry, type Registry, type VendorOf } from '../clients/registry'
import { isAtLeast, rungOf } from '../clients/rungs'
import type { Clock } from '../clock'
import type { EngineEvent } from '../engine'
import { lineOf } from '../log'
import type { NoticeSink } from '../notices'
import type { StateStore } from '../state'
import type { Storage } from '../storage'
import type { Client } from '../types'
import { Installs } from './installs'
import { MachineMemory } from './memory'

/** The list of who made which network card. */
export interface Vendors {
  /** Reads it, once. Never rejects. */
  load(): Promise<void>
  readonly of: VendorOf
}

export interface MachinesOptions {
  readonly clock: Clock
  readonly storage: Storage
  readonly store: StateStore
  readonly notify: NoticeSink
  readonly emit: (event: EngineEvent) => void
  readonly vendors?: Vendors | undefined
}

const TICK_MS = 1_000

/** Everything that is known about the machines of one session: their ladders, what is remembered, what they said. */
export class Machines {
  readonly memory: MachineMemory
  readonly installs: Installs
  readonly capture: Capture
  /** A machine heard our answer and never came back: it may have followed another server. */
  onStuck: () => void = () => undefined
  readonly #registry: Registry
  /** Whose refusal of loaders was told: their screens say the same at each further try. */
  readonly #refused = new Set<string>()
  #cancelTick: () => void = () => undefined

  constructor(private readonly options: MachinesOptions) {
    const { clock, storage, emit, vendors } = options
    this.memory = new MachineMemory(storage, clock)
    this.installs = new Installs(this.memory, clock)
    this.#registry = createRegistry({
      clock,
      onChange: (client, previous) => {
        this.installs.changed(client)
        this.#tellSecureBoot(client)
        if (isNewlyStuck(client, previous)) this.onStuck()
        emit({ type: 'client', client })
        this.#refresh()
      },
      onTransfer: (client, transfer) => {
        emit({ type: 'transfer', client, transfer })
        this.#refresh()
      },
      ...(vendors === undefined ? {} : { vendorOf: vendors.of }),
      place: () => {
        const { otherServers, mode } = options.store.state
        return { servers: otherServers, leases: mode === 'dhcp' }
      },
    })
    this.capture = createCapture({
      clock,
      macOf: (ip) => this.#registry.byIp(ip)?.mac,
      loading: () => this.clients().flatMap((client) => (isClimbing(client) ? [client.id] : [])),
    })
    this.#tick()
  }

  clients(): readonly Client[] {
    return this.#registry.clients()
  }

  observe(told: Observation): void {
    const registry = this.#registry
    const observation = believed(registry, told)
    const file = fileOf(registry, observation)
    this.installs.observe(observation, clientOf(registry, observation))
    registry.observe(observation)
    const client = clientOf(registry, observation)
    if (observation.kind === 'script' && observation.model !== undefined && client?.mac !== undefined) {
      this.memory.note({ mac: client.mac, uuid: client.uuid }, { model: observation.model })
    }
    const line = lineOf(observation, file)
    const mac = 'mac' in observation ? observation.mac : undefined
    if (line !== undefined) this.options.store.line(line.level, line.text, mac ?? client?.id)
  }

  close(): void {
    this.#cancelTick()
    this.#registry.end()
    this.options.store.update({ clients: this.clients(), bytesPerSecond: 0 })
    this.memory.save()
  }

  #tick(): void {
    this.#registry.tick()
    this.#refresh()
    this.#cancelTick = this.options.clock.after(TICK_MS, () => this.#tick())
  }

  #refresh(): void {
    this.options.store.refresh(() => ({ clients: this.clients(), bytesPerSecond: speedOf(this.clients()) }))
  }

  #tellSecureBoot({ id, mac, phase }: Client): void {
    if (!('why' in phase) || phase.why !== 'secure-boot' || this.#refused.has(id)) return
    this.#refused.add(id)
    const text = `${mac ?? id} got a whole loader twice and fell silent each time: its firmware refuses them, most likely because Secure Boot is on. Switch Secure Boot off in its firmware setup, or give it a signed loader.`
    this.options.notify('warning', 'secure-boot', text, mac, { machine: mac ?? id })
  }
}

/**
 * Anybody can write any MAC into a query. It counts for a machine that is not known to be elsewhere, and from an address that is
 * not known to be another's; else the word is about whoever sent it.
 */
function believed(registry: Registry, observation: Observation): Observation {
  if ((observation.kind !== 'script' && observation.kind !== 'finished') || observation.mac === undefined) {
    return observation
  }
  const there = registry.byIp(observation.ip)?.mac
  const mayBe = there === undefined && registry.mayClaim(observation.mac, observation.ip)
  if (there === observation.mac || mayBe) return observation
  if (observation.kind === 'finished') return { ...observation, mac: there }
  // What it says of itself is not this machine's either.
  const { kind, ip, arch, files } = observation
  return { kind, ip, arch, files, mac: there, uuid: undefined }
}

/** The machine that an observation is about; undefined for one that is not known yet. */
function clientOf(registry: Registry, observation: Observation): Client | undefined {
  const byMac = 'mac' in observation && observation.mac !== undefined ? registry.get(observation.mac) : undefined
  return byMac ?? ('ip' in observation ? registry.byIp(observation.ip) : undefined)
}

/** The name of the file whose transfer ends; the observation only has its id. */
function fileOf(registry: Registry, observation: Observation): string | undefined {
  if (observation.kind !== 'transfer-end') return undefined
  return registry.byIp(observation.ip)?.transfers.find(({ id }) => id === observation.id)?.file
}

/** A machine that asks on and on is not listened around for each time. */
function isNewlyStuck({ phase }: Client, previous: Client | undefined): boolean {
  if (!('why' in phase) || !mayHaveFollowed(phase.why)) return false
  return previous === undefined || !('why' in previous.phase)
}

/** An address alone is had for a forged question on 4011. */
function isClimbing({ phase, transfers }: Client): boolean {
  return isAtLeast(rungOf(phase), 'loader') || transfers.some(({ done }) => !done)
}

function speedOf(clients: readonly Client[]): number {
  let bytesPerSecond = 0
  for (const { transfers } of clients) {
    for (const transfer of transfers) if (!transfer.done) bytesPerSecond += transfer.bytesPerSecond
  }
  return bytesPerSecond
}
