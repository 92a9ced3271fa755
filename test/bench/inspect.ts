import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { glob } from '../../main/engine/media/glob'
import { openMedium } from '../../main/engine/media/open'
import { inspectMedium } from '../../main/engine/recipes/inspect'
import { loadRecipes } from '../../main/engine/recipes/load'
import { walk } from '../support/media'
import { findProgram, runRole } from './children'
import { writeLiveImage } from './inspect-image'
import { median, type Row } from './report'

/** One inspection in a process of its own, so that nothing is warm but the disk cache. */
interface Measured {
  /** Opening, and asking for the files that tell media apart. */
  readonly openMs: number
  /** The whole inspection, recipes matched and boot plans made. */
  readonly inspectMs: number
  /** Listing every directory. */
  readonly walkMs: number
  readonly entries: number
  /** Most resident memory during the inspection, above what it was before. */
  readonly inspectGrowthBytes: number
}

interface Job {
  readonly path: string
  readonly recipes: string
}

const ROUNDS = 5
const MARKERS =
  '/.disk/info /.treeinfo /.discinfo /media.1/products /casper/vmlinuz* /live/vmlinuz* /live/*.squashfs /arch/boot/*/vmlinuz* /boot/grub/grub.cfg /isolinux/*.cfg /images/pxeboot/vmlinuz /sources/boot.wim /LiveOS/squashfs.img /install.*/vmlinuz'
const MEBIBYTE = 1024 * 1024

/** How long a medium of 4 GB takes to be recognised, and how much memory. */
export async function run(): Promise<Row[]> {
  const home = mkdtempSync(join(tmpdir(), 'bootdrop-bench-'))
  try {
    const path = join(home, 'live.iso')
    const { entries } = writeLiveImage(path)
    const job: Job = { path, recipes: resolve('assets', 'recipes') }
    const runs: Measured[] = []
    const peer: number[] = []
    for (let round = 0; round < ROUNDS; round += 1) {
      runs.push(await runRole<Measured>('inspect-once', job))
      const theirs = xorrisoListMs(path)
      if (theirs !== undefined) peer.push(theirs)
    }
    if (runs.some((one) => one.entries !== entries)) throw new Error(`listed ${runs[0]?.entries} of ${entries} entries`)
    return rowsOf(runs, peer, entries)
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}

function rowsOf(runs: readonly Measured[], peer: readonly number[], entries: number): Row[] {
  const figure = (pick: (one: Measured) => number) => median(runs.map(pick))
  const alone = { peer: '', ratio: undefined }
  const walkMs = figure((one) => one.walkMs)
  const growth = Math.max(...runs.map((one) => one.inspectGrowthBytes)) / MEBIBYTE
  return [
    { name: 'open a 4 GB ISO, ask for markers', ours: ms(figure((one) => one.openMs)), ...alone, target: '' },
    { name: 'inspect a 4 GB ISO', ours: ms(figure((one) => one.inspectMs)), ...alone, target: '< 150 ms' },
    { name: 'memory of an inspection, at most', ours: `${growth.toFixed(1)} MiB`, ...alone, target: '< 60 MiB' },
    {
      name: `list all ${entries} entries of a 4 GB ISO`,
      ours: ms(walkMs),
      peer: peer.length === 0 ? 'xorriso is not installed' : `xorriso ${ms(median(peer))}`,
      ratio: peer.length === 0 ? undefined : median(peer) / walkMs,
      target: '',
    },
  ]
}

function ms(value: number): string {
  return `${value.toFixed(1)} ms`
}

/** xorriso reads and prints the whole tree; starting it is included. */
function xorrisoListMs(path: string): number | undefined {
  const xorriso = findProgram('xorriso')
  if (xorriso === undefined) return undefined
  const startedAt = performance.now()
  execFileSync(xorriso, ['-indev', path, '-find', '/'], {
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: 64 * MEBIBYTE,
  })
  return performance.now() - startedAt
}

/** What this bundle does when it is started as one of the bench's own processes (children.ts). */
export const roles: Readonly<Record<string, (job: never) => Promise<unknown>>> = {
  'inspect-once': inspectOnce,
}

async function inspectOnce(job: Job): Promise<Measured> {
  const { recipes } = await loadRecipes(job.recipes)
  const idle = process.memoryUsage().rss
  let most = idle
  const sampler = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 2)
  const startedAt = performance.now()
  const first = await openMedium(job.path)
  for (const marker of MARKERS.split(' ')) await glob(first, marker)
  const openMs = performance.now() - startedAt
  await first.close()

  const inspectAt = performance.now()
  const medium = await openMedium(job.path)
  const report = await inspectMedium(medium, recipes, inspectAt)
  const inspectMs = performance.now() - inspectAt
  if (report.recipes.length === 0) throw new Error('the inspection found no recipe')
  most = Math.max(most, process.memoryUsage().rss)
  clearInterval(sampler)

  const walkAt = performance.now()
  const entries = (await walk(medium)).length
  const walkMs = performance.now() - walkAt
  await medium.close()
  return { openMs, inspectMs, walkMs, entries, inspectGrowthBytes: most - idle }
}
