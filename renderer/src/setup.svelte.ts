import type { RecipeSetup } from '../../preload/contract'
import type { App } from './app.svelte'
import { optionProblem, setupOf, withSetup } from './recipe-setup'

/** What is set of the recipe on show: its options and its answer file. Kept for each medium and each of its recipes. */
export class Setup {
  constructor(private readonly app: App) {}

  get now(): RecipeSetup {
    const { report, recipe, settings } = this.app
    return report && recipe ? setupOf(settings.recipes, report.path, recipe.id) : {}
  }

  valueOf(option: string): string {
    return this.now.options?.[option] ?? ''
  }

  /** An option as it is typed, so that what is wrong with it is told at once. */
  type(option: string, value: string): void {
    const others = Object.entries(this.now.options ?? {}).filter(([id]) => id !== option)
    this.#put({ options: Object.fromEntries(value === '' ? others : [...others, [option, value]]) })
  }

  /** Options go to disk when they are typed to the end, and only if the recipe can take them. */
  keep(): void {
    const { app } = this
    const wrong = app.recipe?.options.some((option) => optionProblem(option, this.valueOf(option.id)) !== undefined)
    if (!wrong) app.save({ recipes: app.settings.recipes })
  }

  set(option: string, value: string): void {
    this.type(option, value)
    this.keep()
  }

  /** Every option as the recipe has it. */
  reset(): void {
    this.#put({ options: {} })
    this.keep()
  }

  #put(patch: RecipeSetup): void {
    const { report, recipe, settings } = this.app
    if (!report || !recipe) return
    const setup = { ...this.now, ...patch }
    this.app.settings = { ...settings, recipes: withSetup(settings.recipes, report.path, recipe.id, setup) }
  }
}
