import { existsSync, lstatSync, statSync } from 'node:fs'
import { utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { NPM_OPTIONS, runOrFail } from './run.mjs'
import { root, sayStep, SetupError } from './say.mjs'

const OLDEST_NODE = { major: 20, minor: 19 }

/** `npm ci` when node_modules is missing or older than the lock file. */
export async function ensureDependencies() {
  if (nodeIsTooOld(process.versions.node)) {
    throw new SetupError(
      `Bootdrop needs Node.js ${OLDEST_NODE.major}.${OLDEST_NODE.minor} or newer; this is ${process.versions.node}.`,
    )
  }
  if (!dependenciesAreStale(root)) return
  if (isLink(join(root, 'node_modules'))) {
    throw new SetupError(
      'The dependencies are out of date, and node_modules is a link to another folder, which would be emptied: run npm ci there, or remove the link.',
    )
  }
  sayStep('dependencies', 'npm ci (about 400 MB on disk; a minute or so)')
  await runOrFail(
    'npm',
    ['ci', '--no-audit', '--no-fund', ...NPM_OPTIONS],
    'The dependencies could not be installed. Check the network, then run the same command again.',
    // On a terminal npm shows its own progress.
    { cwd: root, quiet: !process.stderr.isTTY },
  )
  // npm leaves the date of an older install when nothing changed; the next start would install again.
  const now = new Date()
  await utimes(installedLock(root), now, now)
}

/** @param {string} version like `20.19.1` */
export function nodeIsTooOld(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major < OLDEST_NODE.major || (major === OLDEST_NODE.major && minor < OLDEST_NODE.minor)
}

/**
 * npm writes its hidden lock file last: an install that was broken off has none.
 * @param {string} folder the checkout
 */
export function dependenciesAreStale(folder) {
  if (!existsSync(installedLock(folder))) return true
  return statSync(installedLock(folder)).mtimeMs < statSync(join(folder, 'package-lock.json')).mtimeMs
}

/** `npm ci` empties what it finds, also behind a link. @param {string} path */
export function isLink(path) {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false
}

/** @param {string} folder */
function installedLock(folder) {
  return join(folder, 'node_modules', '.package-lock.json')
}
