import { endFailure, endStall, climb, halt, hasLoader, isOn, patch, startOver, type Machine } from './machine'
import { counted, withEvidence } from './evidence'
import { legible, legibleName } from './legible'
import type { Observation } from './observation'
import { isAskingInVain } from './stalls'
import { fileKey, transferEnded, transferProgressed, transferStarted } from './transfers'

type Seen<K extends Observation['kind']> = Extract<Observation, { kind: K }>

/**
 * Silence after which a DISCOVER means that the machine was switched on again, and not that its firmware repeats itself:
 * EDK2 repeats after 4, 8, 16 and 32 s (NetworkPkg/Dhcp4Dxe), iPXE after 1 to 10 s (src/config/dhcp.h).
 */
const NEW_BOOT_SILENCE_MS = 120_000
/** Files that one script loads; recipes name a handful. */
const MAX_SCRIPT_FILES = 256

/** What one observation makes of a machine. Pure; a machine that nothing changes for comes back with a new `lastSeen` only. */
export function observe(machine: Machine, observation: Observation, now: number): Machine {
  const heard = patch(machine, { lastSeen: now })
  const next = step(heard, observation, now)
  const isNewBoot = next.client.boots !== machine.client.boots
  const more = counted(isNewBoot ? startOver(machine, now) : machine, observation, now)
  return patch(withEvidence(next, more), {}, { activeAt: now })
}

function step(machine: Machine, seen: Observation, now: number): Machine {
  switch (seen.kind) {
    case 'discover':
      return discovered(machine, seen, now)
    case 'offer':
      return offered(endFailure(isAskingInVain(machine) ? machine : endStall(machine), true), seen, now)
    case 'lease':
      return climb(patch(endStall(machine), { ip: seen.ip }), 'addressed', now)
    case 'refused':
      return halt(patch(machine, { arch: known(machine, seen.arch) }), 'failed', seen.why)
    case 'transfer-start':
      return transferStarted(endStall(machine), seen, now)
    case 'transfer-progress':
      return transferProgressed(endStall(machine), seen, now)
    case 'transfer-end':
      return transferEnded(endStall(machine), seen, now)
    case 'not-found':
      return notFound(endStall(machine), seen)
    case 'script':
      return scriptTold(machine, seen, now)
    case 'ignored':
      return patch(machine, { doing: 'ignored' })
    case 'finished':
      return climb(endFailure(endStall(machine), true), 'finished', now)
  }
}

function discovered(machine: Machine, seen: Seen<'discover'>, now: number): Machine {
  const isNew = beginsBoot(machine, seen.stage, now)
  const base = isNew ? startOver(machine, now) : isAskingInVain(machine) ? machine : endStall(machine)
  const { client, memo } = base
  const firmwareSeen = memo.firmwareSeen || seen.stage === 'firmware'
  // iPXE repeats what the firmware said, less exactly: a machine that boots by HTTP is plain UEFI to it.
  const isEcho = memo.firmwareSeen && seen.stage === 'ipxe'
  const told = patch(
    base,
    {
      uuid: seen.uuid ?? client.uuid,
      arch: isEcho ? known(base, seen.arch) : seen.arch,
      vendorClass: isEcho ? client.vendorClass : (optional(seen.vendorClass) ?? client.vendorClass),
      hostname: optional(seen.hostname) ?? client.hostname,
      detail: legible(seen.detail),
    },
    { firmwareSeen },
  )
  // A network ROM that is iPXE itself (QEMU's) begins here; only after firmware or a loader is it the iPXE that we sent.
  const isOurs = seen.stage === 'ipxe' && (memo.firmwareSeen || isOn(base, 'loader'))
  return climb(told, isOurs ? 'ipxe' : 'seen', now)
}

/**
 * Whether a DISCOVER is the first of a new boot. Within one boot there are several: the firmware's, repeated; then iPXE's own;
 * an installer's later one is not PXE and is not seen here.
 */
function beginsBoot(machine: Machine, stage: Seen<'discover'>['stage'], now: number): boolean {
  const { memo } = machine
  const wasSilent = now - memo.activeAt > NEW_BOOT_SILENCE_MS
  if (stage === 'firmware') {
    // Firmware never asks again once its loader runs; with a loader that broke off it does.
    return isOn(machine, 'ipxe') || hasLoader(machine) || wasSilent
  }
  if (isOn(machine, 'handed-over')) return true
  // Our iPXE may ask again after a long wait for the switch port; one in a ROM speaks only when the machine starts.
  return !memo.firmwareSeen && (isOn(machine, 'loading') || wasSilent)
}

function offered(machine: Machine, seen: Seen<'offer'>, now: number): Machine {
  const told = patch(machine, { strategy: seen.strategy, detail: legible(seen.detail) })
  const answered = climb(told, 'offered', now)
  // A boot server is asked from an address that the machine has by then.
  return seen.bootServer ? climb(answered, 'addressed', now) : answered
}

/** After the hand-over, names that are not there are the system's business: installers try many. */
function notFound(machine: Machine, seen: Seen<'not-found'>): Machine {
  if (seen.expected || isOn(machine, 'handed-over')) return machine
  const { phase } = machine.client
  const told = patch(machine, { detail: `${legible(seen.file)} is not here` })
  if (seen.mediumGone === true) return halt(told, 'failed', 'medium-gone')
  return phase.phase === 'failed' ? told : halt(told, 'failed', 'file-not-found')
}

function scriptTold(machine: Machine, seen: Seen<'script'>, now: number): Machine {
  const base = isOn(machine, 'handed-over') ? startOver(machine, now) : endFailure(endStall(machine), true)
  const told = patch(
    base,
    {
      ip: seen.ip,
      uuid: base.client.uuid ?? seen.uuid,
      model: optional(seen.model) ?? base.client.model,
      title: seen.doing === undefined ? (optional(seen.title) ?? base.client.title) : undefined,
      doing: seen.doing,
      arch: seen.arch === undefined ? base.client.arch : known(base, seen.arch),
    },
    {
      expectsMore: seen.expectsMore === true,
      missing: [...new Set(seen.files.slice(0, MAX_SCRIPT_FILES).map((file) => fileKey(legibleName(file))))],
    },
  )
  // On its way to its own disk it needs nothing more from us.
  return climb(told, seen.doing === 'local-disk' ? 'handed-over' : 'script', now)
}

/** The architecture that is known already, or else the one that was told now. */
function known({ client }: Machine, told: Machine['client']['arch']): Machine['client']['arch'] {
  return client.arch === 'unknown' ? told : client.arch
}

function optional(text: string | undefined): string | undefined {
  return text === undefined ? undefined : legible(text)
}
