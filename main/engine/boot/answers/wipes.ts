/**
 * Whether an answer file empties a disk without asking anybody. One rule for the command line and the window. What cannot be told
 * counts as emptying one where the recipe installs: a warning too many costs a line, one too few costs a disk.
 */
import type { Recipe } from '../../recipes/schema'
import { looksLike, withoutXmlComments } from './looks'
import type { AnswerFormat } from './looks'

/** Characters of the beginning in which a file says of itself what it does (assets/answers). */
const HEAD = 1000

/** Questions of partman that ask before something is written, answered; or files and scripts that may answer them. */
const PRESEED =
  /^[ \t]*[\w.-]+[ \t]+(?:partman[\w-]*\/confirm\w*[ \t]+boolean[ \t]+true|partman\/early_command[ \t]|preseed\/(?:include|include_command|run|early_command)[ \t])/m
/** pykickstart's storage commands, and what may bring them in. */
const KICKSTART =
  /^[ \t]*(?:clearpart\b(?!.*--none)|(?:zerombr|autopart|part|partition|reqpart|volgroup|logvol|raid|btrfs)\b|%(?:pre|include|ksappend)\b)/m
/** subiquity's interactive-sections with storage, or all of them, in either way of YAML. */
const ASKS_FOR_STORAGE =
  /^[ \t]*interactive-sections:(?:[ \t]*\[[^\]\n]*?["']?(?:\bstorage\b|\*)|[ \t]*\n(?:[ \t]*-.*\n)*?[ \t]*-[ \t]*["']?(?:storage\b|\*))/m
/** AutoYaST's general/mode: the proposal is shown, and somebody has to agree. */
const AUTOYAST_ASKS = /<confirm\b[^>]*>\s*true\s*<\/confirm>/
const UNATTEND = /<(?:\w+:)?DiskConfiguration\b|\bdiskpart\b|\bClear-Disk\b|<InstallToAvailablePartition>\s*true/i
const IGNITION =
  /"?wipe_?(?:Table|Filesystem|PartitionEntry)"?\s*:\s*true|coreos-installer\s+install|\bflatcar-install\b/i
const SCRIPT = /\b(?:sgdisk|sfdisk|wipefs|blkdiscard|mkfs|parted|archinstall|nwipe|dd[ \t]+(?:if|of)=)/

/**
 * @param text the file as it was written or as a machine gets it
 * @param takes what the recipe says of its answer file
 * @param installs the recipe writes a system to the machine's disk
 */
export function erasesDisk(text: string, takes: NonNullable<Recipe['answer']>, installs: boolean): boolean {
  return erases(text, takes.format, installs || takes.installs)
}

/** The same of a file of which it is not known what will read it: a rule's. */
export function erasesSomewhere(text: string): boolean {
  return erases(text, looksLike(text) ?? 'other', true)
}

function erases(text: string, format: AnswerFormat, installs: boolean): boolean {
  if (/\bERASES (?!NOTHING\b)/.test(text.slice(0, HEAD))) return true
  switch (format) {
    case 'preseed':
      return PRESEED.test(text)
    case 'kickstart':
      return KICKSTART.test(text)
    case 'autoinstall':
      return !ASKS_FOR_STORAGE.test(text)
    case 'autoyast':
      return !AUTOYAST_ASKS.test(withoutXmlComments(text))
    case 'unattend':
      return UNATTEND.test(withoutXmlComments(text))
    case 'ignition':
      return IGNITION.test(text)
    case 'script':
      return installs || SCRIPT.test(text)
    case 'agama':
    case 'xenserver':
    case 'proxmox':
    case 'esxi':
      return true
    case 'other':
      return installs
  }
}

/** Whether an example says of itself, by its id or its title, that it empties a disk. */
export function saysItErases({ id, title }: { readonly id: string; readonly title: string }): boolean {
  return /\b(?:wipe|erase|whole.disk|first.disk|entire.disk|empties|proxmox-answer)/i.test(`${id} ${title}`)
}

/** Whether the title of an entry or an option says that it empties a disk before anybody is asked. */
export function erasesUnasked(title: string): boolean {
  return /\bwithout asking\b|\bdestroys\b|^wipe\b|\boverwrites the disk\b/i.test(title)
}
