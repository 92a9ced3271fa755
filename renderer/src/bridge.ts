import type { Bootdrop } from '../../preload/contract'
import type { EngineState } from '../../main/engine/types'

/** `window.bootdrop` as the preload hands it over: snapshots come as text (preload/bridge.ts has the reason). */
export type Bridge = Omit<Bootdrop, 'on'> & {
  readonly on: Omit<Bootdrop['on'], 'state'> & { readonly state: (listener: (text: string) => void) => () => void }
}

/** The same as the contract has it. */
export function read(bridge: Bridge): Bootdrop {
  return {
    ...bridge,
    on: { ...bridge.on, state: (listener) => bridge.on.state((text) => listener(JSON.parse(text) as EngineState)) },
  }
}
