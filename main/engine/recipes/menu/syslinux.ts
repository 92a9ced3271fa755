/**
 * isolinux, syslinux and pxelinux menus (https://wiki.syslinux.org/wiki/index.php?title=Config). Keywords are
 * case-insensitive; `label` opens an entry, `append` holds arguments with `initrd=a,b` among them.
 */
import { MENU_LIMITS, menuPath } from './entry'
import type { MenuEntry } from './entry'

interface Label {
  name: string
  title: string
  kernel: string
  initrd: string
  append: string | undefined
  isDefault: boolean
}

/** What one file says; `includes` are to be read in place of the line `at` which they stand. */
export interface SyslinuxState {
  labels: Label[]
  defaultLabel: string | undefined
  /** `append` outside of any label: used by labels that have none. */
  globalAppend: string
}

export function newSyslinuxState(): SyslinuxState {
  return { labels: [], defaultLabel: undefined, globalAppend: '' }
}

/**
 * Takes in one configuration text. `include` is called for each `include`, `menu include` and `config` line with the path
 * as written, and shall take in that file into the same state before it returns.
 */
export async function readSyslinux(
  text: string,
  state: SyslinuxState,
  include: (path: string) => Promise<void>,
): Promise<void> {
  let inHelp = false
  // An included file ends the label before it, as it does in syslinux; but its own labels follow ours.
  let label: Label | undefined
  for (const raw of text.split(/\r?\n/)) {
    const line = raw.trim()
    const [, keyword = '', rest = ''] = /^(\S+)\s*(.*)$/.exec(line) ?? []
    const word = keyword.toLowerCase()
    if (inHelp) {
      if (word === 'endtext') inHelp = false
    } else if (word === 'text') {
      inHelp = rest.toLowerCase().startsWith('help')
    } else if (word === 'label') {
      if (state.labels.length >= MENU_LIMITS.entries) return
      label = { name: rest, title: rest, kernel: '', initrd: '', append: undefined, isDefault: false }
      state.labels.push(label)
    } else if (word === 'menu') {
      await menuLine(rest, label, include)
    } else if (word === 'include') {
      await include(firstWord(rest))
    } else if (word === 'default') {
      state.defaultLabel ??= firstWord(rest)
    } else if (word === 'append') {
      if (label) label.append = rest
      else state.globalAppend = rest
    } else if (label && (word === 'kernel' || word === 'linux')) {
      label.kernel = rest
    } else if (label && word === 'initrd') {
      label.initrd = rest
    }
  }
}

/** Entries of what was read. Paths are relative to `directory`, where the first file lies. */
export function syslinuxEntries(state: SyslinuxState, directory: string): MenuEntry[] {
  const entries: MenuEntry[] = []
  for (const label of state.labels) {
    const append = label.append === '-' ? '' : (label.append ?? state.globalAppend)
    const [kernelName = '', ...kernelArgs] = label.kernel.split(/\s+/)
    // COM32 modules, boot sectors and PXE programs are no Linux kernels.
    if (kernelName === '' || /\.(c32|cbt|com|bss|0)$/i.test(kernelName)) continue
    const kernel = menuPath(kernelName, directory)
    if (kernel === undefined) continue
    const args: string[] = []
    const initrds = label.initrd.split(',')
    for (const word of [...kernelArgs, ...append.split(/\s+/)]) {
      if (word.startsWith('initrd=')) initrds.push(...word.slice('initrd='.length).split(','))
      else if (word !== '') args.push(word)
    }
    const paths = initrds.map((path) => menuPath(path, directory)).filter((path) => path !== undefined)
    entries.push({
      title: plainTitle(label.title),
      kernel,
      initrds: paths,
      args: args.join(' ').slice(0, MENU_LIMITS.argsLength),
      isDefault: label.isDefault || label.name === state.defaultLabel,
    })
  }
  return entries
}

async function menuLine(
  rest: string,
  label: Label | undefined,
  include: (path: string) => Promise<void>,
): Promise<void> {
  const [, keyword = '', value = ''] = /^(\S+)\s*(.*)$/.exec(rest) ?? []
  const word = keyword.toLowerCase()
  if (word === 'include') await include(firstWord(value))
  else if (label && word === 'label') label.title = value
  else if (label && word === 'default') label.isDefault = true
}

/** `^Install` marks the hot key. */
function plainTitle(title: string): string {
  return title.replace('^', '').trim().slice(0, 120)
}

function firstWord(text: string): string {
  return text.split(/\s+/)[0] ?? ''
}
