import type { Medium, RefusedMedium } from './media.svelte'

/** Something to say of a file that was dropped or remembered, while the choices stay as they are; worded by words-problem.ts. */
export type Remark =
  | ({ readonly kind: 'refused'; readonly serving: boolean } & RefusedMedium)
  | { readonly kind: 'gone'; readonly path: string }

/** A medium that was taken out of the list, and where it stood: one click puts it back. */
export interface Removed {
  readonly medium: Medium
  readonly place: number
}

/** What is said of media beside the choices themselves. */
export class Remarks {
  list = $state.raw<readonly Remark[]>([])
  removed = $state.raw<Removed>()

  add(refused: RefusedMedium, serving: boolean): void {
    const { path, code } = refused
    const gone = code === 'medium-missing' && !serving
    this.list = [...this.list, gone ? { kind: 'gone', path } : { ...refused, kind: 'refused', serving }]
  }

  hide(remark: Remark): void {
    this.list = this.list.filter((other) => other !== remark)
  }

  /** Something else was chosen or served: what was said before is of no use any more. */
  clear(): void {
    this.list = []
    this.removed = undefined
  }
}
