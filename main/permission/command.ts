/**
 * How the helper is started with more rights.
 *
 * - Installed by a package: `pkexec /opt/Bootdrop/resources/bootdrop-helper`, a three-line launcher that only root can
 *   change. The package's polkit action names it, and with that the dialog says in plain words what is asked for.
 * - A checkout or an unpacked app: `pkexec /usr/bin/env … electron ports-helper.js`; the dialog names /usr/bin/env.
 * - AppImage: root cannot look into the user's mounted image, so it starts the image's file itself.
 *
 * Electron plays Node in the last two (ELECTRON_RUN_AS_NODE, fuse RunAsNode): docs/permissions.md.
 */
import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Without a terminal's own prompt: who started the window from a terminal looks at the window. */
const PKEXEC_FLAGS = ['--disable-internal-agent']
const HELPER = 'ports-helper.js'
/** build/linux/bootdrop-helper, where the package puts it and polkit's action expects it. */
const LAUNCHER = '/opt/Bootdrop/resources/bootdrop-helper'

export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly execPath: string
  /** Where an installed Electron app keeps its resources. */
  readonly resources: string | undefined
  /** The helper's program beside ours. */
  readonly helper: string
  readonly exists: (path: string) => boolean
}

/** The arguments for pkexec. */
export function helperArguments({ env, execPath, resources, helper, exists }: Surroundings): readonly string[] {
  const appImage = ownImage(env, execPath)
  if (resources === dirname(LAUNCHER) && exists(LAUNCHER)) return [...PKEXEC_FLAGS, LAUNCHER]
  const asNode = [...PKEXEC_FLAGS, '/usr/bin/env', 'ELECTRON_RUN_AS_NODE=1']
  if (appImage !== undefined) return [...asNode, appImage, '-e', FROM_IMAGE]
  return [...asNode, execPath, helper]
}

/** The variables are inherited by whatever is started from within another AppImage: only our own mount says that it is ours. */
function ownImage(env: Surroundings['env'], execPath: string): string | undefined {
  const mount = env['APPDIR']
  return mount !== undefined && mount !== '' && execPath.startsWith(`${mount}/`) ? env['APPIMAGE'] : undefined
}

/** Finds the helper in the image that root has mounted for itself. */
const FROM_IMAGE = `import(require('node:url').pathToFileURL(require('node:path').join(process.execPath,'../resources/app.asar/out/main/${HELPER}')))`

/** The bundler may put this file into a folder of chunks below the programs. */
function findHelper(): string {
  const here = dirname(fileURLToPath(import.meta.url))
  const places = [here, dirname(here)].map((folder) => join(folder, HELPER))
  return places.find(existsSync) ?? join(here, HELPER)
}

export function surroundings(): Surroundings {
  return {
    env: process.env,
    execPath: process.execPath,
    resources: 'resourcesPath' in process ? String(process.resourcesPath) : undefined,
    helper: findHelper(),
    // Only a launcher that root alone can change is worth naming in a dialog.
    exists: (path) => existsSync(path) && statSync(path).uid === 0,
  }
}

/** A program on the PATH; undefined where there is none. */
export function findOnPath(name: string, path = process.env['PATH'] ?? ''): string | undefined {
  return path
    .split(delimiter)
    .filter((folder) => folder.startsWith('/'))
    .map((folder) => join(folder, name))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK)
        return true
      } catch {
        return false
      }
    })
}
