import type { App } from './app.svelte'
import { isLink, linkProblem } from './links'

/** Booting from another server: its address is typed or pasted. */
export class Links {
  /** The form is on show. */
  open = $state(false)
  typed = $state('')
  /** Nothing is told to be wrong before somebody has said that this is all. */
  pressed = $state(false)

  readonly problem = $derived(this.pressed ? linkProblem(this.typed) : undefined)

  constructor(private readonly app: App) {}

  show(text = ''): void {
    this.open = true
    this.pressed = false
    if (text !== '') this.typed = text
  }

  hide(): void {
    this.open = false
    this.pressed = false
    this.typed = ''
  }

  /** False where the address cannot be one. */
  use(how: 'replace' | 'add'): boolean {
    this.pressed = true
    const link = this.typed.trim()
    if (linkProblem(link) !== undefined) return false
    this.hide()
    void this.app.open([link], how)
    return true
  }

  /** An address pasted on the window: used at once where there is nothing to lose, else on show to be used. */
  paste(text: string): boolean {
    const link = text.trim()
    if (!isLink(link) || /\s/.test(link)) return false
    this.show(link)
    if (this.app.media.length === 0 && !this.app.serving) this.use('replace')
    return true
  }
}
