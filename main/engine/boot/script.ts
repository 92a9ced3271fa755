/** The scripts for one machine: loads a system, or says why there is none. */
import type { BootPlan } from '../recipes/types'
import { encodePath } from '../recipes/urls'
import { fillIn } from '../recipes/variables'
import type { Mac } from '../types'
import { LEAVE, SHELL, failure, lines, menu, screenText } from './ipxe-lines'

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
  /** The medium's own shim, a path on it: under Secure Boot it vouches for the medium's kernel. */
  readonly shim?: string
  /** Shown before anything is loaded; the user at the machine may go on all the same. */
  readonly warning?: string
}

/** The script that loads a system: kernel, initrds, boot, and plain words where one of them fails. */
export function bootScript({ plan, urls, append, mac, shim, warning }: BootScript): string {
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
    'set leaving no',
    'imgfree',
    ...checks,
    `echo Bootdrop: loading ${title}`,
    `kernel ${kernelLine(plan, urls, append)} || goto no_kernel`,
    ...plan.initrds.map(
      (path, at) => `initrd --name=${initrdName(at)} ${urls.base}${encodePath(path)} || goto no_initrd`,
    ),
    // No file of this boot: iPXE fetches it where Secure Boot is on, and one without the command goes on.
    ...(shim === undefined || plan.firmware !== 'uefi' ? [] : [`shim ${urls.base}${encodePath(shim)} || echo No shim`]),
    'boot || goto no_start',
    'goto leave',
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
    ...failure(['retry']),
  ])
}

/**
 * The script for a machine that has nothing to boot here. It says why, on the machine's own screen.
 * @param reasons at least one; a line each
 */
export function refusalScript(reasons: readonly string[], mac: Mac | undefined): string {
  const [first = '', ...more] = reasons.map(screenText)
  return lines([
    '#!ipxe',
    `# Bootdrop: nothing to boot${mac === undefined ? '' : ` for ${mac}`}`,
    `set why ${first}`,
    'set otherwise leave',
    ...failure([], more),
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

function question(warning: string): string[] {
  const text = screenText(warning)
  return [
    `echo Bootdrop: ${text}`,
    ...menu({
      name: 'warning_menu',
      texts: [text],
      items: [['t', 'start', 'Try it all the same'], SHELL, LEAVE],
      fallback: 'leave',
    }),
  ]
}
