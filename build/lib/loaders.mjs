import { existsSync } from 'node:fs'
import { copyFile, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { hashOfFile } from './cache.mjs'
import { SUITE, unpackPackages } from './loaders-debian.mjs'
import { unpackReleases } from './loaders-upstream.mjs'
import { root, sayStep, SetupError } from './say.mjs'

/**
 * The boot loaders in assets/boot. Which files there are, and every build of each that is known to be good, is in
 * boot.lock.json; the app checks the same hashes when it starts to serve.
 *
 * @typedef {{ origin: string, version: string, sha256: string, bytes: number }} Pin
 * @typedef {{ name: string, purpose: string, firmware: string, arch: string, licence: string, package: string, paths: string[], pins: Pin[] }} LockedFile
 * @typedef {{ files: LockedFile[] }} Lock
 */
const bootFolder = join(root, 'assets', 'boot')
const lockPath = join(bootFolder, 'boot.lock.json')

/** @returns {Promise<Lock>} */
export async function readLock() {
  return JSON.parse(await readFile(lockPath, 'utf8'))
}

/** Names of files that are not here, or not as pinned. @param {Lock} lock @param {string} [folder] */
export async function missingLoaders(lock, folder = bootFolder) {
  const missing = []
  for (const file of lock.files) {
    const path = join(folder, file.name)
    if (!existsSync(path) || !(await pinOf(file, path))) missing.push(file.name)
  }
  return missing
}

/** Fetches what is missing. @param {{ updateLock?: boolean }} [options] */
export async function ensureLoaders({ updateLock = false } = {}) {
  const lock = await readLock()
  const missing = updateLock ? lock.files.map(({ name }) => name) : await missingLoaders(lock)
  if (missing.length === 0) return
  sayStep('boot loaders', `fetching ${missing.length} files from Debian's ${SUITE}`)
  const debian = await unpackPackages()
  if ('reason' in debian) sayStep('boot loaders', `${debian.reason}; trying the makers' release files`)
  const source = 'reason' in debian ? await unpackReleases() : debian
  if ('reason' in source) {
    throw new SetupError(
      `The boot loaders could not be fetched: ${source.reason}. Check the network, then run the same command again.`,
    )
  }
  const origin = 'reason' in debian ? "makers' release" : `Debian ${SUITE}`
  try {
    await take(lock, missing, source, origin, updateLock)
    await takeLicences(source.folder)
  } finally {
    await rm(dirname(source.folder), { recursive: true, force: true })
  }
  if (updateLock) await writeFile(lockPath, `${JSON.stringify(lock, null, 2)}\n`)
}

/**
 * @param {Lock} lock @param {readonly string[]} names @param {{ folder: string, versions: Record<string, string> }} source
 * @param {string} origin @param {boolean} updateLock
 */
async function take(lock, names, source, origin, updateLock) {
  for (const file of lock.files.filter(({ name }) => names.includes(name))) {
    const path = file.paths.map((place) => join(source.folder, place)).find(existsSync)
    if (!path)
      throw new SetupError(`The boot loader ${file.name} is not where it should be in ${origin}'s ${file.package}.`)
    if (updateLock)
      await addPin(file, path, `${origin}, package ${file.package}`, source.versions[file.package] ?? 'unknown')
    const pin = await pinOf(file, path)
    if (!pin) {
      throw new SetupError(
        `The boot loader ${file.name} from ${origin} (${file.package} ${source.versions[file.package]}) is not one that Bootdrop knows.\n` +
          'Get the newest Bootdrop; or, if you trust this build, accept it with: node build/loaders.mjs --update-lock',
      )
    }
    const target = join(bootFolder, file.name)
    await copyFile(path, `${target}.part`)
    await rename(`${target}.part`, target)
  }
}

/** @param {LockedFile} file @param {string} path @param {string} origin @param {string} version */
async function addPin(file, path, origin, version) {
  const sha256 = await hashOfFile(path)
  if (file.pins.some((pin) => pin.sha256 === sha256)) return
  const { size } = await stat(path)
  file.pins.push({ origin, version, sha256, bytes: size })
}

/** @param {LockedFile} file @param {string} path */
async function pinOf(file, path) {
  const { size } = await stat(path)
  const candidates = file.pins.filter(({ bytes }) => bytes === size)
  if (candidates.length === 0) return undefined
  const sha256 = await hashOfFile(path)
  return candidates.find((pin) => pin.sha256 === sha256)
}

/** The packages' own copyright files, beside the loaders. @param {string} folder */
async function takeLicences(folder) {
  const docs = join(folder, 'usr', 'share', 'doc')
  if (!existsSync(docs)) return
  await mkdir(join(bootFolder, 'licences'), { recursive: true })
  for (const name of await readdir(docs)) {
    const copyright = join(docs, name, 'copyright')
    if (existsSync(copyright)) await copyFile(copyright, join(bootFolder, 'licences', `${basename(name)}.txt`))
  }
}
