/**
 * The grub.cfg for one machine on the medium's signed way. It keeps to commands that Debian 12's network GRUB has built in (echo,
 * test, sleep, configfile, exit, linux, initrd): under Secure Boot no further one can be loaded.
 */
import type { BootPlan, PlanFile } from '../../recipes/types'
import { fillIn } from '../../recipes/variables'
import type { Mac } from '../../types'
import { scriptValues, urlOf } from '../file-urls'
import type { MediumUrls } from '../file-urls'
import { screenText } from '../ipxe-lines'
import { placedFiles } from '../ways'
import type { SignedChain } from './chain'
import { quote, quoteAll, wordsOf } from './grub-words'

/** One way of the menu. */
export interface GrubEntry {
  readonly plan: BootPlan
  /** What stands in the menu; without it the plan's own. */
  readonly title?: string
  readonly urls: MediumUrls
  /** Checked by `checkAppend`. */
  readonly append: string
  /** Name of the machine's answer file. */
  readonly answer?: string
}

export interface GrubConfig {
  readonly chain: SignedChain
  /** `http://192.168.1.20:8067`, an IP literal. TFTP is at the same address, port 69. */
  readonly urlBase: string
  readonly entries: readonly GrubEntry[]
  /** What starts by itself: an index into `entries` or the local disk. */
  readonly first: number | 'local-disk'
  /** Seconds that the menu waits; 0 waits for a key, undefined starts `first` at once. */
  readonly timeoutS: number | undefined
  readonly mac: Mac | undefined
}

/** Long enough to read why, short enough that an unattended machine comes back. */
const FAILURE_WAIT_S = 30

/** The grub.cfg for one machine: its menu. */
export function grubConfig(config: GrubConfig): string {
  const { entries, first, mac } = config
  return lines([
    `# Bootdrop: menu${mac === undefined ? '' : ` for ${mac}`}`,
    `set default=${first === 'local-disk' ? first : entryId(first)}`,
    `set timeout=${timeoutOf(config.timeoutS)}`,
    // After a failure the menu stays: what starts by itself has just failed.
    'if [ -n "$bootdrop_failed" ]; then',
    '  set timeout=-1',
    'fi',
    'function bootdrop_failure {',
    '  echo "Bootdrop: $1"',
    `  echo "Press Escape for the menu. In ${FAILURE_WAIT_S} seconds this machine goes on with its next boot device."`,
    `  if sleep --verbose --interruptible ${FAILURE_WAIT_S}; then`,
    '    exit',
    '  fi',
    '  set bootdrop_failed=1',
    '  export bootdrop_failed',
    '}',
    ...entries.flatMap((entry, at) => menuEntry(config, entry, at)),
    `menuentry 'Boot from local disk' --id local-disk {`,
    // Back to the firmware, which goes on with its boot order.
    '  exit',
    '}',
  ])
}

/** The grub.cfg for a machine that has nothing to boot here: says why on its own screen, waits, and gives back to the firmware. */
export function grubRefusal(reason: string, mac: Mac | undefined): string {
  return lines([
    `# Bootdrop: nothing to boot${mac === undefined ? '' : ` for ${mac}`}`,
    `echo ${quote(`Bootdrop: ${screenText(reason)}`)}`,
    `echo 'In ${FAILURE_WAIT_S} seconds this machine goes on with its next boot device.'`,
    `sleep --verbose --interruptible ${FAILURE_WAIT_S}`,
    'exit',
  ])
}

function menuEntry({ chain, urlBase, mac }: GrubConfig, entry: GrubEntry, at: number): string[] {
  const { plan, urls, append, answer } = entry
  const title = screenText(entry.title ?? plan.title)
  const fileOf = fileNames(chain, urlBase, urls, mac)
  const values = scriptValues(urls, mac, mac === undefined ? '' : `BOOTIF=01-${mac.replaceAll(':', '-')}`, answer)
  const args = wordsOf(`${fillIn(plan.args, values)} ${append}`)
  const [linux, initrd] = chain.linuxCommand === 'linuxefi' ? ['linuxefi', 'initrdefi'] : ['linux', 'initrd']
  const start = ['boot', failure(`${title} was loaded and did not start.`)]
  const load =
    plan.initrds.length === 0
      ? start
      : [
          `if ${initrd} ${quoteAll(placedFiles(plan).map(({ file }) => fileOf(file)))}; then`,
          ...indent(start),
          'else',
          `  ${failure(`The initrd of ${title} could not be loaded: too little memory, or a broken transfer.`)}`,
          'fi',
        ]
  return [
    `menuentry ${quote(title)} --id ${entryId(at)} {`,
    `  echo ${quote(`Bootdrop: loading ${title}`)}`,
    `  if ${linux} ${quoteAll([fileOf(plan.kernel), ...args])}; then`,
    ...indent(indent(load)),
    '  else',
    `    ${failure(`The kernel of ${title} could not be loaded, or Secure Boot refused it.`)}`,
    '  fi',
    // Not just back to the menu: GRUB would then start a kernel that is loaded already, without its initrd. Not in the function
    // either: a function cannot be defined anew while it runs.
    '  configfile "$prefix/grub.cfg"',
    '}',
  ]
}

/** GRUB's HTTP sends a name as it stands here, so it has to be percent-encoded; a TFTP name is taken literally. */
function fileNames(
  chain: SignedChain,
  urlBase: string,
  urls: MediumUrls,
  mac: Mac | undefined,
): (file: PlanFile) => string {
  const { host, hostname } = new URL(urlBase)
  return (file) => {
    const name = urlOf(file, urls, mac).slice(urlBase.length)
    return chain.http ? `(http,${host})${name}` : `(tftp,${hostname})${decodeURIComponent(name)}`
  }
}

function failure(text: string): string {
  return `bootdrop_failure ${quote(text)}`
}

function entryId(at: number): string {
  return `boot-${at}`
}

/** GRUB: 0 starts at once, -1 waits for a key. */
function timeoutOf(timeoutS: number | undefined): number {
  if (timeoutS === undefined) return 0
  return timeoutS === 0 ? -1 : timeoutS
}

function indent(block: readonly string[]): string[] {
  return block.map((line) => `  ${line}`)
}

function lines(script: readonly string[]): string {
  return `${script.join('\n')}\n`
}
