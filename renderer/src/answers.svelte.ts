import type { AnswerPreview, Result } from '../../preload/contract'
import { SvelteMap } from 'svelte/reactivity'
import { erasesUnasked, saysItErases } from '../../main/engine/boot/answers/wipes'
import { clearTaker, looksLikeAnswer, takersOf } from './answers'
import type { AnswerTaker } from './answers'
import type { App } from './app.svelte'
import { pickEntry, pickRecipe } from './choices'
import { words } from './lang/lang.svelte'
import {
  answerSet,
  exampleId,
  optionsSet,
  setupOf,
  setupsOf,
  withAnswer,
  withoutAnswers,
  withSetup,
} from './recipe-setup'
import { recipeText } from './recipe-text'

/** Answer files: dropped, chosen, shown as a machine gets them. */
export class Answers {
  /** Path of the medium whose answer file is on show. */
  shown = $state<string>()
  /** Undefined while it is being read. */
  preview = $state.raw<Result<AnswerPreview>>()
  /** Dropped files of which it is not clear what they are for. */
  asked = $state.raw<readonly string[]>([])

  /** Whether an answer file empties a disk, as the main process read it. */
  readonly #erasing = new SvelteMap<string, boolean>()

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

  /**
   * Whether what is chosen of a medium empties a disk before anybody is asked: its answer file, its entry or an option. A file that
   * was not read yet counts as one that does where the recipe installs.
   */
  erases({ report, recipe }: Pick<AnswerTaker, 'report' | 'recipe'>): boolean {
    const setup = setupOf(this.app.settings.recipes, report.path, recipe.id)
    const set = optionsSet(recipe, setup)
    const titles = recipe.options.filter(({ id }) => set[id] !== undefined).map(({ title }) => title)
    const entry = recipe.entries.length > 1 ? pickEntry(recipe, setup.entry) : undefined
    if ([...titles, entry?.title ?? ''].some(erasesUnasked)) return true
    const answer = answerSet(recipe, setup)
    if (answer === undefined) return false
    const example = recipe.answer?.examples.find(({ id }) => id === exampleId(answer))
    return (example && saysItErases(example)) || (this.#erasing.get(keyOf(recipe.id, answer)) ?? recipe.installs)
  }

  /** The same of any of the media. */
  get eraseAny(): boolean {
    const { media, settings } = this.app
    return media.some((medium) => {
      if (medium.kind !== 'ready') return false
      const recipe = pickRecipe(medium.report, settings.recipes[medium.path]?.recipe)
      return recipe !== undefined && this.erases({ report: medium.report, recipe })
    })
  }

  /**
   * Answer files that were chosen for these media at some other time: one that empties a disk is not brought back, for nobody sees
   * it being chosen.
   */
  forget(paths: readonly string[]): Promise<void> | undefined {
    // At once where there is none: what is dropped is on show at once.
    return this.#known(paths) ? this.#forget(paths) : undefined
  }

  async #forget(paths: readonly string[]): Promise<void> {
    for (const path of paths) {
      const erasing: string[] = []
      for (const [recipe, { answer }] of setupsOf(this.app.settings.recipes, path)) {
        if (answer !== undefined && (await this.#erasesDisk(recipe, answer))) erasing.push(recipe)
      }
      const { recipes } = this.app.settings
      if (erasing.length > 0 && this.shown === path) this.hide()
      if (erasing.length > 0) this.app.save({ recipes: withoutAnswers(recipes, path, erasing) })
    }
  }

  /** What the answer files of media that are served already do, so that it is told. */
  learn(paths: readonly string[]): Promise<void> | undefined {
    return this.#known(paths) ? this.#learn(paths) : undefined
  }

  #known(paths: readonly string[]): boolean {
    const { recipes } = this.app.settings
    return paths.some((path) => setupsOf(recipes, path).some(([, { answer }]) => answer !== undefined))
  }

  async #learn(paths: readonly string[]): Promise<void> {
    for (const path of paths) {
      for (const [recipe, { answer }] of setupsOf(this.app.settings.recipes, path)) {
        if (answer !== undefined) await this.#erasesDisk(recipe, answer)
      }
    }
  }

  async #erasesDisk(recipe: string, answer: string): Promise<boolean> {
    const preview = await this.app.api.previewAnswer(recipe, answer)
    if (!preview.ok) return false
    this.#erasing.set(keyOf(recipe, answer), preview.value.wipes)
    return preview.value.wipes
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
    const { anyFile, noneNow, chosen } = words().answers
    const title = recipe.answer === undefined ? anyFile : recipeText(recipe.answer.title)
    app.speech.say((answer === undefined ? noneNow : chosen)(title))
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
    if (preview.ok) this.#erasing.set(keyOf(taker.recipe.id, answer), preview.value.wipes)
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

function keyOf(recipe: string, answer: string): string {
  return JSON.stringify([recipe, answer])
}
