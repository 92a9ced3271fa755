import type { BrokenRecipe, EngineState } from '../../main/engine/types'
import type { Medium } from './media.svelte'

/** What is known of the recipe files: which are broken, and whether what is served was made of ones that have changed since. */
export class Shelf {
  /** Recipes that are left out. */
  broken = $state.raw<readonly BrokenRecipe[]>([])
  /** Machines still boot by a recipe of the user's as it was before. */
  stale = $state(false)
  /** Put away by the user, until one of them changes. */
  hidden = $state('')

  readonly #told = $derived(JSON.stringify(this.broken))
  readonly shown = $derived(this.hidden === this.#told ? [] : this.broken)

  hide(): void {
    this.hidden = this.#told
  }

  /** Files have changed, and the media were looked at again. */
  changed({ served }: EngineState, media: readonly Medium[]): void {
    const own = (path: string, recipe: string | undefined): boolean =>
      media.some(
        (medium) =>
          medium.kind === 'ready' &&
          medium.path === path &&
          medium.report.recipes.some((offer) => offer.own && offer.id === recipe),
      )
    this.stale ||= served?.media.some(({ path, recipe }) => own(path, recipe)) ?? false
  }
}
