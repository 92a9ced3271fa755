import type { ClientArch } from '../../main/engine/types'
import type { StoryLine } from '../../main/engine/types-story'
import { formatDuration } from './durations'
import { baseName, formatSize } from './format'
import type { Told } from './lang/en/machines-story'
import { words } from './lang/lang.svelte'

/** How TFTP names a refusal or an end (RFC 1350, 2347): option 8 is how PXE firmware ends a size probe. */
const USER_ABORT = 8
/** Facts that the sentence tells already, or that are of no use to anybody. */
const UNTOLD = new Set(['peer', 'stage', 'http', 'complete', 'ms'])

/** What one packet says, for people. */
export function sentenceOf(line: StoryLine): string {
  return words().machines.story.codes[line.code](toldOf(line))
}

/** The same in the protocol's own words: `DISCOVER arch uefi-x64 client PXEClient:Arch:00007 …`. They are no language's. */
export function protocolOf({ code, facts }: StoryLine): string {
  const said = Object.entries(facts).filter(([name]) => !UNTOLD.has(name))
  const name = code
    .replace(/^(dhcp|tftp)-/, '')
    .replace('pxe-', 'boot server ')
    .toUpperCase()
  return [name, ...said.map(([name, value]) => `${name} ${String(value)}`)].join('  ')
}

function toldOf({ direction, code, facts }: StoryLine): Told {
  const text = (name: string): string | undefined => {
    const value = facts[name]
    return value === undefined || value === '' ? undefined : String(value)
  }
  const number = (name: string): number => Number(facts[name] ?? 0)
  const file = text('file')
  const arch = text('arch')
  const { archs } = words().machines
  // Firmware that wants the file as well asks for its size, too: whether this was all shows only in how it ends.
  return {
    file: file === undefined ? undefined : baseName(file),
    address: text('address'),
    size: formatSize(number('bytes')),
    time: formatDuration(number('ms')),
    message: text('message'),
    arch: arch === undefined ? undefined : Object.hasOwn(archs, arch) ? archs[arch as ClientArch] : arch,
    ipxe: text('stage') === 'ipxe',
    probe: code === 'tftp-error' && direction === 'in' && number('error') === USER_ABORT,
    complete: number('complete') === 1,
    repeats: number('repeats'),
    fromMachine: direction === 'in',
  }
}
