import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { privateSources } from './apt-sources.mjs'
import { run } from './run.mjs'

/**
 * Fetches Debian packages of another suite without touching the system: apt with a private configuration, made of the machine's
 * own source entries. Needs neither root nor a network that reaches more than the machine's mirror.
 */

/**
 * Downloads `packages` of `suite` into `folder`.
 * @param {string} suite @param {readonly string[]} packages @param {string} folder
 * @returns {Promise<string | undefined>} why it could not be done; undefined when the packages are there
 */
export async function fetchByApt(suite, packages, folder) {
  const sources = privateSources(readSources(), suite)
  if (sources === '') return 'this machine has no Debian package sources'
  const state = join(folder, 'apt')
  for (const name of ['lists/partial', 'cache/archives/partial']) await mkdir(join(state, name), { recursive: true })
  await writeFile(join(state, 'debian.sources'), sources)
  const settings = {
    'Dir::Etc::sourcelist': join(state, 'debian.sources'),
    'Dir::Etc::sourceparts': '-',
    'Dir::State::Lists': join(state, 'lists'),
    'Dir::Cache': join(state, 'cache'),
    'Acquire::Languages': 'none',
    // The folder is the user's: apt's own user cannot write there.
    'APT::Sandbox::User': 'root',
    'Debug::NoLocking': 'true',
    // memtest86+ is an amd64 package, also when fetched on an arm64 laptop.
    'APT::Architecture': 'amd64',
    'APT::Architectures': 'amd64',
  }
  const options = Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`])
  const update = await run('apt-get', [...options, '--error-on=any', 'update'])
  if (update.code !== 0) return `apt-get update for Debian's ${suite} failed (${lastLine(update.output)})`
  const download = await run('apt-get', [...options, 'download', ...packages], { cwd: folder })
  return download.code === 0 ? undefined : `apt-get download failed (${lastLine(download.output)})`
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

/** @param {string} output */
function lastLine(output) {
  return output.trim().split('\n').at(-1) ?? ''
}
