/** Packages of Debian 13 (trixie) on whatever Debian this machine is, kept in the cache of the other test media. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fetchByApt } from '../../build/lib/loaders-apt.mjs'
import { CACHE, make } from '../lan/media'
import { run } from './tools'

/** What tests use of it. One visit to the mirror fetches all that are missing. */
const PACKAGES = [
  'shim-signed',
  'grub-efi-amd64-signed',
  'debian-installer-13-netboot-amd64',
  'debian-installer-13-netboot-arm64',
] as const

export type TrixiePackage = (typeof PACKAGES)[number]

const TRIXIE = join(CACHE, 'trixie')

/** Folder with the unpacked package. @throws Error with the reason when it cannot be had */
export async function trixiePackage(name: TrixiePackage): Promise<string> {
  if (debOf(name) === undefined) await download()
  const deb = debOf(name)
  if (deb === undefined) throw new Error(`apt-get download brought no ${name}`)
  const folder = deb.replace(/\.deb$/, '')
  make(folder, (path) => run('dpkg', ['-x', deb, path]))
  return folder
}

function debOf(name: string): string | undefined {
  if (!existsSync(TRIXIE)) return undefined
  const file = readdirSync(TRIXIE).find((entry) => entry.startsWith(`${name}_`) && entry.endsWith('.deb'))
  return file === undefined ? undefined : join(TRIXIE, file)
}

async function download(): Promise<void> {
  mkdirSync(TRIXIE, { recursive: true })
  const missing = PACKAGES.filter((name) => debOf(name) === undefined)
  // A folder of its own keeps half a download out of the cache.
  const folder = mkdtempSync(join(TRIXIE, 'download-'))
  try {
    const why = await fetchByApt('trixie', missing, folder)
    if (why !== undefined) throw new Error(why)
    const debs = readdirSync(folder).filter((name) => name.endsWith('.deb'))
    for (const deb of debs) renameSync(join(folder, deb), join(TRIXIE, deb))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
