import { existsSync } from 'node:fs'
import { copyFile, mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { hashOfFile } from './cache.mjs'
import { fromFirstSource, SOURCES, SUITE } from './loaders-sources.mjs'
import { root, sayStep, SetupError } from './say.mjs'

/**
 * The boot loaders in assets/boot. Which files there are, and every build of each that is known to be good, is in
 * boot.lock.json; the app checks the same hashes when it starts to serve.
 *
 * @typedef {{ origin: string, version: string, sha256: string, bytes: number }} Pin
 * @typedef {{ name: string, purpose: string, firmware: string, arch: string, licence: string, package: string, paths: string[], pins: Pin[] }} LockedFile
 * package and paths: where the file lies in an unpacked source, first match wins
 * @typedef {{ files: LockedFile[] }} Lock
 */
const BOOT_FOLDER = join(root, 'assets', 'boot')

/**
 * Fetches what is missing or not as pinned.
 * @param {{ updateLock?: boolean, folder?: string, sources?: typeof SOURCES }} [options] updateLock: fetch everything and
 * write its hashes into the lock
 * @throws {SetupError} naming the cause and what to do
 */
export async function ensureLoaders({ updateLock = false, folder = BOOT_FOLDER, sources = SOURCES } = {}) {
  const lock = await readLock(folder)
  const missing = updateLock ? lock.files : await missingLoaders(lock, folder)
  if (missing.length === 0) return
  sayStep('boot loaders', `fetching ${missing.length} (Debian ${SUITE}, 3 MB and apt's lists)`)
  const failure = await fromFirstSource(async (source) => {
    const refused = updateLock ? await addPins(missing, source) : await refusal(missing, source)
    if (refused === undefined) await takeAll(missing, source, folder)
    return refused
  }, sources)
  if (failure !== undefined) {
    throw new SetupError(
      `The boot loaders could not be had:\n${failure}\nCheck the network, then run the same command again.`,
    )
  }
  if (updateLock) await writeFile(join(folder, 'boot.lock.json'), `${JSON.stringify(lock, null, 2)}\n`)
}

/** @param {string} folder @returns {Promise<Lock>} */
export async function readLock(folder = BOOT_FOLDER) {
  const path = join(folder, 'boot.lock.json')
  try {
    const lock = JSON.parse(await readFile(path, 'utf8'))
    if (!Array.isArray(lock.files)) throw new Error('it has no list of files')
    return lock
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error)
    throw new SetupError(`${path} cannot be read: ${cause}. Restore it: git checkout assets/boot/boot.lock.json`)
  }
}

/** The files that are not here, or not as pinned. @param {Lock} lock @param {string} folder */
export async function missingLoaders(lock, folder) {
  const missing = []
  for (const file of lock.files) if (!(await pinOf(file, join(folder, file.name)))) missing.push(file)
  return missing
}

/**
 * Why these files must not be taken: one is absent, or its hash is not in the lock.
 * @param {readonly LockedFile[]} files @param {import('./loaders-sources.mjs').Unpacked} source
 */
async function refusal(files, source) {
  for (const file of files) {
    const path = placeOf(file, source)
    if (path === undefined) return `${file.name} is not in ${whence(file, source)}`
    if (!(await pinOf(file, path))) {
      return (
        `${file.name} from ${whence(file, source)} is not a build that Bootdrop knows ` +
        `(SHA-256 ${await hashOfFile(path)}) and was refused; who trusts it runs: node build/loaders.mjs --update-lock`
      )
    }
  }
  return undefined
}

/**
 * Adds what the source has to the files' pins.
 * @param {readonly LockedFile[]} files @param {import('./loaders-sources.mjs').Unpacked} source
 */
async function addPins(files, source) {
  for (const file of files) {
    const path = placeOf(file, source)
    if (path === undefined) return `${file.name} is not in ${whence(file, source)}`
    if (await pinOf(file, path)) continue
    const inside = path.slice(source.folder.length).replaceAll('\\', '/')
    file.pins.push({
      origin: `${source.origin}, package ${file.package}, ${inside}`,
      version: source.versions[file.package] ?? 'unknown',
      sha256: await hashOfFile(path),
      bytes: (await stat(path)).size,
    })
  }
  return undefined
}

/** @param {readonly LockedFile[]} files @param {import('./loaders-sources.mjs').Unpacked} source @param {string} folder */
async function takeAll(files, source, folder) {
  for (const file of files) {
    const target = join(folder, file.name)
    await copyFile(placeOf(file, source) ?? '', `${target}.part`)
    await rename(`${target}.part`, target)
  }
  await takeLicences(source.folder, join(folder, 'licences'))
}

/** The packages' own copyright files, and the licence that they all name. @param {string} from @param {string} to */
async function takeLicences(from, to) {
  await mkdir(to, { recursive: true })
  await copyFile(join(root, 'LICENSE'), join(to, 'GPL-2.txt'))
  const docs = join(from, 'usr', 'share', 'doc')
  for (const name of existsSync(docs) ? await readdir(docs) : []) {
    const copyright = join(docs, name, 'copyright')
    if (existsSync(copyright)) await copyFile(copyright, join(to, `${name}.txt`))
  }
}

/** @param {LockedFile} file @param {string} path @returns {Promise<Pin | undefined>} */
async function pinOf(file, path) {
  if (!existsSync(path)) return undefined
  const { size } = await stat(path)
  const candidates = file.pins.filter(({ bytes }) => bytes === size)
  if (candidates.length === 0) return undefined
  const sha256 = await hashOfFile(path)
  return candidates.find((pin) => pin.sha256 === sha256)
}

/** @param {LockedFile} file @param {import('./loaders-sources.mjs').Unpacked} source */
function placeOf(file, source) {
  return file.paths.map((place) => join(source.folder, place)).find((path) => existsSync(path))
}

/** @param {LockedFile} file @param {import('./loaders-sources.mjs').Unpacked} source */
function whence(file, source) {
  return `${source.origin}'s ${file.package} ${source.versions[file.package] ?? ''}`.trimEnd()
}
