import { readdir, readFile, readlink, access } from 'node:fs/promises'
import type { Card, CardKind } from '../types'
import { addressesOf, type SystemInterfaces } from './addresses'
import { kindByName } from './kinds'

/**
 * Network cards as Linux itself tells them, in a millisecond or two: names and routes from /proc/self/net, which is always
 * the process's own network namespace; the rest from sysfs, which in a namespace may show other cards or none at all.
 * (systeminformation starts three shells for each card, one after the other, and holds up the whole process meanwhile.)
 */
export async function linuxCards(interfaces: SystemInterfaces): Promise<Card[]> {
  const [devices, routes] = await Promise.all([read('/proc/self/net/dev'), read('/proc/self/net/route')])
  const names = new Set([...deviceNames(devices), ...Object.keys(interfaces)])
  const defaultRoute = defaultRouteCard(routes)
  return Promise.all([...names].map((name) => linuxCard(name, interfaces, name === defaultRoute)))
}

async function linuxCard(name: string, interfaces: SystemInterfaces, isDefaultRoute: boolean): Promise<Card> {
  const sysfs = `/sys/class/net/${name}`
  const entries = interfaces[name] ?? []
  const addresses = addressesOf(entries)
  const [operstate, address, speed, kind, model] = await Promise.all([
    read(`${sysfs}/operstate`),
    read(`${sysfs}/address`),
    read(`${sysfs}/speed`),
    kindOf(name, 0),
    modelOf(sysfs),
  ])
  // Node lists only cards that are up and have a carrier; drivers without a carrier signal say `unknown`.
  const up = entries.length > 0 || operstate === 'up'
  const mbps = Number.parseInt(speed, 10)
  return {
    name,
    title: titleOf(name, kind, model),
    mac: (entries[0]?.mac ?? address).toLowerCase(),
    kind,
    up,
    addresses,
    // Virtual cables have a made-up one.
    speedMbps: mbps > 0 && kind !== 'virtual' ? mbps : undefined,
    isDefaultRoute,
    problem: !up ? 'down' : addresses.length === 0 ? 'no-address' : undefined,
  }
}

/** Card names in the text of /proc/net/dev: two lines of heading, then `name: numbers`. */
export function deviceNames(text: string): string[] {
  return text
    .split('\n')
    .slice(2)
    .map((line) => line.slice(0, line.lastIndexOf(':')).trim())
    .filter((name) => name !== '')
}

/** The card of the default route with the lowest metric in the text of /proc/net/route; undefined when there is none. */
export function defaultRouteCard(text: string): string | undefined {
  let best: { card: string; metric: number } | undefined
  for (const line of text.split('\n').slice(1)) {
    const [card, destination, , , , , metric, mask] = line.trim().split(/\s+/)
    if (card === undefined || destination !== '00000000' || mask !== '00000000') continue
    const value = Number(metric)
    if (best === undefined || value < best.metric) best = { card, metric: value }
  }
  return best?.card
}

/** A bridge, bond or VLAN is what it stands on: two steps down is as deep as real set-ups go. */
const MAX_DEPTH = 2

async function kindOf(name: string, depth: number): Promise<CardKind> {
  const byName = kindByName(name)
  if (byName === 'loopback' || byName === 'virtual') return byName
  const sysfs = `/sys/class/net/${name}`
  if ((await exists(`${sysfs}/wireless`)) || (await exists(`${sysfs}/phy80211`))) return 'wifi'
  const target = await readlink(sysfs).catch(() => '')
  if (!target.includes('/virtual/')) return byName
  if (depth >= MAX_DEPTH) return 'virtual'
  const lower = (await readdir(sysfs)).filter((entry) => entry.startsWith('lower_')).map((entry) => entry.slice(6))
  const kinds = await Promise.all(lower.map((below) => kindOf(below, depth + 1)))
  return kinds.find((kind) => kind === 'wired') ?? kinds.find((kind) => kind === 'wifi') ?? 'virtual'
}

/** Maker and model as udev looked them up, for cards with hardware behind them. */
async function modelOf(sysfs: string): Promise<string | undefined> {
  if (!(await exists(`${sysfs}/device`))) return undefined
  const index = await read(`${sysfs}/ifindex`)
  return modelFromUdev(await read(`/run/udev/data/n${index}`))
}

/** `Intel Ethernet Connection I219-LM` out of a udev database entry; undefined when it names no model. */
export function modelFromUdev(text: string): string | undefined {
  const field = (key: string): string | undefined => new RegExp(`^E:${key}=(.+)$`, 'm').exec(text)?.[1]?.trim()
  const model = field('ID_MODEL_FROM_DATABASE')
  if (model === undefined) return undefined
  const maker = field('ID_VENDOR_FROM_DATABASE')?.split(/[\s,]/)[0]
  return maker === undefined || model.startsWith(maker) ? model : `${maker} ${model}`
}

const KIND_WORDS: Record<CardKind, string> = {
  wired: 'Ethernet',
  wifi: 'Wi-Fi',
  virtual: 'Virtual card',
  loopback: 'This computer only',
}

function titleOf(name: string, kind: CardKind, model: string | undefined): string {
  return `${model ?? KIND_WORDS[kind]} (${name})`
}

async function read(path: string): Promise<string> {
  return (await readFile(path, 'utf8').catch(() => '')).trim()
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
