import { createWriteStream } from 'node:fs'
import { mkdtemp, mkdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { once } from 'node:events'
import { finished } from 'node:stream/promises'
import { run } from './run.mjs'
import { progress } from './say.mjs'

/**
 * Release files of the makers, for systems without Debian packages. What they hold is taken only when its hash is pinned in
 * boot.lock.json, as with every other origin.
 */
export const RELEASES = [
  { name: 'ipxe', version: '2.0.0', url: 'https://github.com/ipxe/ipxe/releases/download/v2.0.0/ipxeboot.tar.gz' },
  { name: 'memtest86+', version: '7.20', url: 'https://memtest.org/download/v7.20/mt86plus_7.20.binaries.zip' },
]

const CONNECT_TIMEOUT_MS = 20_000

/**
 * Unpacks the releases into a new folder, each in a folder of its own name; the caller removes it.
 * @returns {Promise<{ folder: string, versions: Record<string, string> } | { reason: string }>}
 */
export async function unpackReleases() {
  const work = await mkdtemp(join(tmpdir(), 'bootdrop-releases-'))
  try {
    for (const { name, url } of RELEASES) {
      const archive = join(work, url.split('/').at(-1) ?? name)
      await download(url, archive, name)
      const folder = join(work, 'files', name)
      await mkdir(folder, { recursive: true })
      // bsdtar, which Windows and macOS call tar, reads zip files too.
      const { code, output } = await run('tar', ['-xf', archive, '-C', folder])
      if (code !== 0) throw new Error(`${archive}: ${output.trim()}`)
    }
    return {
      folder: join(work, 'files'),
      versions: Object.fromEntries(RELEASES.map(({ name, version }) => [name, version])),
    }
  } catch (error) {
    await rm(work, { recursive: true, force: true })
    return {
      reason: `the makers' release files could not be fetched: ${error instanceof Error ? error.message : String(error)}`,
    }
  }
}

/** @param {string} url @param {string} path @param {string} title */
async function download(url, path, title) {
  const response = await fetch(url, { signal: AbortSignal.timeout(CONNECT_TIMEOUT_MS) })
  if (!response.ok || response.body === null) throw new Error(`${url} answered ${response.status}`)
  const total = Number(response.headers.get('content-length') ?? 0)
  const shown = progress(title)
  let done = 0
  const file = createWriteStream(path)
  for await (const data of response.body) {
    shown.at((done += data.length), total)
    if (!file.write(data)) await once(file, 'drain')
  }
  file.end()
  await finished(file)
  shown.end()
}
