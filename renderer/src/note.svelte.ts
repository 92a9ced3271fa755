import type { Speech } from './speech.svelte'

/** Long enough to read two sentences twice. */
const SHOWN_FOR_MS = 9000

/** One thing to say that is about nothing on show: it stands for a moment above the lower edge, and is read aloud. */
export class Note {
  text = $state('')
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(private readonly speech: Speech) {}

  say(text: string): void {
    clearTimeout(this.#timer)
    this.text = text
    this.speech.say(text)
    this.#timer = setTimeout(() => this.hide(), SHOWN_FOR_MS)
  }

  hide(): void {
    clearTimeout(this.#timer)
    this.text = ''
  }
}
