/** A machine's own disk: by a rule, from a menu, or because it was just installed. */
import type { Mac } from '../types'
import type { Installed } from './contract'
import { LEAVING, chainBack, failure, lines, menu, screenText } from './ipxe-lines'
import { scriptUrl } from './first-script'

/** Ms that a machine that was just installed waits for somebody who wants it installed again. */
const INSTALLED_TIMEOUT_MS = 10_000

/** The block behind the label `local_disk`. `leave` has to follow somewhere. */
export const LOCAL_DISK: readonly string[] = [
  ':local_disk',
  // Back to the firmware's boot order on UEFI. A BIOS can hang there (RECIPES 4.19), so iPXE starts its disk itself.
  'iseq ${platform} pcbios || goto leave',
  'sanboot --no-describe --drive 0x80 || goto leave',
  'goto leave',
]

/** The script for a machine that a rule sends to its own disk. */
export function localDiskScript(mac: Mac | undefined): string {
  return lines([
    '#!ipxe',
    `# Bootdrop: the local disk${mac === undefined ? '' : ` of ${mac}`}`,
    'echo Bootdrop: booting from the local disk',
    ...LOCAL_DISK,
    ...LEAVING,
  ])
}

/** The script for a machine that was just installed: its own disk, unless somebody at the machine says otherwise. */
export function installedScript(urlBase: string, installed: Installed, nowMs: number, mac: Mac | undefined): string {
  const text = `This machine was installed with ${screenText(installed.title)}, ${ago(nowMs - installed.at)}.`
  return lines([
    '#!ipxe',
    `# Bootdrop: just installed${mac === undefined ? '' : `: ${mac}`}`,
    ':start',
    'set otherwise retry',
    'set leaving no',
    `echo Bootdrop: ${text}`,
    ...menu({
      name: 'installed_menu',
      texts: [text],
      items: [
        ['d', 'local_disk', 'Boot from the local disk'],
        ['i', 'again', 'Install again'],
      ],
      fallback: 'local_disk',
      timeoutMs: INSTALLED_TIMEOUT_MS,
      without: 'local_disk',
      escape: 'local_disk',
    }),
    ...LOCAL_DISK,
    ':again',
    ...chainBack(scriptUrl(urlBase, 'again=1')),
    ':no_script',
    `set why The Bootdrop server at ${urlBase} did not give this machine its script.`,
    ...failure(['retry']),
  ])
}

/** `12 min ago`. A clock that was set back gives `just now`. */
function ago(ms: number): string {
  const minutes = Math.floor(ms / 60_000)
  if (minutes < 1) return 'just now'
  if (minutes < 60) return `${minutes} min ago`
  const hours = Math.floor(minutes / 60)
  return hours < 48 ? `${hours} h ago` : `${Math.floor(hours / 24)} days ago`
}
