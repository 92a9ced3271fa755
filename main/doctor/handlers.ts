import type { FixId } from '../engine/types'
import type { FeatureContext } from '../features'
import { attempt } from '../ipc'
import type { FeatureHandlers } from '../ipc'
import { FIX_OF, type Fixes } from './fixes'
import { createLook, type LookOptions } from './look'

export type CheckContext = Pick<FeatureContext, 'host'> & {
  /** What else can be done at the press of a button, beside listening. */
  readonly fixes?: Partial<Omit<Fixes, 'listen'>>
} & Pick<LookOptions, 'system' | 'listenOn'>

/** Pre-flight for the window. */
export function checkHandlers(context: CheckContext): Pick<FeatureHandlers, 'preflight' | 'fix'> {
  const fixes: Partial<Fixes> = {
    ...context.fixes,
    // What is heard is remembered: the next look has it.
    listen: async (nic) => void (await look(nic, true)),
  }
  const look = createLook({ ...context, inWindow: true, fixes: Object.keys(fixes) as FixId[] })
  return {
    preflight: (nic, listen) => attempt(() => look(nic, listen)),
    fix: (check, nic) =>
      attempt(async () => {
        const id = FIX_OF[check]
        const fix = id && fixes[id]
        if (fix === undefined)
          throw new Error('Bootdrop cannot mend that by itself here: take the command, or the next step.')
        await fix(nic)
        return null
      }),
  }
}
