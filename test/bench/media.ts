import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { devNull, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { openMedium } from '../../main/engine/media/open'
import { inspectMedium } from '../../main/engine/recipes/inspect'
import { loadRecipes } from '../../main/engine/recipes/load'
import { randomOf } from '../support/iso-hostile'
import { descriptor, directory, marker, record, SECTOR, writeSparse } from '../support/iso'
import { patterned } from '../support/isoTree'
import { udfImage, writeUdf } from '../support/udf-image'
import { walk } from '../support/media'
import { findProgram, runRole } from './children'
import { startOurHttp, type WebServer } from './http-servers'
import { liveTree, writeLiveImage } from './inspect-image'
import { hostileRoles, hostility } from './media-hostile'
import { median, megabytesPerSecond, type Row } from './report'

const ROUNDS = 7
const MEBIBYTE = 1024 * 1024
const FILE_BYTES = 256 * MEBIBYTE
const READS = 400
/** 60,000 files and 6 GB, all but 30 MB of it holes. */
const SIX_GB = { packages: 20_000, packageBytes: 34_000 }

/** Recognition of big media, reads in place, HTTP out of UDF, and the memory that hostile images take. */
export async function run(): Promise<Row[]> {
  const home = mkdtempSync(join(tmpdir(), 'bootdrop-bench-'))
  try {
    return [...(await recognition(home)), ...(await reading(home)), ...(await hostility(home))]
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}

async function recognition(home: string): Promise<Row[]> {
  const iso = join(home, 'live.iso')
  const { entries } = writeLiveImage(iso, SIX_GB)
  const udf = join(home, 'live-udf.iso')
  writeUdf(udf, udfImage(liveTree(SIX_GB), { label: 'd-live 12.5.0 gn amd64' }))
  const rows: Row[] = []
  for (const [kind, path] of [
    ['ISO', iso],
    ['UDF image', udf],
  ] as const) {
    const runs: Recognised[] = []
    for (let round = 0; round < ROUNDS; round += 1) {
      runs.push(await runRole<Recognised>('media-recognise', { path, recipes: resolve('assets', 'recipes') }))
    }
    if (runs.some((one) => one.entries !== entries)) throw new Error(`listed ${runs[0]?.entries} of ${entries} entries`)
    const figure = (pick: (one: Recognised) => number) => `${median(runs.map(pick)).toFixed(0)} ms`
    const alone = { peer: '', ratio: undefined }
    const name = `a 6 GB ${kind} with 60,000 files`
    rows.push({ name: `recognise ${name}`, ours: figure((one) => one.ms), ...alone, target: '< 300 ms' })
    rows.push({ name: `list all of ${name}`, ours: figure((one) => one.walkMs), ...alone, target: '' })
  }
  rmSync(iso)
  rmSync(udf)
  return rows
}

/** The same bytes as a plain file, in an ISO image and in UDF ones. */
async function reading(home: string): Promise<Row[]> {
  const plain = join(home, 'plain.img')
  const iso = join(home, 'file.iso')
  const udf = join(home, 'file-udf.iso')
  const pieces = join(home, 'pieces-udf.iso')
  const bytes = patterned(FILE_BYTES, 1)
  writeFileSync(plain, bytes)
  const blocks = FILE_BYTES / SECTOR
  writeSparse(
    iso,
    {
      16: descriptor({ blocks: blocks + 30, rootBlock: 20 }),
      17: marker(255, 'CD001'),
      20: directory({ block: 20 }, [record({ name: 'PLAIN.IMG', block: 30, length: FILE_BYTES })]),
      30: bytes,
    },
    (blocks + 30) * SECTOR,
  )
  const tree = new Map([['plain.img', bytes]])
  writeUdf(udf, udfImage(tree))
  writeUdf(pieces, udfImage(tree, { pieceBlocks: 256 }))
  const rows = [
    await compareReads('an ISO', iso, plain),
    await compareReads('UDF', udf, plain),
    await compareReads('UDF in pieces of 512 KiB', pieces, plain),
    await compareHttp(udf, plain),
  ]
  for (const path of [plain, iso, udf, pieces]) rmSync(path)
  return rows
}

/** Takes turns, so that a busy moment of the machine meets both; the median of each side counts. */
async function compareReads(where: string, image: string, plain: string): Promise<Row> {
  const medium = await openMedium(image)
  const file = await medium.open('/plain.img')
  const handle = await open(plain)
  try {
    const own: number[] = []
    const theirs: number[] = []
    for (let round = 0; round <= ROUNDS; round += 1) {
      const inPlace = await secondsOf(round, (target, position) => file.read(target, position))
      const direct = await secondsOf(round, async (target, position) => {
        return (await handle.read(target, 0, target.length, position)).bytesRead
      })
      // The first round warms the disk cache.
      if (round === 0) continue
      own.push(inPlace)
      theirs.push(direct)
    }
    const total = READS * MEBIBYTE
    return {
      name: `random 1 MiB reads in place, ${where}`,
      ours: megabytesPerSecond(total, median(own)),
      peer: `fs ${megabytesPerSecond(total, median(theirs))}`,
      ratio: median(theirs) / median(own),
      target: '>= 0.8',
    }
  } finally {
    await handle.close()
    await file.close()
    await medium.close()
  }
}

async function secondsOf(seed: number, read: (target: Buffer, position: number) => Promise<number>): Promise<number> {
  const random = randomOf(seed + 1)
  const target = Buffer.alloc(MEBIBYTE)
  const startedAt = performance.now()
  for (let at = 0; at < READS; at += 1) {
    const got = await read(target, random(FILE_BYTES - MEBIBYTE))
    if (got !== MEBIBYTE) throw new Error(`read ${got} bytes`)
  }
  return (performance.now() - startedAt) / 1000
}

async function compareHttp(udf: string, plain: string): Promise<Row> {
  const row = { name: 'HTTP out of UDF, 256 MiB', target: '>= 0.8' }
  const curl = findProgram('curl')
  if (curl === undefined) return { ...row, ours: '-', peer: 'curl is not installed', ratio: undefined }
  const servers: WebServer[] = []
  try {
    const ours = await startOurHttp(udf)
    servers.push(ours)
    const peer = await startOurHttp(plain)
    servers.push(peer)
    const own: number[] = []
    const theirs: number[] = []
    for (let round = 0; round <= ROUNDS; round += 1) {
      const times = [await fetchSeconds(curl, ours), await fetchSeconds(curl, peer)] as const
      if (round === 0) continue
      own.push(times[0])
      theirs.push(times[1])
    }
    return {
      ...row,
      ours: megabytesPerSecond(FILE_BYTES, median(own)),
      peer: `a plain file ${megabytesPerSecond(FILE_BYTES, median(theirs))}`,
      ratio: median(theirs) / median(own),
    }
  } finally {
    for (const server of servers) await server.stop()
  }
}

async function fetchSeconds(curl: string, server: WebServer): Promise<number> {
  const url = `${server.url}/plain.img`
  const startedAt = performance.now()
  const child = spawn(curl, ['--silent', '--fail', '--noproxy', '*', '--output', devNull, url], { stdio: 'ignore' })
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code !== 0) throw new Error(`curl ${url} ended with code ${code}`)
  return (performance.now() - startedAt) / 1000
}

interface Recognised {
  readonly ms: number
  readonly walkMs: number
  readonly entries: number
}

/** What this bundle does when it is started as one of the bench's own processes (children.ts). */
export const roles: Readonly<Record<string, (job: never) => Promise<unknown>>> = {
  'media-recognise': recognise,
  ...hostileRoles,
}

async function recognise(job: { readonly path: string; readonly recipes: string }): Promise<Recognised> {
  const { recipes } = await loadRecipes(job.recipes)
  const startedAt = performance.now()
  const medium = await openMedium(job.path)
  const report = await inspectMedium(medium, recipes, startedAt)
  const ms = performance.now() - startedAt
  if (report.recipes.length === 0) throw new Error('the inspection found no recipe')
  const walkAt = performance.now()
  const entries = (await walk(medium)).length
  const walkMs = performance.now() - walkAt
  await medium.close()
  return { ms, walkMs, entries }
}
