import type { About } from '../preload/contract'
import type { FeatureContext } from './features'
import type { FeatureHandlers } from './ipc'

/** Whether this runs in a sandbox of its own, from which no other program can be asked for permission. */
export function confinementOf(
  env: Readonly<Record<string, string | undefined>>,
  exists: (path: string) => boolean,
): About['confinement'] {
  // Each of the two names itself; a program started from a terminal that runs in Snap has SNAP too, but of another name.
  if (exists('/.flatpak-info')) return 'flatpak'
  return env['SNAP_NAME'] === 'bootdrop' ? 'snap' : null
}

export function aboutHandlers({ about }: Pick<FeatureContext, 'about'>): Pick<FeatureHandlers, 'about'> {
  return { about }
}
