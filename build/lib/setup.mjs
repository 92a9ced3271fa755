import { ensureBuilt } from './app.mjs'
import { ensureDependencies } from './dependencies.mjs'
import { resolveElectron } from './electron.mjs'
import { ensureLoaders } from './loaders.mjs'

/**
 * All that `npm start` and `npm test` need: dependencies, Electron, boot loaders, the built app. Each step says what it does and
 * says nothing when nothing is missing. Every step can be broken off and is simply done again the next time.
 * @returns {Promise<import('./electron.mjs').Electron>}
 */
export async function setUp() {
  await ensureDependencies()
  const electron = await resolveElectron()
  await ensureLoaders()
  await ensureBuilt()
  return electron
}
