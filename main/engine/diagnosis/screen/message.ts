import type { CauseId } from '../types'

/** Causes by how likely they are when nothing but the message is known: 1 to 6. */
export type Causes = Readonly<Partial<Record<CauseId, number>>>

/** Something that a machine's screen may show. */
export interface ScreenMessage {
  /** As it stands on the screen, in its own language. */
  readonly shows: string
  /** Other forms of the same. */
  readonly also: readonly string[]
  readonly causes: Causes
  /** In place of `causes` where the machine's firmware is a BIOS. */
  readonly bios: Causes | undefined
}

interface More {
  readonly causes: Causes
  readonly bios?: Causes
  readonly also?: readonly string[]
}

export function message(shows: string, { causes, bios, also = [] }: More): ScreenMessage {
  return { shows, also, causes, bios }
}
