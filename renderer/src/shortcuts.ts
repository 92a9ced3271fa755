import type { App } from './app.svelte'
import { words } from './lang/lang.svelte'
import { pastedIn } from './pasted'

const FIELDS = 'input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]'

/** Whether somebody types there, and keys mean something else. */
function isField(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(FIELDS) !== null
}

/**
 * Ctrl+O chooses, Enter starts, Ctrl+Z takes the last setting back, Esc breaks a start off, goes back to what is served, else closes the
 * log; keys that a focused control takes for itself stay its own. The other keys are those of the menu (main/menu.ts).
 */
export function keyDown(app: App, event: KeyboardEvent): void {
  if (event.defaultPrevented) return
  const command = event.ctrlKey || event.metaKey
  if (event.key.toLowerCase() === 'o' && command) {
    event.preventDefault()
    void app.choose()
  } else if (event.key.toLowerCase() === 'z' && command && !event.shiftKey) {
    if (isField(event.target) || app.page !== 'settings' || !app.preferences.undo()) return
    event.preventDefault()
    app.speech.say(words().settings.undone)
  } else if (event.key === 'Enter' && !command && document.activeElement === document.body && !app.serving) {
    void app.start()
  } else if (event.key === 'Escape') {
    escape(app)
  }
}

/** One thing at a time, the nearest first. */
function escape(app: App): void {
  if (app.note.text !== '') app.note.hide()
  else if (app.engine.status === 'starting') void app.stop()
  else if (app.serving && !app.summary) void app.keepServed()
  else if (app.settings.logOpen) app.save({ logOpen: false })
}

/** An address or paths pasted on the window, and not into a field; also files that were copied in a file manager. */
export function paste(app: App, event: ClipboardEvent): void {
  if (isField(event.target)) return
  const files = [...(event.clipboardData?.files ?? [])]
    .map((file) => app.api.pathOf(file))
    .filter((path) => path !== '')
  const text = event.clipboardData?.getData('text/plain') ?? ''
  const pasted = files.length > 0 ? ({ kind: 'paths', paths: files } as const) : pastedIn(text)
  if (pasted.kind === 'nothing') return
  event.preventDefault()
  if (pasted.kind === 'link') {
    app.show('machines')
    app.links.paste(pasted.link)
  } else if (pasted.kind === 'paths') {
    // Nothing that was chosen is lost: it comes on top.
    void app.drop(pasted.paths, 'add')
  } else {
    // What is no name of a file may be anything, also a password: it is not put on the screen.
    const { other, secret } = words().pages.paste
    const shown = /[\\/]|\.[a-z0-9]{2,5}$/i.test(pasted.line) && pasted.line.length <= 80
    app.note.say(shown ? other(pasted.line) : secret)
  }
}
