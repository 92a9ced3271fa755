/**
 * Pieces of iPXE scripts. They must run on the iPXE that Bootdrop brings (2025) and on the one that a machine's ROM may be (QEMU
 * and NICs of 2019 and before), so they keep to commands of that time.
 */

/** Ms that a menu waits for a key. Long enough to read it, short enough that an unattended machine comes back. */
const MENU_TIMEOUT_MS = 30_000

export type MenuItem = readonly [key: string, label: string, text: string]

export interface Menu {
  /** The setting that gets what was chosen. */
  readonly name: string
  /** A menu clears the screen, so what was said before it stands in it as well. */
  readonly texts: readonly string[]
  readonly items: readonly MenuItem[]
  /** Label that is taken when nobody presses a key. */
  readonly fallback: string
  /** 0 waits for a key. */
  readonly timeoutMs?: number
  /** Label for an iPXE without menus. */
  readonly without?: string
  /** Label for the Esc key. */
  readonly escape?: string
}

export function menu(shown: Menu): string[] {
  const { name, texts, items, fallback, timeoutMs = MENU_TIMEOUT_MS, without = 'leave', escape = 'leave' } = shown
  const timeout = timeoutMs === 0 ? '' : ` --timeout ${timeoutMs}`
  return [
    `menu Bootdrop || goto ${without}`,
    ...texts.map((text) => `item --gap ${text}`),
    ...items.map(([key, label, title]) => `item ${key === '' ? '' : `--key ${key} `}${label} ${title}`),
    `choose --default ${fallback}${timeout} ${name} || goto ${escape}`,
    `goto \${${name}}`,
  ]
}

const RETRY: MenuItem = ['r', 'retry', 'Try again']
export const SHELL: MenuItem = ['s', 'shell', 'Open the iPXE shell']
export const LEAVE: MenuItem = ['x', 'leave', 'Go on with the next boot device']

/**
 * Says `${why}` and asks what to do. `${otherwise}`, the label `retry` or `leave`, is taken when nobody presses a key. With
 * `retry` the script needs a label `start`.
 */
export function failure(first: readonly 'retry'[], more: readonly string[] = []): string[] {
  const retry = first.length > 0
  return [
    ':failed',
    'echo Bootdrop: ${why}',
    ...more.map((text) => `echo ${text}`),
    ...menu({
      name: 'failed_menu',
      texts: ['${why}', ...more],
      items: [...(retry ? [RETRY] : []), SHELL, LEAVE],
      fallback: '${otherwise}',
    }),
    ...(retry ? [':retry', 'goto start'] : []),
    ':shell',
    'shell',
    'goto failed',
    ...LEAVING,
  ]
}

/**
 * UEFI firmware takes a program that ends without an error for a boot that went well, and shows its menu instead of the next
 * boot device (UEFI specification 3.1.1; EDK2 BdsEntry.c). To a BIOS the status is nothing. `${leaving}` tells the script that
 * chained this one that no error happened.
 */
export const LEAVING: readonly string[] = [':leave', 'set leaving yes', 'iseq ${platform} efi || exit 0', 'exit 1']

/**
 * Runs another script and leaves when that does; goes to `no_script` when there is none. On lines of their own, because iPXE fills
 * in all of a line before it runs any of it.
 */
export function chainBack(url: string): string[] {
  return [`chain ${url} || goto back`, 'goto leave', ':back', 'iseq ${leaving} yes || goto no_script', 'goto leave']
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

export function lines(script: readonly string[]): string {
  return `${script.join('\n')}\n`
}
