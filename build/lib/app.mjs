import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { runOrFail } from './run.mjs'
import { root, sayStep } from './say.mjs'

/** What the built app in out/ is made of. */
const SOURCES = [
  'main',
  'preload',
  'renderer',
  'package.json',
  'package-lock.json',
  'electron.vite.config.ts',
  'tsconfig.json',
]
const stampPath = join(root, 'out', 'stamp.txt')

/** Builds out/ when a source changed since the last build. */
export async function ensureBuilt() {
  const stamp = await stampOf(SOURCES.map((name) => join(root, name)))
  if (existsSync(join(root, 'out', 'main', 'cli.js')) && (await readStamp()) === stamp) return
  sayStep('app', 'building')
  const bin = join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js')
  await runOrFail(process.execPath, [bin, 'build', '--logLevel', 'warn'], 'The app could not be built:', { cwd: root })
  await mkdir(join(root, 'out'), { recursive: true })
  await writeFile(stampPath, stamp)
}

async function readStamp() {
  return existsSync(stampPath) ? await readFile(stampPath, 'utf8') : undefined
}

/**
 * A hash over names, sizes and times of everything below `paths`: a build is quick to check and slow to do.
 * @param {readonly string[]} paths
 */
export async function stampOf(paths) {
  const hash = createHash('sha256')
  /** @param {string} path */
  const visit = async (path) => {
    const found = await stat(path).catch(() => undefined)
    if (!found) return
    if (!found.isDirectory()) {
      hash.update(`${path}\0${found.size}\0${found.mtimeMs}\n`)
      return
    }
    for (const name of (await readdir(path)).sort()) await visit(join(path, name))
  }
  for (const path of paths) await visit(path)
  return hash.digest('hex')
}
