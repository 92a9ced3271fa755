import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hashOfFile } from './cache.mjs'
import { download } from './download.mjs'
import { fetchByApt } from './loaders-apt.mjs'
import { rootCause, sayStep } from './say.mjs'
import { unpackArchive, unpackDeb } from './unpack.mjs'

/**
 * Where boot loaders come from, best first. Whatever the way, a file is only taken when its hash is in boot.lock.json.
 *
 * @typedef {{ origin: string, folder: string, versions: Record<string, string> }} Unpacked
 * @typedef {{ origin: string, fetch: (folder: string) => Promise<Record<string, string>> }} Source fetches and unpacks into
 * `folder/files`, and tells the version of each package
 */

/**
 * Debian 12's iPXE is of 2019. unstable has 2.0.0, which hangs after autoexec.ipxe on some UEFI machines; Debian 13 is between.
 */
export const SUITE = 'trixie'
const PACKAGES = ['ipxe', 'memtest86+', 'syslinux-common']

/** The makers' own release files. sha256 where the release is known to us. */
const RELEASES = [
  {
    name: 'ipxe',
    version: '2.0.0',
    url: 'https://github.com/ipxe/ipxe/releases/download/v2.0.0/ipxeboot.tar.gz',
    sha256: '01a526d4cc791fc30362259c609d6c506cc64a7bdff51b9a5eb788354e17eee1',
  },
  {
    name: 'syslinux-common',
    version: '6.03',
    url: 'https://mirrors.edge.kernel.org/pub/linux/utils/boot/syslinux/syslinux-6.03.zip',
  },
  { name: 'memtest86+', version: '7.20', url: 'https://memtest.org/download/v7.20/mt86plus_7.20.binaries.zip' },
  { name: 'memtest86+', version: '7.20', url: 'https://memtest.org/download/v7.20/mt86plus_7.20_64.grub.iso.zip' },
]

/** @type {readonly Source[]} */
export const SOURCES = [
  {
    origin: `Debian ${SUITE}`,
    async fetch(folder) {
      const failure = await fetchByApt(SUITE, PACKAGES, folder)
      if (failure !== undefined) throw new Error(failure)
      return unpackDebs(folder)
    },
  },
  {
    origin: "makers' release",
    async fetch(folder) {
      for (const { name, url, sha256 } of RELEASES) {
        const archive = join(folder, lastPart(url))
        await download(url, archive, lastPart(url))
        if (sha256 !== undefined && (await hashOfFile(archive)) !== sha256)
          throw new Error(`${url} has another SHA-256`)
        await unpackArchive(archive, join(folder, 'files', name))
      }
      return Object.fromEntries(RELEASES.map(({ name, version }) => [name, version]))
    },
  },
]

/**
 * Goes through the sources until `use` is content with what one of them has.
 * @param {(unpacked: Unpacked) => Promise<string | undefined>} use takes the files, or tells why these will not do
 * @param {readonly Source[]} [sources]
 * @returns {Promise<string | undefined>} why none would do
 */
export async function fromFirstSource(use, sources = SOURCES) {
  const reasons = []
  for (const source of sources) {
    const folder = await mkdtemp(join(tmpdir(), 'bootdrop-loaders-'))
    try {
      const files = join(folder, 'files')
      await mkdir(files)
      const versions = await source.fetch(folder)
      const refused = await use({ origin: source.origin, folder: files, versions })
      if (refused === undefined) return undefined
      reasons.push(refused)
    } catch (error) {
      reasons.push(rootCause(error))
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
    if (source !== sources.at(-1)) sayStep('boot loaders', `${reasons.at(-1)}; trying the next source`)
  }
  return reasons.join('\n')
}

/** @param {string} folder @returns {Promise<Record<string, string>>} */
async function unpackDebs(folder) {
  /** @type {Record<string, string>} */
  const versions = {}
  for (const file of (await readdir(folder)).filter((name) => name.endsWith('.deb'))) {
    await unpackDeb(join(folder, file), join(folder, 'files'))
    const { name, version } = nameOfDeb(file)
    versions[name] = version
  }
  return versions
}

/** Package and version out of `ipxe_1.21.1+git_all.deb`; apt writes an epoch's colon as %3a. @param {string} file */
export function nameOfDeb(file) {
  const [name = file, version = 'unknown'] = file.split('_')
  return { name, version: decodeURIComponent(version) }
}

/** @param {string} url */
function lastPart(url) {
  return url.slice(url.lastIndexOf('/') + 1)
}
