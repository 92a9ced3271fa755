/**
 * grub.cfg for a machine that iPXE has start the medium's own GRUB on UEFI (way `grub`): Xen, which iPXE starts from BIOS alone. Such a GRUB has
 * its prefix built in and takes its server from iPXE, so it asks by TFTP for `EFI/xenserver/grub.cfg`. Files come by TFTP as well: GRUB's HTTP
 * knows no ports before 2.12.
 */
import type { BootPlan, PlanFile } from '../../recipes/types'
import { fillIn } from '../../recipes/variables'
import { scriptValues, urlOf } from '../file-urls'
import { screenText } from '../ipxe-lines'
import { quote, quoteAll, wordsOf } from '../signed/grub-words'
import { placedFiles } from '../ways'
import type { MadeFor } from './made'

/** What `as` may be: GRUB's command for the file. */
const COMMANDS: ReadonlySet<string> = new Set(['multiboot2', 'module2', 'linux', 'initrd'])

/** The configuration for the machine; undefined where it is to start no GRUB. */
export function grubOfWay(made: MadeFor): Promise<string | undefined> {
  const plan = made.planFor({ firmware: 'uefi', cpu: 'x64' })
  return Promise.resolve(plan.kind === 'plan' && plan.way === 'grub' ? config(plan, made) : undefined)
}

/** Where on TFTP a plan's GRUB looks for its configuration; undefined for plans of every other way. */
export function grubConfigPath(plan: BootPlan): string | undefined {
  if (plan.way !== 'grub' || typeof plan.kernel !== 'string') return undefined
  return `${plan.kernel.slice(0, plan.kernel.lastIndexOf('/'))}/grub.cfg`
}

function config(plan: BootPlan, { urls, mac, answer, append }: MadeFor): string {
  const title = screenText(plan.title)
  const { hostname } = new URL(urls.server)
  const nameOf = (file: PlanFile): string =>
    `(tftp,${hostname})${decodeURIComponent(urlOf(file, urls, mac).slice(urls.server.length))}`
  const values = scriptValues(urls, mac, mac === undefined ? '' : `BOOTIF=01-${mac.replaceAll(':', '-')}`, answer)
  // The kernel of the system: the first module of a hypervisor, else the kernel itself.
  const files = placedFiles(plan)
  const system = files.findIndex(({ as }) => as === 'module2' || as === 'linux')
  return `${[
    `# Bootdrop: ${title}${mac === undefined ? '' : ` for ${mac}`}`,
    'set timeout=0',
    `menuentry ${quote(title)} {`,
    `  echo ${quote(`Bootdrop: loading ${title}`)}`,
    ...files
      .filter(({ as = '' }) => COMMANDS.has(as))
      .map(({ file, as = '', words = '' }) => {
        const own = files[system]?.file === file ? `${plan.args} ${append}` : ''
        return `  ${as} ${quoteAll([nameOf(file), ...wordsOf(fillIn(`${words} ${own}`, values))])}`
      }),
    '}',
  ].join('\n')}\n`
}
