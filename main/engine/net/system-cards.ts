import { networkInterfaces, type Systeminformation } from 'systeminformation'
import type { Card, CardKind } from '../types'
import { addressesOf, type SystemInterfaces } from './addresses'
import { kindByName } from './kinds'

/**
 * Names, link speeds and states of cards on Windows and macOS take programs that need a second or more; they hardly ever
 * change. So they are asked for once and again at leisure, while addresses are always fresh.
 */
const FRESH_MS = 30_000
/** The first question must not hold up the list of cards. */
const PATIENCE_MS = 400

type Details = readonly Systeminformation.NetworkInterfacesData[]

let details: Details = []
let askedAt = Number.NEGATIVE_INFINITY
let asking: Promise<void> | undefined

/** Cards with what the system told about them so far. */
export async function systemCards(interfaces: SystemInterfaces, nowMs: number): Promise<Card[]> {
  if (asking === undefined && nowMs - askedAt > FRESH_MS) {
    askedAt = nowMs
    asking = askSystem()
  }
  if (asking !== undefined && details.length === 0) await Promise.race([asking, sleep(PATIENCE_MS)])
  return mergeCards(interfaces, details)
}

async function askSystem(): Promise<void> {
  try {
    const found = await networkInterfaces('*')
    details = Array.isArray(found) ? found : [found]
  } catch {
    // The list without titles and speeds is still a list.
  } finally {
    asking = undefined
  }
}

/** Joins what Node knows (addresses, now) with what systeminformation knows (titles, speeds, states). */
export function mergeCards(interfaces: SystemInterfaces, known: Details): Card[] {
  const names = new Set([...Object.keys(interfaces), ...known.map(({ iface }) => iface)])
  return [...names].map((name) => {
    const entries = interfaces[name] ?? []
    const detail = known.find(({ iface }) => iface === name)
    const addresses = addressesOf(entries)
    const up = entries.length > 0
    return {
      name,
      title: titleOf(name, detail),
      mac: (entries[0]?.mac ?? detail?.mac ?? '').toLowerCase(),
      kind: kindOf(name, entries[0]?.internal === true, detail),
      up,
      addresses,
      speedMbps: detail?.speed !== undefined && detail.speed !== null && detail.speed > 0 ? detail.speed : undefined,
      isDefaultRoute: detail?.default === true,
      problem: !up ? 'down' : addresses.length === 0 ? 'no-address' : undefined,
    }
  })
}

function kindOf(name: string, internal: boolean, detail: Details[number] | undefined): CardKind {
  if (internal) return 'loopback'
  const byName = kindByName(name, detail?.ifaceName)
  if (byName === 'loopback' || byName === 'virtual' || detail?.virtual === true)
    return byName === 'loopback' ? byName : 'virtual'
  return detail?.type === 'wireless' ? 'wifi' : byName
}

function titleOf(name: string, detail: Details[number] | undefined): string {
  const description = detail?.ifaceName
  return description === undefined || description === '' || description === name ? name : `${description} (${name})`
}

function sleep(delayMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, delayMs))
}
