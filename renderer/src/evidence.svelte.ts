import type { App } from './app.svelte'
import { words } from './lang/lang.svelte'
import type { Problem } from './view.svelte'
import { problemWords } from './words-problem'

/** The saving of evidence. */
export class Evidence {
  /** Names and addresses are replaced: the careful way is the one that needs no thought. */
  mask = $state(true)
  saving = $state(false)
  /** Where the last one was saved. */
  saved = $state<string>()
  /** Why it was not saved, a sentence. */
  problem = $state<string>()

  constructor(private readonly app: App) {}

  /** Returns what ends it. */
  connect(): () => void {
    return () => undefined
  }

  async save(): Promise<void> {
    if (this.saving) return
    this.saving = true
    this.problem = undefined
    try {
      const result = await this.app.api.saveEvidence(this.mask)
      if (!result.ok) this.problem = sentenceOf(result.error)
      else if (result.value !== null) {
        this.saved = result.value
        this.app.speech.say(words().evidence.saved(result.value))
      }
    } finally {
      this.saving = false
    }
  }

  async show(): Promise<void> {
    await this.app.api.showSaved()
  }
}

/** Why a disk did not take it has no code. */
function sentenceOf({ code, message, details }: Problem): string {
  if (code === 'unexpected') return message
  const { happened, todo } = problemWords(code, message, details)
  return [happened, ...todo].join(' ')
}
