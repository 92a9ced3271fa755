import { createHash } from 'node:crypto'
import { createReadStream, readdirSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** The folder for what is big and the same for every checkout: per user, outside the repository. */
export function cacheFolder() {
  if (process.env.XDG_CACHE_HOME) return join(process.env.XDG_CACHE_HOME, 'bootdrop')
  if (process.platform === 'win32') return join(process.env.LOCALAPPDATA ?? homedir(), 'bootdrop', 'cache')
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'bootdrop')
  return join(homedir(), '.cache', 'bootdrop')
}

/**
 * Hash of a file, read in pieces.
 * @param {string} path
 * @param {'sha256' | 'sha512'} algorithm
 * @param {'hex' | 'base64'} encoding
 * @returns {Promise<string>}
 */
export function hashOfFile(path, algorithm = 'sha256', encoding = 'hex') {
  return new Promise((resolve, reject) => {
    const hash = createHash(algorithm)
    createReadStream(path)
      .on('data', (data) => hash.update(data))
      .on('error', reject)
      .on('end', () => resolve(hash.digest(encoding)))
  })
}

/**
 * Bytes of all files below a folder that others write to at the same time; 0 when it is not there yet.
 * @param {string} folder
 * @returns {number}
 */
export function folderSize(folder) {
  let bytes = 0
  try {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name)
      bytes += entry.isDirectory() ? folderSize(path) : statSync(path).size
    }
  } catch {
    // A file that was there a moment ago: the next look counts again.
  }
  return bytes
}
