/** What installers post about themselves and about how far they are. All of it is somebody's word. */
import type { Mac } from '../../types'
import { ownUuid } from '../../machines/uuid'

/** What Proxmox's installer tells when it asks for its answer file, and again when it is done. */
export interface PostedMachine {
  readonly macs: readonly Mac[]
  readonly uuid: string | undefined
  readonly serial: string | undefined
}

const NOBODY: PostedMachine = { macs: [], uuid: undefined, serial: undefined }
/** Ports of one machine. */
const MAX_MACS = 64

/**
 * Proxmox (proxmox-fetch-answer, proxmox-post-hook of pve-installer): `network_interfaces` or `network-interfaces` with a `mac` each,
 * `dmi.system` with `uuid` and `serial`. Never throws.
 */
export function postedMachine(posted: Uint8Array | undefined): PostedMachine {
  const body = jsonOf(posted)
  if (body === undefined) return NOBODY
  const cards = body['network_interfaces'] ?? body['network-interfaces']
  const system = fieldsOf(fieldsOf(body['dmi'])?.['system'])
  const uuid = textOf(system?.['uuid'])?.toLowerCase()
  return {
    macs: Array.isArray(cards) ? cards.slice(0, MAX_MACS).flatMap((card) => macIn(fieldsOf(card)?.['mac'])) : [],
    uuid: uuid !== undefined && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(uuid) ? ownUuid(uuid) : undefined,
    serial: textOf(system?.['serial']),
  }
}

/**
 * Whether `/finished` was asked for by a machine that is done. Everything says so, a plain GET as well as cloud-init's phone_home and
 * Proxmox's hook, but for the events of curtin's reporter (curtin/reporter/events.py), of which there are hundreds: Ubuntu's
 * installer is done where it begins to shut down, which it does by itself only when all went well
 * (subiquity/server/controllers/shutdown.py; it may be off before it tells the end of that); curtin alone is where `cmd-install` ends well.
 */
export function saysFinished(posted: Uint8Array | undefined): boolean {
  const body = jsonOf(posted)
  const type = textOf(body?.['event_type'])
  const name = textOf(body?.['name'])
  if (type === undefined || name === undefined) return true
  const result = textOf(body?.['result']) ?? 'SUCCESS'
  if (result !== 'SUCCESS') return false
  return name === 'subiquity/Shutdown/shutdown' || (name === 'cmd-install' && type === 'finish')
}

function jsonOf(posted: Uint8Array | undefined): Readonly<Record<string, unknown>> | undefined {
  if (posted === undefined || posted.length === 0) return undefined
  try {
    return fieldsOf(JSON.parse(Buffer.from(posted).toString('utf8')))
  } catch {
    return undefined
  }
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

function macIn(value: unknown): Mac[] {
  const mac = textOf(value)?.toLowerCase().replaceAll('-', ':') ?? ''
  return /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/.test(mac) ? [mac] : []
}
