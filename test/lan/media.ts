/** Real media for the boots, made out of Debian's packages and kept in a per-user cache. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { run, tryRun } from './process'

export const CACHE = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'bootdrop', 'test-media')

export interface InstallerMedium {
  /** An ISO with Rock Ridge and Joliet. */
  readonly iso: string
  /** The same tree as a folder. */
  readonly tree: string
  /** Paths of the kernel and the initrd inside. */
  readonly kernel: string
  readonly initrd: string
}

/** Debian's network installer (text) as an ISO, about 50 MB. Made once. @throws Error when its package cannot be had */
export function debianInstaller(): InstallerMedium {
  const root = unpacked('debian-installer-12-netboot-amd64', 'debian-installer-13-netboot-amd64')
  const images = join(root, 'usr/lib/debian-installer/images')
  const tree = join(images, readdirSync(images)[0] ?? '', 'amd64/text')
  const iso = join(CACHE, `${basename(root)}.iso`)
  make(iso, (path) => {
    run('xorriso', ['-as', 'mkisofs', '-quiet', '-R', '-J', '-V', 'Debian installer', '-o', path, tree])
  })
  const folder = 'debian-installer/amd64'
  return { iso, tree, kernel: `${folder}/linux`, initrd: `${folder}/initrd.gz` }
}

/** The ISO that Debian's memtest86+ package brings along. @throws Error when the package cannot be had */
export function memtestIso(): string {
  return join(unpacked('memtest86+'), 'usr/lib/memtest86+/memtest86+x64.iso')
}

/** What memtest86+ draws while it tests. Its name alone would not do: our own script tells it too. */
export const MEMTEST_RUNS = /Status: Testing[\s\S]*Pass:\s+\d+\s+Errors:\s+\d/
/** Without it memtest86+ draws on the screen alone. */
export const MEMTEST_ON_SERIAL = ['--append', 'console=ttyS0,115200'] as const

/** Folder with the contents of the first of these packages that the machine's own sources offer. */
export function unpacked(...packages: readonly string[]): string {
  for (const name of packages) {
    const deb = cachedPackage(name) ?? download(name)
    if (deb === undefined) continue
    const folder = deb.replace(/\.deb$/, '')
    make(folder, (path) => run('dpkg', ['-x', deb, path]))
    return folder
  }
  throw new Error(`apt-get download knows none of: ${packages.join(', ')}`)
}

function cachedPackage(name: string): string | undefined {
  if (!existsSync(CACHE)) return undefined
  const file = readdirSync(CACHE).find((entry) => entry.startsWith(`${name}_`) && entry.endsWith('.deb'))
  return file === undefined ? undefined : join(CACHE, file)
}

function download(name: string): string | undefined {
  mkdirSync(CACHE, { recursive: true })
  // apt writes into the working directory: a folder of its own keeps half a download out of the cache.
  const folder = mkdtempSync(join(CACHE, 'download-'))
  try {
    const fetch = (): string | undefined =>
      tryRun('sh', ['-c', 'cd "$1" && apt-get -q download "$2"', 'sh', folder, name])
    if (fetch() === undefined) {
      // A bare machine has no package lists yet.
      tryRun('apt-get', ['-q', 'update'])
      fetch()
    }
    const deb = readdirSync(folder).find((entry) => entry.endsWith('.deb'))
    if (deb === undefined) return undefined
    renameSync(join(folder, deb), join(CACHE, deb))
    return join(CACHE, deb)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Makes a file or folder under another name first: one that is there is whole. */
export function make(path: string, build: (temporary: string) => void): void {
  if (existsSync(path)) return
  mkdirSync(dirname(path), { recursive: true })
  const temporary = `${path}.${process.pid}`
  rmSync(temporary, { recursive: true, force: true })
  build(temporary)
  renameSync(temporary, path)
}
