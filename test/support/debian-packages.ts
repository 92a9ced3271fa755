/** Packages of several Debians on whatever Debian this machine is, kept in the cache of the other test media. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fetchByApt } from '../../build/lib/loaders-apt.mjs'
import { CACHE, make } from '../lan/media'
import { run } from './tools'

/** What tests use. One visit to the mirror fetches all of a suite that are missing; the two installers have 150 MB each. */
const PACKAGES = {
  // Memtest86+ 5.01, and 8.
  bullseye: ['memtest86+'],
  sid: ['memtest86+'],
  bookworm: ['shim-signed', 'grub-efi-amd64-signed'],
  trixie: [
    'memtest86+',
    'shim-signed',
    'grub-efi-amd64-signed',
    'debian-installer-13-netboot-amd64',
    'debian-installer-13-netboot-arm64',
  ],
} as const

type Suite = keyof typeof PACKAGES

/** Folder with the unpacked package of that Debian. @throws Error with the reason when it cannot be had */
export function debianPackage<S extends Suite>(suite: S, name: (typeof PACKAGES)[S][number]): Promise<string> {
  return unpackedPackage(suite, name)
}

async function unpackedPackage(suite: Suite, name: string): Promise<string> {
  if (debOf(suite, name) === undefined) await download(suite)
  const deb = debOf(suite, name)
  if (deb === undefined) throw new Error(`apt-get download brought no ${name} of Debian ${suite}`)
  const folder = deb.replace(/\.deb$/, '')
  make(folder, (path) => run('dpkg', ['-x', deb, path]))
  return folder
}

function debOf(suite: Suite, name: string): string | undefined {
  const cache = join(CACHE, suite)
  if (!existsSync(cache)) return undefined
  const file = readdirSync(cache).find((entry) => entry.startsWith(`${name}_`) && entry.endsWith('.deb'))
  return file === undefined ? undefined : join(cache, file)
}

async function download(suite: Suite): Promise<void> {
  const cache = join(CACHE, suite)
  mkdirSync(cache, { recursive: true })
  const missing = (PACKAGES[suite] as readonly string[]).filter((name) => debOf(suite, name) === undefined)
  // A folder of its own keeps half a download out of the cache.
  const folder = mkdtempSync(join(cache, 'download-'))
  try {
    const why = await fetchByApt(suite, missing, folder)
    if (why !== undefined) throw new Error(why)
    const debs = readdirSync(folder).filter((name) => name.endsWith('.deb'))
    for (const deb of debs) renameSync(join(folder, deb), join(cache, deb))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
