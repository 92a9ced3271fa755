import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { BootdropError } from '../../main/engine/errors'
import type { Medium } from '../../main/engine/media/medium'
import { openMedium } from '../../main/engine/media/open'
import { mutated, overlappingIso, overlappingUdf, victims } from '../support/iso-hostile'
import { runRole } from './children'
import { median, type Row } from './report'

const MEBIBYTE = 1024 * 1024
const COPIES_OF_EACH = 250
/** What is opened, listed and read of one image at most. */
const MAX_DIRECTORIES = 2_000
const MAX_FILES = 20

/** Small images that hold more than any real one. The long names take the most memory that the budget allows. */
const OVERLAPPING = {
  'ISO directories that overlap': () => overlappingIso(),
  'UDF directories that overlap': () => overlappingUdf(900, 1400, 24),
  'UDF directories that overlap, long names': () => overlappingUdf(900, 4000, 253),
}
type Kind = keyof typeof OVERLAPPING

interface Met {
  readonly images: number
  readonly slowestMs: number
  /** Most resident memory of the whole process. */
  readonly mostBytes: number
}

/** Opens, lists and reads hostile images, each kind in a process of its own; what is no BootdropError ends the run. */
export async function hostility(home: string): Promise<Row[]> {
  const path = join(home, 'hostile.iso')
  const met: [string, Met][] = []
  for (const kind of Object.keys(OVERLAPPING)) {
    // Made by another process: to make them takes memory too.
    await runRole('media-overlapping', { path, kind })
    met.push([kind, await runRole<Met>('media-meet', { path })])
  }
  met.push(['broken copies', await runRole<Met>('media-mutated', { path })])
  const alone = { peer: '', ratio: undefined }
  return met.map(([kind, { images, mostBytes, slowestMs }]) => ({
    name: `memory of the whole process, ${kind} (${images}; slowest ${slowestMs.toFixed(0)} ms)`,
    ours: `${(mostBytes / MEBIBYTE).toFixed(0)} MiB`,
    ...alone,
    target: '< 200 MiB',
  }))
}

export const hostileRoles: Readonly<Record<string, (job: never) => Promise<unknown>>> = {
  'media-overlapping': ({ path, kind }: { path: string; kind: Kind }) => {
    writeFileSync(path, OVERLAPPING[kind]())
    return Promise.resolve({})
  },
  'media-meet': ({ path }: { path: string }) => meet(path, [undefined]),
  'media-mutated': ({ path }: { path: string }) => meet(path, broken()),
}

function* broken(): Generator<Buffer> {
  for (const victim of victims()) {
    for (let seed = 1; seed <= COPIES_OF_EACH; seed += 1) yield mutated(victim, seed)
  }
}

/** Meets one image after the other at `path`; undefined is what stands there already. */
async function meet(path: string, all: Iterable<Buffer | undefined>): Promise<Met> {
  let mostBytes = 0
  let images = 0
  const times: number[] = []
  const look = () => (mostBytes = Math.max(mostBytes, process.memoryUsage().rss))
  const sampler = setInterval(look, 5)
  for (const bytes of all) {
    if (bytes) writeFileSync(path, bytes)
    const startedAt = performance.now()
    await orRefuse(async () => {
      const medium = await openMedium(path)
      await useAll(medium)
      look()
      await medium.close()
    })
    times.push(performance.now() - startedAt)
    images += 1
  }
  clearInterval(sampler)
  if (images > 1) process.stderr.write(`a broken copy takes ${median(times).toFixed(1)} ms\n`)
  return { images, mostBytes, slowestMs: Math.max(...times) }
}

async function useAll(medium: Medium): Promise<void> {
  const directories = ['/']
  let files = 0
  for (const directory of directories) {
    for (const entry of (await orRefuse(() => medium.list(directory))) ?? []) {
      if (entry.kind === 'directory' && directories.length < MAX_DIRECTORIES) directories.push(entry.path)
      if (entry.kind === 'directory' || files >= MAX_FILES) continue
      files += 1
      await orRefuse(() => readStart(medium, entry.path))
    }
  }
}

async function readStart(medium: Medium, path: string): Promise<void> {
  const file = await medium.open(path)
  await file.read(Buffer.alloc(5000), 0)
  await file.close()
}

async function orRefuse<T>(act: () => Promise<T>): Promise<T | undefined> {
  try {
    return await act()
  } catch (error) {
    if (error instanceof BootdropError) return undefined
    throw error
  }
}
