import type { Fact, FactCode } from '../../../../main/engine/diagnosis/types'
import type { Rung } from '../../../../main/engine/types'

/** The words for each fact: what was seen, in a whole sentence. */
export type FactWords = {
  readonly [C in FactCode]: (fact: Extract<Fact, { readonly code: C }>, show: Show) => string
}

/** How the language on show writes numbers and names the steps of a boot. */
export interface Show {
  readonly size: (bytes: number) => string
  readonly memory: (mib: number) => string
  readonly step: (rung: Rung) => string
}

const times = (n: number): string => (n === 1 ? 'once' : n === 2 ? 'twice' : `${n} times`)
const seconds = (n: number): string =>
  n === 1 ? '1 second' : n < 120 ? `${n} seconds` : `${Math.round(n / 60)} minutes`

export const facts: FactWords = {
  asked: (f) => (f.times === 1 ? 'It asked once.' : `It asked ${f.times} times in ${seconds(f.seconds)}.`),
  answered: (f) => `Bootdrop answered ${times(f.times)}.`,
  'no-request': () => 'It never took an address that was offered.',
  leased: (f) => (f.server === undefined ? 'It has an address.' : `It took its address from ${f.server}.`),
  'boot-server-asked': (f) => `It asked on port 4011 ${times(f.times)} and was answered.`,
  'boot-server-not-asked': () => 'No question came to port 4011.',
  probed: (f) => `It asked ${times(f.times)} how long the loader is.`,
  'nothing-fetched': () => 'It never asked for the loader itself.',
  'loader-sent': (f, show) =>
    f.times === 1
      ? `All ${show.size(f.bytes)} of ${f.file} were sent.`
      : `All of ${f.file} (${show.size(f.bytes)}) was sent; it is the loader number ${f.times} in a row that came whole.`,
  'full-loader-sent': () => 'The loader with drivers of its own was sent already.',
  'loader-broke': (f) => `The loader broke off ${times(f.times)}.`,
  silent: (f) => `Nothing was heard from it for ${seconds(f.seconds)}.`,
  'ipxe-asked': (f) => `iPXE asked for an address ${times(f.times)}.`,
  'ipxe-no-lease': () => 'iPXE never took an address.',
  'ipxe-late': (f) => `Between the loader and the first word of iPXE there were ${seconds(f.seconds)} of silence.`,
  'script-fetched': () => 'It fetched its boot script.',
  'no-file-asked': () => 'It asked for none of the files in the script.',
  memory: (f, show) => `It has ${show.memory(f.hasMiB)} of memory; about ${show.memory(f.needsMiB)} are needed.`,
  'memory-enough': (f, show) => `It has ${show.memory(f.hasMiB)} of memory.`,
  'broke-off': (f, show) =>
    f.sizeBytes === undefined
      ? `${f.file} broke off after ${show.size(f.sentBytes)}.`
      : `${f.file} broke off after ${show.size(f.sentBytes)} of ${show.size(f.sizeBytes)}.`,
  'all-files-sent': (f, show) =>
    f.files === 1
      ? `Its one file (${show.size(f.bytes)}) came over whole.`
      : `All ${f.files} files (${show.size(f.bytes)}) came over whole.`,
  missing: (f) => `It asked for ${f.file}, which is not here.`,
  runs: () => 'The system ran and fetched more from here.',
  rounds: (f) => `It has begun ${times(f.times)} in a row, within minutes each time.`,
  reached: (f, show) => `In this boot it came as far as “${show.step(f.rung)}”.`,
  bios: () => 'Its firmware is a BIOS, which knows no Secure Boot and no HTTP Boot.',
  'http-boot': () => 'It asked by UEFI HTTP Boot.',
  firmware: () => 'Its question arrived here, so it is on this network.',
  'never-heard': () => 'No machine has asked on this network card yet.',
  'not-serving': () => 'Bootdrop is not serving now.',
  'we-lease': () => 'Bootdrop gives out the addresses itself.',
  'dhcp-heard': (f) => `A DHCP server was heard: ${f.servers.join(', ')}.`,
  'several-dhcp': (f) => `Several DHCP servers were heard: ${f.servers.join(', ')}.`,
  'no-dhcp-heard': () => 'No DHCP server was heard on this network card.',
  'option-60': (f) => `The DHCP server ${f.server} says that it is a PXE server (option 60).`,
  'other-pxe': (f) => `Another boot server was heard: ${f.server}.`,
  'firewall-closed': () => 'The firewall of this computer does not let everything through.',
  'firewall-open': () => 'The firewall of this computer lets Bootdrop through.',
  'card-down': () => 'The network card of this computer has no link.',
}
