import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { devNull, tmpdir } from 'node:os'
import { join } from 'node:path'
import { findProgram } from './children'
import { packIso, serveMedium, startNginx, startOurHttp, type WebServer } from './http-servers'
import { median, megabytesPerSecond, type Row } from './report'

interface Scenario {
  readonly name: string
  readonly file: string
  readonly sizeBytes: number
  /** curl processes at once. */
  readonly clients: number
  /** How often each fetches the file, over one connection. */
  readonly times: number
  readonly target: string
}

const MB = 1_000_000
const ROUNDS = 7
const SIZES = { 'large.img': 512 * MB, 'small.deb': 64_000 } as const

const SCENARIOS: readonly Scenario[] = [
  { name: 'HTTP out of the ISO, one client, 512 MB', file: 'large.img', clients: 1, times: 1, target: '>= 0.5' },
  { name: 'HTTP out of the ISO, eight clients, 512 MB', file: 'large.img', clients: 8, times: 1, target: '' },
  { name: 'HTTP out of the ISO, 64 kB a thousand times', file: 'small.deb', clients: 1, times: 1_000, target: '' },
].map((scenario) => ({ ...scenario, sizeBytes: SIZES[scenario.file as keyof typeof SIZES] }))

/** HTTP throughput out of an ISO image against nginx serving the same files from disk, with curl as the client of both. */
export async function run(): Promise<Row[]> {
  const curl = findProgram('curl')
  if (curl === undefined) {
    return SCENARIOS.map(({ name, target }) => ({
      name,
      ours: '-',
      peer: 'curl is not installed',
      ratio: undefined,
      target,
    }))
  }
  const root = mkdtempSync(join(tmpdir(), 'bootdrop-bench-'))
  const servers: WebServer[] = []
  try {
    const files = join(root, 'files')
    mkdirSync(files)
    for (const [name, sizeBytes] of Object.entries(SIZES)) writeFileSync(join(files, name), randomBytes(sizeBytes))
    const ours = await startOurHttp(packIso(files, join(root, 'bench.iso')))
    servers.push(ours)
    const nginx = await startNginx(files, join(root, 'nginx'))
    if (nginx !== undefined) servers.push(nginx)
    const rows: Row[] = []
    for (const scenario of SCENARIOS) rows.push(await compare(curl, scenario, ours, nginx))
    return rows
  } finally {
    for (const server of servers) await server.stop()
    rmSync(root, { recursive: true, force: true })
  }
}

/** Takes turns, so that a busy moment of the machine meets both; the median of each side counts. */
async function compare(curl: string, scenario: Scenario, ours: WebServer, peer: WebServer | undefined): Promise<Row> {
  const own: number[] = []
  const theirs: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    own.push(await seconds(curl, scenario, ours))
    if (peer !== undefined) theirs.push(await seconds(curl, scenario, peer))
  }
  const { name, target, sizeBytes, clients, times } = scenario
  const bytes = sizeBytes * clients * times
  const row = { name, target, ours: megabytesPerSecond(bytes, median(own)) }
  if (peer === undefined) return { ...row, peer: 'nginx is not installed', ratio: undefined }
  const peerText = `${peer.name} ${megabytesPerSecond(bytes, median(theirs))}`
  return { ...row, peer: peerText, ratio: median(theirs) / median(own) }
}

/** From the start of the first client to the end of the last. */
async function seconds(curl: string, { file, clients, times }: Scenario, server: WebServer): Promise<number> {
  // The number makes curl ask again and again over one connection; both servers ignore it.
  const url = `${server.url}/${file}?[1-${times}]`
  const begin = performance.now()
  await Promise.all(Array.from({ length: clients }, () => fetchWith(curl, url)))
  return (performance.now() - begin) / 1000
}

async function fetchWith(curl: string, url: string): Promise<void> {
  const child = spawn(curl, ['--silent', '--fail', '--noproxy', '*', '--output', devNull, url], { stdio: 'ignore' })
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code !== 0) throw new Error(`curl ${url} ended with code ${code}`)
}

/** What this bundle does when it is started as one of the bench's own processes (children.ts). */
export const roles: Readonly<Record<string, (job: never) => Promise<unknown>>> = { 'http-server': serveMedium }
