import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from './run.mjs'

/**
 * Fetches Debian packages of another suite without touching the system: a private apt configuration made of the machine's own
 * source entries with the suite's name replaced. Needs neither root nor a network that reaches more than the machine's mirror.
 */

/**
 * Debian 12's iPXE is of 2019. unstable has 2.0.0, which hangs after autoexec.ipxe on some UEFI machines; Debian 13 is between.
 */
export const SUITE = 'trixie'
export const PACKAGES = ['ipxe', 'memtest86+']

/**
 * Unpacks the packages into a new folder, which the caller removes.
 * @returns {Promise<{ folder: string, versions: Record<string, string> } | { reason: string }>}
 */
export async function unpackPackages() {
  const sources = privateSources(readSources(), SUITE)
  if (sources === '') return { reason: 'this machine has no Debian package sources' }
  const work = await mkdtemp(join(tmpdir(), 'bootdrop-apt-'))
  const folder = join(work, 'files')
  await Promise.all(
    ['lists/partial', 'cache/archives/partial', 'files', 'debs'].map((name) =>
      mkdir(join(work, name), { recursive: true }),
    ),
  )
  await writeFile(join(work, 'debian.sources'), sources)
  const options = {
    'Dir::Etc::sourcelist': join(work, 'debian.sources'),
    'Dir::Etc::sourceparts': '-',
    'Dir::State::Lists': join(work, 'lists'),
    'Dir::Cache': join(work, 'cache'),
    'Acquire::Languages': 'none',
    'APT::Sandbox::User': 'root',
    'Debug::NoLocking': 'true',
  }
  const args = Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`])
  const update = await run('apt-get', [...args, 'update'])
  if (update.code !== 0) return failed(work, `apt-get update for Debian's ${SUITE} failed: ${lastLine(update.output)}`)
  const download = await run('apt-get', [...args, 'download', ...PACKAGES], { cwd: join(work, 'debs') })
  if (download.code !== 0) return failed(work, `apt-get download failed: ${lastLine(download.output)}`)
  /** @type {Record<string, string>} */
  const versions = {}
  for (const deb of await readdir(join(work, 'debs'))) {
    const path = join(work, 'debs', deb)
    const unpacked = await run('dpkg-deb', ['-x', path, folder])
    if (unpacked.code !== 0) return failed(work, `${deb} could not be unpacked: ${lastLine(unpacked.output)}`)
    const about = await run('dpkg-deb', ['-f', path, 'Package', 'Version'])
    const name = /^Package: (.*)$/m.exec(about.output)?.[1] ?? deb
    versions[name] = /^Version: (.*)$/m.exec(about.output)?.[1] ?? 'unknown'
  }
  return { folder, versions }
}

/** @param {string} work @param {string} reason */
async function failed(work, reason) {
  await rm(work, { recursive: true, force: true })
  return { reason }
}

/** @param {string} output */
function lastLine(output) {
  return output.trim().split('\n').at(-1) ?? ''
}

/** Texts of the machine's source lists, both formats. @returns {string[]} */
function readSources() {
  const files = ['/etc/apt/sources.list']
  const parts = '/etc/apt/sources.list.d'
  if (existsSync(parts)) files.push(...readdirSync(parts).map((name) => join(parts, name)))
  return files
    .filter((path) => /\.(list|sources)$/.test(path) && existsSync(path))
    .map((path) => readFileSync(path, 'utf8'))
}

/**
 * Entries for `suite` from the machine's own Debian mirrors, in deb822 form; empty where there are none. The files that come of
 * it are checked against pinned hashes, so a keyring too old for the suite is no reason to refuse it.
 * @param {readonly string[]} texts @param {string} suite
 */
export function privateSources(texts, suite) {
  const mirrors = new Set(texts.flatMap((text) => [...mirrorsOfDeb822(text), ...mirrorsOfLines(text)]))
  return [...mirrors]
    .map((uri) => `Types: deb\nURIs: ${uri}\nSuites: ${suite}\nComponents: main\nTrusted: yes\n`)
    .join('\n')
}

/** Only a plain Debian archive has our suite: not the security archive, not a vendor's. @param {string} uri */
function isDebianMirror(uri) {
  return /\/debian\/?$/.test(uri)
}

/** @param {string} text @returns {string[]} */
function mirrorsOfDeb822(text) {
  return [...text.matchAll(/^URIs:\s*(.+)$/gm)].flatMap((match) => (match[1] ?? '').split(/\s+/)).filter(isDebianMirror)
}

/** @param {string} text @returns {string[]} */
function mirrorsOfLines(text) {
  return [...text.matchAll(/^deb\s+(?:\[[^\]]*\]\s+)?(\S+)\s/gm)].map((match) => match[1] ?? '').filter(isDebianMirror)
}
