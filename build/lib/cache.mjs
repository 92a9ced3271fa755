import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
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
