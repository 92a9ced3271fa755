import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { runOrFail } from './run.mjs'
import { progress, root, rootCause } from './say.mjs'

/** The runtime that the electron package downloads from its makers. */

const folder = join(root, 'node_modules', 'electron')
/** A network that swallows packets shall not hold up the first start: no byte for this long, and it is given up. */
const SILENCE_MS = 20_000

/** The official runtime when it is here. @returns {import('./electron.mjs').Electron | undefined} */
export function official() {
  const pathFile = join(folder, 'path.txt')
  if (!existsSync(pathFile)) return undefined
  const distPath = join(folder, 'dist')
  const executablePath = join(distPath, readFileSync(pathFile, 'utf8'))
  if (!existsSync(executablePath)) return undefined
  return { executablePath, distPath, version: packageVersion(), source: 'official' }
}

/**
 * Downloads with the electron package's own downloader, which checks the hash and keeps what it fetched in its cache; then
 * lets the package's own install script unpack it from there. ELECTRON_MIRROR and a proxy are honoured as usual.
 * @throws {Error} when it cannot be downloaded; the message names the cause
 */
export async function installOfficial() {
  const require = createRequire(join(folder, 'install.js'))
  const { downloadArtifact } = await import(pathToFileURL(require.resolve('@electron/get')).href)
  const silence = new AbortController()
  const giveUp = () => silence.abort(new Error(`nothing came for ${SILENCE_MS / 1000} s`))
  let timer = setTimeout(giveUp, SILENCE_MS)
  const shown = progress('Electron')
  try {
    await downloadArtifact({
      version: packageVersion(),
      artifactName: 'electron',
      platform: process.platform,
      arch: process.arch,
      checksums: require('./checksums.json'),
      cacheRoot: process.env.electron_config_cache,
      downloadOptions: {
        quiet: true,
        signal: silence.signal,
        /** @param {{ transferred: number, total: number | null }} at */
        getProgressCallback: async ({ transferred, total }) => {
          clearTimeout(timer)
          timer = setTimeout(giveUp, SILENCE_MS)
          shown.at(transferred, total ?? 0)
        },
      },
    })
  } catch (error) {
    throw new Error(rootCause(error), { cause: error })
  } finally {
    clearTimeout(timer)
    shown.end()
  }
  await runOrFail(process.execPath, [join(folder, 'install.js')], 'Electron could not be unpacked. Is the disk full?')
}

/** @returns {string} */
function packageVersion() {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version
}
