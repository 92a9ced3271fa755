import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { Storage } from './engine/storage'

/** One JSON file a name. A file is written whole under another name first, so that a crash leaves the old one. */
export function fileStorage(folder: string): Storage {
  const pathOf = (name: string): string => join(folder, `${name}.json`)
  return {
    read(name) {
      try {
        return JSON.parse(readFileSync(pathOf(name), 'utf8'))
      } catch {
        // Not there yet, or damaged: both mean to begin anew.
        return undefined
      }
    },
    write(name, value) {
      try {
        mkdirSync(folder, { recursive: true, mode: 0o700 })
        const temporary = `${pathOf(name)}.${process.pid}`
        try {
          writeFileSync(temporary, JSON.stringify(value), { mode: 0o600 })
          renameSync(temporary, pathOf(name))
        } finally {
          rmSync(temporary, { force: true })
        }
        return true
      } catch {
        // A full or read-only disk must not stop the service.
        return false
      }
    },
  }
}

/**
 * The per-user folder for what a program remembers: the same for the command line and the window, so that leases and what
 * machines need are shared.
 */
export function stateFolder(): string {
  const { env, platform } = process
  if (platform === 'win32') return join(env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'), 'Bootdrop', 'state')
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Bootdrop', 'state')
  return join(env['XDG_STATE_HOME'] ?? join(homedir(), '.local', 'state'), 'bootdrop')
}

/** The user's own recipes: opened by the app for the user, and read anew for each inspection. */
export function recipesFolder(): string {
  const { env, platform } = process
  if (platform === 'win32') return join(env['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming'), 'Bootdrop', 'recipes')
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Bootdrop', 'recipes')
  return join(env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config'), 'bootdrop', 'recipes')
}

/** What was unpacked of archives: may be deleted at any time (engine/media/archive/). */
export function cacheFolder(): string {
  const { env, platform } = process
  if (platform === 'win32') return join(env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'), 'Bootdrop', 'media')
  if (platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'Bootdrop', 'media')
  return join(env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'bootdrop', 'media')
}
