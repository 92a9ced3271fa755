import type { EngineState, LogLine, ServeConfig } from './types'

/** What the outside may listen to. Each call gives back what ends the subscription. */
export interface Engine {
  /** The newest snapshot; a new object after every change. */
  state(): EngineState
  /** Called with every new snapshot, at most ten times a second. */
  onState(listener: (state: EngineState) => void): () => void
  onLog(listener: (line: LogLine) => void): () => void
  /** @throws BootdropError with every port given back */
  start(config: ServeConfig): Promise<void>
  /** Frees every port. Safe in any state. */
  stop(): Promise<void>
}
