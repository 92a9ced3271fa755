import { words } from './lang/lang.svelte'

/** How long the menu can be told to wait, in seconds; 0 is until a key is pressed. */
export const MENU_TIMEOUTS: readonly number[] = [10, 30, 0]

export function timeoutWords(seconds: number): string {
  const { medium } = words()
  return seconds === 0 ? medium.keyPressed : medium.seconds(seconds)
}
