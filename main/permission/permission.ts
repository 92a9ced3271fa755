/** What the window is given to ask for permission with; the command line and tests go without. */
import { confinementOf } from '../about'
import { systemClock } from '../engine/clock'
import { existsSync } from 'node:fs'
import { createElevate, type Elevate } from './elevate'
import { holding, type Holding } from './holding'
import { createPortOpener } from './opener'

export interface Permission {
  readonly elevate: Elevate
  /** Its `open` is the engine's `opener`. */
  readonly holding: Holding
}

/** Undefined where nobody has to be asked, or nobody can be. */
export function createPermission(): Permission | undefined {
  if (process.platform !== 'linux') return undefined
  const elevate = createElevate({ confinement: () => confinementOf(process.env, existsSync) })
  return { elevate, holding: holding(createPortOpener(elevate), systemClock) }
}
