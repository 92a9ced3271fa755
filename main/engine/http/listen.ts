import { BootdropError } from '../errors'

/** How many ports after the wanted one are tried before the system picks. */
const TRIES = 32

/**
 * Listens on `port`, or on the next free one after it; on one of the system's choice when a whole row is taken. Any port
 * works, because the scripts carry it (DESIGN.md 3.3).
 * @param listen opens one port, 0 for any; gives the port that it is
 * @returns the port
 * @throws BootdropError what `listen` throws, but for `port-taken` and `port-forbidden` while there are others to try
 */
export async function nextFreePort(port: number, listen: (port: number) => Promise<number>): Promise<number> {
  if (port === 0) return listen(0)
  for (let candidate = port; candidate < Math.min(port + TRIES, 65_536); candidate += 1) {
    try {
      return await listen(candidate)
    } catch (error) {
      if (!isOccupied(error)) throw error
    }
  }
  return listen(0)
}

/** Windows reserves whole ranges of ports (Hyper-V): those are forbidden rather than taken. */
function isOccupied(error: unknown): boolean {
  return error instanceof BootdropError && (error.code === 'port-taken' || error.code === 'port-forbidden')
}
