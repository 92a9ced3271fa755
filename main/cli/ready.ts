import { basename } from 'node:path'
import type { EngineEvent } from '../engine/engine'
import type { EngineState, MediumChoice, PortName, ServeMode } from '../engine/types'

type ReadyEvent = Extract<EngineEvent, { type: 'ready' }>

/** Who is served: all machines on the wire, or virtual ones of this program's own (selftest, demo). */
export type Audience = 'everyone' | 'own-machines'

/** The fields of a `ready` line of `--json` (DESIGN.md 3.2): ports by name, media as paths, servers as heard so far. */
export function readyEvent({ state, mode }: ReadyEvent): object {
  const { card, address, ports, served, otherServers } = state
  const numbers = Object.fromEntries((Object.keys(ports) as PortName[]).map((name) => [name, ports[name].port]))
  return {
    nic: card?.name,
    address,
    mode,
    ...numbers,
    title: served?.title ?? null,
    media: (served?.media ?? []).map(({ path }) => path),
    choices: (served?.media ?? []).map(({ recipe, entry, answer, options }) => ({ recipe, entry, answer, options })),
    servers: otherServers.map((server) => ({
      address: server.address,
      kind: server.kind,
      claimsPxe: server.claimsPxe,
    })),
  }
}

export function readyInWords({ state, mode }: ReadyEvent, audience: Audience): string {
  const { card, address, ports, served } = state
  const turnOn = card?.kind === 'loopback' ? '' : ' Turn a machine on and choose network boot.'
  const next = audience === 'everyone' ? `${turnOn} Ctrl+C stops.` : ''
  const chosen = (served?.media ?? []).map(choiceInWords).filter((words) => words !== '')
  return (
    `Serving ${served?.title} on ${card?.title} (${address}). ${whoLeases(state, mode, audience)}\n` +
    chosen.map((words) => `${words}\n`).join('') +
    `UDP ${ports.dhcp.port}, ${ports.pxe.port}, ${ports.tftp.port}, HTTP ${ports.http.port}.${next}`
  )
}

/** What the line chose of a medium; empty where all was left open. */
function choiceInWords({ path, recipe, entry, answer, options }: MediumChoice): string {
  const set = Object.entries(options ?? {}).map(([name, value]) => `${name}=${value}`)
  const parts = [
    ...(recipe === undefined ? [] : [`recipe ${recipe}`]),
    ...(entry === undefined ? [] : [`entry ${entry}`]),
    ...(answer === undefined ? [] : [`answer file ${answer}`]),
    ...(set.length === 0 ? [] : [`options ${set.join(' ')}`]),
  ]
  return parts.length === 0 ? '' : `${basename(path)}: ${parts.join(', ')}`
}

/** Claims no server that was not heard: proxy mode asked for by hand does not listen first. */
function whoLeases({ card, otherServers }: EngineState, mode: ServeMode, audience: Audience): string {
  const alone = card?.kind === 'loopback'
  if (mode === 'dhcp') return `Bootdrop gives the addresses${alone ? '' : ': no other DHCP server answered'}.`
  if (alone) return 'No packet leaves this computer.'
  const heard = otherServers.filter(({ kind }) => kind === 'dhcp').map(({ address }) => address)
  if (heard.length > 0) return `It works beside ${heard.join(' and ')}, which gives the addresses.`
  if (audience === 'own-machines') return 'Only the virtual machines of this test are answered.'
  return 'Bootdrop gives no addresses: a DHCP server on this wire has to.'
}
