import type { AnswerPreview, Result } from '../../preload/contract'
import { clearTaker, looksLikeAnswer, takersOf } from './answers'
import type { AnswerTaker } from './answers'
import type { App } from './app.svelte'
import { answerSet, setupOf, withAnswer, withSetup } from './recipe-setup'

/** Answer files: dropped, chosen, shown as a machine gets them. */
export class Answers {
  /** Path of the medium whose answer file is on show. */
  shown = $state<string>()
  /** Undefined while it is being read. */
  preview = $state.raw<Result<AnswerPreview>>()
  /** Dropped files of which it is not clear what they are for. */
  asked = $state.raw<readonly string[]>([])

  constructor(private readonly app: App) {}

  get takers(): readonly AnswerTaker[] {
    return takersOf(this.app.media, this.app.settings.recipes)
  }

  /** The medium whose answer file is on show, while it takes one. */
  get taker(): AnswerTaker | undefined {
    return this.takers.find(({ report }) => report.path === this.shown)
  }

  of({ report, recipe }: Pick<AnswerTaker, 'report' | 'recipe'>): string | undefined {
    return answerSet(recipe, setupOf(this.app.settings.recipes, report.path, recipe.id))
  }

  /** Takes what are answer files out of what was dropped, and gives back the rest. */
  sort(paths: readonly string[]): readonly string[] {
    if (this.takers.length === 0) return paths
    for (const path of paths.filter(looksLikeAnswer)) {
      const taker = clearTaker(path, this.takers)
      // One that was chosen before is not replaced unasked.
      if (taker !== undefined && this.of(taker) === undefined) this.use(taker, path)
      else if (taker === undefined || this.of(taker) !== path) this.asked = [...this.asked, path]
    }
    return paths.filter((path) => !looksLikeAnswer(path))
  }

  /** It is shown before it is used: what it does to a disk cannot be undone. */
  use(taker: AnswerTaker, answer: string | undefined): void {
    const { report, recipe } = taker
    const { app } = this
    this.settle(answer)
    const setup = setupOf(app.settings.recipes, report.path, recipe.id)
    app.save({ recipes: withSetup(app.settings.recipes, report.path, recipe.id, withAnswer(setup, answer)) })
    if (answer === undefined) this.hide()
    else void this.show(taker)
    const news =
      answer === undefined ? `No ${recipe.answer?.title ?? 'answer file'}` : `${recipe.answer?.title ?? ''} chosen`
    app.speech.say(news)
  }

  async choose(taker: AnswerTaker): Promise<void> {
    const path = await this.app.api.chooseAnswer()
    if (path !== null) this.use(taker, path)
  }

  async show(taker: AnswerTaker): Promise<void> {
    const answer = this.of(taker)
    if (answer === undefined) return
    this.shown = taker.report.path
    this.preview = undefined
    const preview = await this.app.api.previewAnswer(taker.recipe.id, answer)
    // Another one may have been chosen meanwhile.
    if (this.shown === taker.report.path && this.of(taker) === answer) this.preview = preview
  }

  toggle(taker: AnswerTaker): Promise<void> | void {
    return this.shown === taker.report.path ? this.hide() : this.show(taker)
  }

  hide(): void {
    this.shown = undefined
    this.preview = undefined
  }

  /** What a dropped file is for has been said. */
  settle(path: string | undefined): void {
    this.asked = this.asked.filter((other) => other !== path)
  }
}
