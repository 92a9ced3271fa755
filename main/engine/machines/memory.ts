import * as v from 'valibot'
import type { Clock } from '../clock'
import type { MachineFacts } from '../boot/contract'
import type { Storage } from '../storage'

/**
 * What earlier boots taught about a machine: which strategy and which way it takes, so that the next boot begins with it
 * (FIELD.md 4.4, 4.9), and what was installed on it.
 *
 * A machine is known by its UUID, because the MAC changes with the dongle (FIELD.md 2.15), and by its MAC where it sends no
 * UUID. What one machine needs its siblings need, too: each success is also noted for its kind.
 */
const Way = v.object({
  /** What worked beside a DHCP server, and what worked where we lease. */
  proxy: v.exactOptional(v.picklist(['A', 'B'])),
  dhcp: v.exactOptional(v.picklist(['B', 'C'])),
  chain: v.exactOptional(
    v.picklist(['ipxe-small', 'ipxe-full', 'ipxe-signed', 'medium-signed', 'whole-image', 'pi', 'script']),
  ),
})

const Title = v.pipe(v.string(), v.maxLength(200))

const Record = v.object({
  ...Way.entries,
  model: v.exactOptional(v.pipe(v.string(), v.maxLength(200))),
  /** An installer runs there since `at`. */
  installing: v.exactOptional(v.object({ title: Title, at: v.number() })),
  installed: v.exactOptional(v.object({ title: Title, at: v.number(), mac: v.exactOptional(v.string()) })),
})

export type Way = Readonly<v.InferOutput<typeof Way>>
export type MachineRecord = Readonly<v.InferOutput<typeof Record>>

const Entries = v.array(v.tuple([v.pipe(v.string(), v.maxLength(300)), v.unknown()]))
const File = v.object({ version: v.literal(1), machines: Entries, kinds: Entries })

/** Machines and kinds that are kept; the least recently learnt about goes first. */
const MAX_MACHINES = 2_000
const MAX_KINDS = 500
const SAVE_AFTER_MS = 1_000

export type Who = Pick<MachineFacts, 'mac' | 'uuid'>
type Kind = Pick<MachineFacts, 'mac' | 'arch' | 'vendorClass'>

export class MachineMemory {
  readonly #machines: Map<string, MachineRecord>
  readonly #kinds: Map<string, Way>
  #cancelSave: (() => void) | undefined

  constructor(
    private readonly storage: Storage,
    private readonly clock: Clock,
  ) {
    const parsed = v.safeParse(File, storage.read('machines'))
    this.#machines = readable(parsed.success ? parsed.output.machines : [], Record)
    this.#kinds = readable(parsed.success ? parsed.output.kinds : [], Way)
  }

  of(who: Who): MachineRecord {
    return this.#machines.get(keyOf(who)) ?? {}
  }

  /** The way that worked: of this very machine, else of the last one of its kind. */
  wayOf(machine: Who & Kind): Way {
    return { ...this.#kinds.get(kindOf(machine)), ...this.#machines.get(keyOf(machine)) }
  }

  /**
   * Notes that a machine came to life this way. Which loader its siblings need is a matter of their network card; whether
   * it has to be signed is a switch in each one's own setup.
   */
  learn(machine: Who & Kind, way: Way): void {
    this.note(machine, way)
    const { chain, ...strategies } = way
    const shared = chain === 'ipxe-small' || chain === 'ipxe-full' ? way : strategies
    put(this.#kinds, kindOf(machine), { ...this.#kinds.get(kindOf(machine)), ...shared }, MAX_KINDS)
  }

  /** Notes facts about one machine. */
  note(who: Who, facts: MachineRecord): void {
    const key = keyOf(who)
    const before = this.#machines.get(key)
    const after = { ...before, ...facts }
    if (before !== undefined && JSON.stringify(before) === JSON.stringify(after)) return
    put(this.#machines, key, after, MAX_MACHINES)
    this.#saveSoon()
  }

  forget(who: Who, fact: 'installing' | 'installed'): void {
    const before = this.of(who)
    if (before[fact] === undefined) return
    const after = Object.entries(before).filter(([name]) => name !== fact)
    put(this.#machines, keyOf(who), Object.fromEntries(after), MAX_MACHINES)
    this.#saveSoon()
  }

  /** Writes what is not written yet. */
  save(): void {
    if (this.#cancelSave === undefined) return
    this.#cancelSave()
    this.#cancelSave = undefined
    this.storage.write('machines', { version: 1, machines: [...this.#machines], kinds: [...this.#kinds] })
  }

  #saveSoon(): void {
    this.#cancelSave ??= this.clock.after(SAVE_AFTER_MS, () => this.save())
  }
}

function keyOf({ uuid, mac }: Who): string {
  return uuid ?? mac
}

/** Maker of the card, firmware's architecture, and version of its network stack: `52:54:00 uefi-x64 PXEClient:Arch:…`. */
function kindOf({ mac, arch, vendorClass }: Kind): string {
  return `${mac.slice(0, 8)} ${arch} ${(vendorClass ?? '').slice(0, 100)}`
}

function put<T>(map: Map<string, T>, key: string, value: T, max: number): void {
  // Deleted first, so that it is the newest again.
  map.delete(key)
  map.set(key, value)
  const [oldest] = map.keys()
  if (map.size > max && oldest !== undefined) map.delete(oldest)
}

/** A file can be edited by hand or come from another version: each entry stands or falls by itself. */
function readable<T>(
  entries: readonly (readonly [string, unknown])[],
  schema: v.GenericSchema<unknown, T>,
): Map<string, T> {
  const map = new Map<string, T>()
  for (const [key, value] of entries) {
    const parsed = v.safeParse(schema, value)
    if (parsed.success) map.set(key, parsed.output)
  }
  return map
}
