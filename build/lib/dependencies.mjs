import { existsSync, statSync } from 'node:fs'
import { utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { runOrFail } from './run.mjs'
import { root, say, SetupError } from './say.mjs'

const OLDEST_NODE = { major: 20, minor: 19 }

/** `npm ci` when node_modules is missing or older than the lock file. */
export async function ensureDependencies() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major < OLDEST_NODE.major || (major === OLDEST_NODE.major && minor < OLDEST_NODE.minor)) {
    throw new SetupError(
      `Bootdrop needs Node.js ${OLDEST_NODE.major}.${OLDEST_NODE.minor} or newer; this is ${process.versions.node}.`,
    )
  }
  if (!dependenciesAreStale()) return
  say('  Dependencies: npm ci (about 400 MB on disk)')
  await runOrFail(
    'npm',
    ['ci', '--no-audit', '--no-fund', '--loglevel=error'],
    'The dependencies could not be installed. Check the network, then run the same command again.',
    { cwd: root },
  )
  // npm leaves the date of an older install when nothing changed; the next start would install again.
  const now = new Date()
  await utimes(installedLock(), now, now)
}

export function dependenciesAreStale() {
  if (!existsSync(installedLock())) return true
  return statSync(installedLock()).mtimeMs < statSync(join(root, 'package-lock.json')).mtimeMs
}

function installedLock() {
  return join(root, 'node_modules', '.package-lock.json')
}
