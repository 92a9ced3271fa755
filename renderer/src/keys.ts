import type { Words } from './lang/words'

type KeyWords = Words['settings']['keyWords']

/** What keys do, and how they are pressed: several ways, each of keys held together. */
export interface KeyLine {
  readonly does: keyof Words['settings']['keyNames']
  readonly presses: readonly (readonly string[])[]
}

/** The keys of this window (shortcuts.ts) and of its menu (main/menu.ts), as this computer's keyboard writes them. */
export function keysFor(platform: NodeJS.Platform, words: KeyWords): readonly KeyLine[] {
  const mac = platform === 'darwin'
  const command = mac ? '⌘' : words.ctrl
  const enter = mac ? '↩' : words.enter
  const together = (...keys: string[]): readonly string[] => [command, ...keys]
  const lines: (KeyLine | undefined)[] = [
    { does: 'open', presses: [together('O')] },
    { does: 'link', presses: [together('L')] },
    { does: 'paste', presses: [together('V')] },
    { does: 'start', presses: [together(enter)] },
    { does: 'stop', presses: [together('.')] },
    { does: 'back', presses: [[words.esc]] },
    { does: 'pages', presses: [together('1 – 5')] },
    { does: 'screen', presses: [['F1']] },
    { does: 'evidence', presses: [together(mac ? '⇧' : words.shift, 'E')] },
    { does: 'undo', presses: [together('Z')] },
    { does: 'zoom', presses: [together('+ − 0')] },
    { does: 'full', presses: [mac ? ['⌃', '⌘', 'F'] : ['F11']] },
    mac ? undefined : { does: 'menu', presses: [[words.alt]] },
    platform === 'win32' ? undefined : { does: 'quit', presses: [together('Q')] },
  ]
  return lines.filter((line) => line !== undefined)
}
