import type { Engine } from './engine/engine'
import type { Card, MediumReport } from './engine/types'

/** What a host (the window here, the command line in cli.ts) needs from the engine side. */
export interface Host {
  readonly engine: Engine
  /** @throws BootdropError `medium-*` when it is none */
  inspect(path: string): Promise<MediumReport>
  /** Every network card, the best to serve on first. */
  cards(): Promise<readonly Card[]>
}
