import { closeDescriptor } from '../engine/net/libc'
import { reasonOf, type OpenedPort, type PortOpener, type PortRequest } from '../engine/net/low-ports'
import type { Clock } from '../engine/clock'

/** Long enough to finish the choices; the ports are nobody else's meanwhile. */
const HOLD_MS = 5 * 60_000

/** An opener that can also be asked ahead of a start. */
export interface Holding {
  readonly open: PortOpener
  /** Opens the ports now and keeps them for the next start on that card. @throws as PortOpener */
  ahead(request: PortRequest, signal: AbortSignal): Promise<void>
  /** Whether a start on that card would find its ports open. */
  holds(card: string): boolean
  /** Closes what is kept. */
  release(): void
}

/** The permission may be given in pre-flight: what was opened then is handed to the start, and closed after five minutes without one. */
export function holding(open: PortOpener, clock: Clock): Holding {
  let kept:
    { readonly request: PortRequest; readonly opened: readonly OpenedPort[]; readonly end: () => void } | undefined
  const release = (): void => {
    kept?.end()
    kept?.opened.forEach(({ fd }) => closeDescriptor(fd))
    kept = undefined
  }
  return {
    async open(request, signal) {
      if (kept !== undefined && fits(kept.request, request)) {
        const { opened, end } = kept
        end()
        kept = undefined
        return opened
      }
      release()
      return open(request, signal)
    },
    async ahead(request, signal) {
      release()
      const opened = await open(request, signal)
      if (signal.aborted) {
        opened.forEach(({ fd }) => closeDescriptor(fd))
        throw reasonOf(signal)
      }
      kept = { request, opened, end: clock.after(HOLD_MS, release) }
    },
    holds: (card) => kept?.request.card === card,
    release,
  }
}

function fits(kept: PortRequest, wanted: PortRequest): boolean {
  const { card, address, ports } = kept
  return card === wanted.card && address === wanted.address && wanted.ports.every((port) => ports.includes(port))
}
