import { ensureBuilt } from './app.mjs'
import { ensureDependencies } from './dependencies.mjs'
import { resolveElectron } from './electron.mjs'
import { ensureLoaders } from './loaders.mjs'

/**
 * All that `npm start` needs: dependencies, Electron, boot loaders, the built app. Each step says what it does and says nothing
 * when nothing is missing. Every step can be broken off and is simply done again the next time.
 * @param {{ build?: boolean, preferOfficial?: boolean }} [options] build: false leaves the app as it is
 * @returns {Promise<import('./electron.mjs').Electron>}
 */
export async function setUp({ build = true, preferOfficial = false } = {}) {
  await ensureDependencies()
  const electron = await resolveElectron({ preferOfficial })
  await ensureLoaders()
  if (build) await ensureBuilt()
  return electron
}
