import type { EngineState } from './engine/types'

/** As much of Electron's powerSaveBlocker as is used. */
export interface SleepBlocker {
  start(kind: 'prevent-app-suspension'): number
  stop(id: number): void
}

/** Nobody touches the computer while forty machines install from it: it must not fall asleep meanwhile. */
export function stayAwake(blocker: SleepBlocker): (state: Pick<EngineState, 'status'>) => void {
  let id: number | undefined
  return ({ status }) => {
    if (status === 'serving') id ??= blocker.start('prevent-app-suspension')
    else if (status === 'stopped' && id !== undefined) {
      blocker.stop(id)
      id = undefined
    }
  }
}
