const COLLECT_MS = 250

/** What a screen reader hears next, in a live region. */
export class Speech {
  text = $state('')
  #unsaid: string[] = []

  /** Collected for a moment, and emptied in between: a live region that gets the same words twice stays silent. */
  say(text: string): void {
    if (text === '') return
    this.text = ''
    this.#unsaid.push(text)
    if (this.#unsaid.length > 1) return
    setTimeout(() => {
      this.text = this.#unsaid.join('. ')
      this.#unsaid = []
    }, COLLECT_MS)
  }
}
