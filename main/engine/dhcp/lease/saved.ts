import * as v from 'valibot'
import type { Ipv4, Mac } from '../../types'

/** Leases as they are kept across restarts: plain JSON. */
export interface SavedLeases {
  readonly version: 1
  readonly leases: readonly {
    readonly address: Ipv4
    readonly mac: Mac
    /** Option 61 in hex. */
    readonly clientId?: string
    /** ms since the epoch. */
    readonly until: number
  }[]
  readonly abandoned: readonly { readonly address: Ipv4; readonly until: number }[]
  /** Oldest first; files of earlier versions have none. */
  readonly offers?: readonly { readonly mac: Mac; readonly address: Ipv4 }[]
}

const address = v.pipe(v.string(), v.ipv4())
const until = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER))
const mac = v.pipe(v.string(), v.regex(/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/))
const lease = v.object({
  address,
  mac,
  clientId: v.exactOptional(v.pipe(v.string(), v.regex(/^([0-9a-f]{2}){1,255}$/))),
  until,
})
const abandoned = v.object({ address, until })
const offered = v.object({ mac, address })

/** More than any pool has; a file that someone made larger is not worth more time. */
const MAX_ENTRIES = 1000

const list = v.fallback(v.array(v.unknown()), [])
const file = v.fallback(v.object({ version: v.literal(1), leases: list, abandoned: list, offers: list }), {
  version: 1,
  leases: [],
  abandoned: [],
  offers: [],
})

/** The file may be cut off, edited or of another version: what cannot be read is left out, line by line. Never throws. */
export function readSaved(raw: unknown): Required<SavedLeases> {
  const found = v.parse(file, raw)
  return {
    version: 1,
    leases: readable(lease, found.leases),
    abandoned: readable(abandoned, found.abandoned),
    offers: readable(offered, found.offers),
  }
}

function readable<Schema extends v.GenericSchema>(schema: Schema, entries: unknown[]): v.InferOutput<Schema>[] {
  return entries.slice(0, MAX_ENTRIES).flatMap((entry) => {
    const result = v.safeParse(schema, entry)
    return result.success ? [result.output] : []
  })
}
