/**
 * The iPXE scripts. They must run on the iPXE that Bootdrop brings (2025) and on the one that a machine's ROM may be (QEMU and
 * NICs of 2019 and before), so they keep to commands of that time.
 */
import type { BootPlan } from '../recipes/types'
import { encodePath } from '../recipes/urls'
import { fillIn } from '../recipes/variables'
import type { Mac } from '../types'

/** Where a medium is on the server. */
export interface MediumUrls {
  /** `http://192.168.1.20:8067/iso/3f2a…` : the tree. */
  readonly base: string
  /** `http://192.168.1.20:8067/raw/3f2a…/name.iso` : the whole image. Several initrds insist on the `.iso`. */
  readonly iso: string
}

export interface BootScript {
  readonly plan: BootPlan
  readonly urls: MediumUrls
  /** Checked by `checkAppend`. */
  readonly append: string
  readonly mac: Mac | undefined
  /** Shown before anything is loaded; the user at the machine may go on all the same. */
  readonly warning?: string
}

/** Two-socket servers have 16 slots and more; nothing that needs to count them has too little memory. */
const DIMM_SLOTS = 16

/** Ms that a menu waits for a key. Long enough to read it, short enough that an unattended machine comes back. */
const MENU_TIMEOUT_MS = 30_000

/**
 * The script that every machine gets first. It needs no knowledge of the machine, so it can lie on TFTP as `autoexec.ipxe` too,
 * where iPXE's UEFI builds look for it beside themselves; in that case nobody has asked for an address yet. `ifconf` for
 * IPv4 alone, because a plain `dhcp` also waits 4 s for an IPv6 router; once more with `dhcp`, because a switch port with spanning
 * tree swallows the first try. Then the machine tells what it is and fetches its own script.
 */
export function firstScript(urlBase: string): string {
  const facts = `mac=\${netX/mac}&uuid=\${uuid}&arch=\${buildarch}&platform=\${platform}&dimms=${dimms()}`
  return lines([
    '#!ipxe',
    '# Bootdrop: the first script, the same for every machine',
    ':start',
    'set otherwise retry',
    'isset ${netX/ip} || ifconf --configurator dhcp || dhcp || goto no_address',
    `chain ${urlBase}/boot.ipxe?${facts} || goto no_script`,
    'exit 0',
    ':no_address',
    'set why This machine got no address from a DHCP server.',
    'goto failed',
    ':no_script',
    `set why The Bootdrop server at ${urlBase} did not give this machine its script.`,
    ...failure([retry]),
  ])
}

/**
 * Sizes of the memory modules out of SMBIOS (type 17, offset 12, two bytes; instance first), which every iPXE can read.
 * `\${memsize}` would be simpler, but is compiled in nowhere: neither in QEMU's ROMs nor in Debian's builds.
 */
function dimms(): string {
  return Array.from({ length: DIMM_SLOTS }, (_slot, at) => `\${smbios/${at}.17.12.2:hexraw}`).join('.')
}

/** The script that loads a system: kernel, initrds, boot, and plain words where one of them fails. */
export function bootScript({ plan, urls, append, mac, warning }: BootScript): string {
  const title = screenText(plan.title)
  const checks =
    plan.firmware === 'bios' && plan.cpu === 'x64'
      ? // Bit 0 (FPU) is set in every processor: an iPXE without the cpuid command skips the check. Bit 29 = long mode.
        ['cpuid 0 || goto cpu_fits', 'cpuid --ext 29 || goto wrong_cpu', ':cpu_fits']
      : []
  return lines([
    '#!ipxe',
    `# Bootdrop: ${title}${mac === undefined ? '' : ` for ${mac}`} (${plan.recipeId}, ${plan.firmware}, ${plan.cpu})`,
    ...(warning === undefined ? [] : question(warning)),
    ':start',
    'set otherwise retry',
    'imgfree',
    ...checks,
    `echo Bootdrop: loading ${title}`,
    `kernel ${kernelLine(plan, urls, append)} || goto no_kernel`,
    ...plan.initrds.map(
      (path, at) => `initrd --name=${initrdName(at)} ${urls.base}${encodePath(path)} || goto no_initrd`,
    ),
    'boot || goto no_start',
    'exit 0',
    ...(checks.length > 0
      ? [
          ':wrong_cpu',
          `set why ${title} needs a 64-bit processor; this machine has a 32-bit one.`,
          // Trying again will not help, so a machine that nobody watches goes on.
          'set otherwise leave',
          'goto failed',
        ]
      : []),
    ':no_kernel',
    `set why The kernel of ${title} could not be loaded.`,
    'goto failed',
    ...(plan.initrds.length > 0
      ? [
          ':no_initrd',
          `set why The initrd of ${title} could not be loaded: too little memory, or a broken transfer.`,
          'goto failed',
        ]
      : []),
    ':no_start',
    `set why ${title} was loaded and did not start.`,
    ...failure([retry]),
  ])
}

/** The script for a machine that has nothing to boot here. It says why, on the machine's own screen. */
export function refusalScript(reason: string, mac: Mac | undefined): string {
  return lines([
    '#!ipxe',
    `# Bootdrop: nothing to boot${mac === undefined ? '' : ` for ${mac}`}`,
    `set why ${screenText(reason)}`,
    'set otherwise leave',
    ...failure([]),
  ])
}

/**
 * Each initrd has a name and the kernel is told all of them. BIOS ignores this: iPXE joins the initrds itself. On UEFI a
 * kernel since 5.8 asks iPXE (since 2023) for one joined initrd and ignores it too; every older pair opens the named files, in
 * order. `initrd=initrd.magic` would do the same only from iPXE 2021-05 on, and a UEFI ROM can be older than that.
 */
function kernelLine(plan: BootPlan, urls: MediumUrls, append: string): string {
  const names = plan.initrds.map((_path, at) => `initrd=${initrdName(at)}`)
  const values = { base: urls.base, iso: urls.iso, bootif: 'BOOTIF=01-${netX/mac:hexhyp}' }
  return [`${urls.base}${encodePath(plan.kernel)}`, ...names, fillIn(plan.args, values), append]
    .filter(Boolean)
    .join(' ')
}

function initrdName(at: number): string {
  return `initrd${at}.img`
}

type MenuItem = readonly [key: string, label: string, text: string]

const retry: MenuItem = ['r', 'retry', 'Try again']

/** Says `${why}` and asks what to do. `${otherwise}`, the label `retry` or `leave`, is taken when nobody presses a key. */
function failure(first: readonly MenuItem[]): string[] {
  const items: MenuItem[] = [
    ...first,
    ['s', 'shell', 'Open the iPXE shell'],
    ['x', 'leave', 'Go on with the next boot device'],
  ]
  return [
    ':failed',
    'echo Bootdrop: ${why}',
    ...menu('failed_menu', '${why}', items, '${otherwise}'),
    ...(first.length > 0 ? [':retry', 'goto start'] : []),
    ':shell',
    'shell',
    'goto failed',
    ':leave',
    'exit 0',
  ]
}

function question(warning: string): string[] {
  const text = screenText(warning)
  const items: MenuItem[] = [
    ['t', 'start', 'Try it all the same'],
    ['s', 'shell', 'Open the iPXE shell'],
    ['x', 'leave', 'Go on with the next boot device'],
  ]
  return [`echo Bootdrop: ${text}`, ...menu('warning_menu', text, items, 'leave')]
}

/** A menu clears the screen, so the text stands in it as well. An iPXE without menus goes on with the next device. */
function menu(name: string, text: string, items: readonly MenuItem[], fallback: string): string[] {
  return [
    'menu Bootdrop || goto leave',
    `item --gap ${text}`,
    ...items.map(([key, label, title]) => `item --key ${key} ${label} ${title}`),
    `choose --default ${fallback} --timeout ${MENU_TIMEOUT_MS} ${name} || goto leave`,
    `goto \${${name}}`,
  ]
}

/**
 * Text from a medium or an error as words of a script line: ASCII (a ROM's console knows no more), one line, nothing that iPXE
 * would expand, or take as an operator, a comment or an option.
 */
export function screenText(text: string): string {
  const words = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\x20-\x7e]+/g, ' ')
    .replaceAll('$', '')
    // The first word could be an option of the command.
    .replace(/^[-#&|; ]+/, '')
    // Before the words are looked at: a cut can leave `&&` of what was a harmless `&&x`.
    .slice(0, 200)
    .split(' ')
    .map((word) => word.replace(/^#+/, ''))
    .filter((word) => word !== '' && !['&&', '||', ';'].includes(word))
  return words.join(' ')
}

function lines(script: readonly string[]): string {
  return `${script.join('\n')}\n`
}
