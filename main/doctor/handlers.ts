import type { FixId } from '../engine/types'
import { attempt } from '../ipc'
import type { FeatureHandlers } from '../ipc'
import { FIX_OF, type Fixes } from './fixes'
import { createLook, type LookOptions } from './look'

export interface CheckContext extends Pick<LookOptions, 'host' | 'system' | 'listenOn' | 'neighboursOn'> {
  /** What can be done at the press of a button, beside listening. */
  readonly fixes?: Fixes
}

/** Pre-flight for the window. */
export function checkHandlers(context: CheckContext): Pick<FeatureHandlers, 'preflight' | 'fix'> {
  const { fixes = {} } = context
  const doing: Readonly<Partial<Record<FixId, (nic: string) => Promise<unknown>>>> = {
    ...(fixes['ask-permission'] && { 'ask-permission': fixes['ask-permission'] }),
    ...(fixes['open-firewall'] && { 'open-firewall': fixes['open-firewall'] }),
    // What is heard is remembered: the next look has it.
    listen: (nic) => look(nic, true),
  }
  const look = createLook({
    ...context,
    inWindow: true,
    fixes: Object.keys(doing) as FixId[],
    held: (nic) => ({ ports: fixes.holdsPorts?.(nic) === true, firewall: fixes.openCard?.() === nic }),
  })
  return {
    preflight: (nic, listen) => attempt(() => look(nic, listen)),
    fix: (check, nic) =>
      attempt(async () => {
        const id = FIX_OF[check]
        const work = id && doing[id]
        if (work === undefined) throw new Error('Bootdrop cannot mend that by itself here: follow what the line says.')
        await work(nic)
        return null
      }),
  }
}
