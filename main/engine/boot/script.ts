/** The scripts for one machine: loads a system, or says why there is none. */
import type { BootPlan } from '../recipes/types'
import type { Mac } from '../types'
import type { MediumUrls } from './file-urls'
import { LEAVE, SHELL, failure, lines, menu, screenText } from './ipxe-lines'
import { loadLines } from './ways'

export interface BootScript {
  readonly plan: BootPlan
  readonly urls: MediumUrls
  /** Checked by `checkAppend`. */
  readonly append: string
  readonly mac: Mac | undefined
  /** The medium's own shim, a path on it: under Secure Boot it vouches for the medium's kernel. */
  readonly shim?: string
  /** Name of the machine's answer file. */
  readonly answer?: string
  /** Shown before anything is loaded; the user at the machine may go on all the same. */
  readonly warning?: string
}

/** Ways whose `cpu` is that of a kernel, and not just the machine's. */
const NEEDS_64_BIT: readonly BootPlan['way'][] = ['linux', 'multiboot', 'wimboot']

/** What is started and what is loaded with it, for people; kernel and initrd where nothing stands here. */
const NAMES: Readonly<Partial<Record<BootPlan['way'], readonly [started: string, loaded: string]>>> = {
  multiboot: ['The hypervisor', 'A module'],
  grub: ['The boot loader', 'A module'],
  memdisk: ['The memory disk', 'The image'],
  pxelinux: ['The boot loader', ''],
  script: ['The script or program', ''],
}

/** The script that loads a system: kernel, initrds, boot, and plain words where one of them fails. */
export function bootScript({ plan, urls, append, mac, shim, answer, warning }: BootScript): string {
  const title = screenText(plan.title)
  const checks =
    plan.firmware === 'bios' && plan.cpu === 'x64' && NEEDS_64_BIT.includes(plan.way)
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
    ...loadLines({ plan, urls, append, mac, shim, answer }),
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
    `set why ${NAMES[plan.way]?.[0] ?? 'The kernel'} of ${title} could not be loaded.`,
    'goto failed',
    ...(plan.initrds.length > 0
      ? [
          ':no_initrd',
          `set why ${NAMES[plan.way]?.[1] ?? 'The initrd'} of ${title} could not be loaded: too little memory, or a broken transfer.`,
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
