/**
 * Boot entries of a grub.cfg. Every branch of an `if` is read: we are no GRUB and cannot know its answers, and an entry that
 * is there in one of them is worth offering.
 */
import { MENU_LIMITS, menuPath } from './entry'
import type { MenuEntry } from './entry'
import { grubCommands } from './grub-words'

interface Block {
  readonly kind: 'menuentry' | 'submenu' | 'other'
  readonly title: string
}

interface Draft {
  readonly title: string
  readonly id: string
  readonly index: number | undefined
  kernel: string | undefined
  initrds: string[]
  args: string
}

/** What was read so far; shared by a file and those that it sources. */
export interface GrubState {
  readonly variables: Map<string, string>
  readonly drafts: Draft[]
  topLevelItems: number
}

/** `prefix` is GRUB's own directory, where its grub.cfg lies. */
export function newGrubState(prefix: string): GrubState {
  // iso_path and the like stay unset: they belong to a GRUB that found this medium as a file on a stick.
  return { variables: new Map([['prefix', prefix]]), drafts: [], topLevelItems: 0 }
}

/** Takes in one text. `include` is called for `source` and `configfile` and shall take in that file before it returns. */
export async function readGrub(
  text: string,
  state: GrubState,
  include: (path: string) => Promise<void>,
): Promise<void> {
  const blocks: Block[] = []
  let draft: Draft | undefined
  let inElse = 0
  for (const words of grubCommands(text, (name) => state.variables.get(name) ?? '')) {
    const [command = '', ...rest] = afterThen(words)
    if (command === '}') {
      const closed = blocks.pop()
      if (closed?.kind === 'menuentry') draft = undefined
      continue
    }
    if (command === 'else' || command === 'elif') inElse += 1
    if (command === 'fi') inElse = Math.max(0, inElse - 1)
    if (command === 'set') setVariable(state.variables, rest[0] ?? '', inElse > 0)
    if (command === 'source' || command === 'configfile' || command === '.') await include(rest[0] ?? '')
    if (command === 'menuentry' || command === 'submenu') {
      if (state.drafts.length >= MENU_LIMITS.entries || blocks.length > 20) return
      const top = !blocks.some((block) => block.kind === 'submenu')
      const index = top ? state.topLevelItems++ : undefined
      const title = titleOf(rest)
      if (command === 'menuentry') {
        const path = blocks.filter((block) => block.kind === 'submenu').map((block) => block.title)
        draft = newDraft([...path, title].join(' / '), idOf(rest), index)
        state.drafts.push(draft)
      }
      if (rest.at(-1) === '{') blocks.push({ kind: command, title })
      continue
    }
    if (words.at(-1) === '{') blocks.push({ kind: 'other', title: '' })
    if (/^linux(16|efi)?$/.test(command)) {
      draft ??= openDraft(state)
      draft.kernel ??= rest[0]
      if (draft.kernel === rest[0]) draft.args = rest.slice(1).map(quoted).join(' ').slice(0, MENU_LIMITS.argsLength)
    } else if (/^initrd(16|efi)?$/.test(command) && draft?.initrds.length === 0) {
      draft.initrds = rest.slice(0, 20)
    }
  }
}

/** The entries that load a Linux kernel. */
export function grubEntries(state: GrubState): MenuEntry[] {
  const wanted = state.variables.get('default') ?? '0'
  const entries: MenuEntry[] = []
  for (const draft of state.drafts) {
    const kernel = draft.kernel === undefined ? undefined : menuPath(draft.kernel, '')
    if (kernel === undefined) continue
    const isDefault =
      String(draft.index) === wanted || draft.title === wanted || (draft.id !== '' && draft.id === wanted)
    const initrds = draft.initrds.map((path) => menuPath(path, '')).filter((path) => path !== undefined)
    entries.push({ title: draft.title, kernel, initrds, args: draft.args, isDefault })
  }
  return entries
}

/** `then`, `else` and `do` may stand before a command on the same line. */
function afterThen(words: readonly string[]): readonly string[] {
  const [first] = words
  return words.length > 1 && (first === 'then' || first === 'do') ? words.slice(1) : words
}

/** `name=value`. The `else` branch only fills what the first one left open. */
function setVariable(variables: Map<string, string>, assignment: string, onlyIfUnset: boolean): void {
  const at = assignment.indexOf('=')
  if (at <= 0 || variables.size > 500) return
  const name = assignment.slice(0, at)
  if (!onlyIfUnset || !variables.has(name)) variables.set(name, assignment.slice(at + 1))
}

/** First word that is no option. Options with a value of their own: `--class ubuntu`, `--hotkey h`, `--users x`, `--id y`. */
function titleOf(words: readonly string[]): string {
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? ''
    if (/^--(class|users|hotkey|id)$/.test(word)) at += 1
    else if (!word.startsWith('--') && word !== '{')
      return word
        .replace(/^\.\.\.\s*/, '')
        .trim()
        .slice(0, 120)
  }
  return ''
}

function idOf(words: readonly string[]): string {
  const at = words.indexOf('--id')
  return words.find((word) => word.startsWith('--id='))?.slice(5) ?? (at < 0 ? '' : (words[at + 1] ?? ''))
}

/** A `linux` outside of any menuentry: a menu that boots at once. */
function openDraft(state: GrubState): Draft {
  const draft = newDraft('Boot', '', undefined)
  state.drafts.push(draft)
  return draft
}

function newDraft(title: string, id: string, index: number | undefined): Draft {
  return { title, id, index, kernel: undefined, initrds: [], args: '' }
}

/** grub_create_loader_cmdline puts quotes around an argument with a space in it; the kernel takes them off again. */
function quoted(word: string): string {
  return /\s/.test(word) ? `"${word.replace(/\s+/g, ' ')}"` : word
}
