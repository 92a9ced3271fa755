import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../../main/engine/clock'
import { openFolder } from '../../main/engine/media/folder'
import { startTftp } from '../../main/engine/tftp/server'
import { loopbackBinding } from './loopback'
import { runRole } from './children'
import { median, megabytesPerSecond, type Row } from './report'
import { type ClientJob, type ClientResult, fetchAll } from './tftp-client'
import { type Missing, type ServerUnderTest, startAtftpd, startDnsmasq, startOurs, startTftpdHpa } from './tftp-servers'

interface Scenario {
  readonly name: string
  readonly file: string
  readonly sizeBytes: number
  readonly blksize: number
  readonly windowsize: number
  readonly clients: number
  readonly peers: readonly string[]
  /** Least ratio that is asked for, by peer. */
  readonly target: Readonly<Record<string, number>>
}

const MB = 1_000_000
const ROUNDS = 5

const SCENARIOS: readonly Scenario[] = [
  {
    name: 'TFTP blksize 1428, one lock-step client',
    file: 'large.bin',
    sizeBytes: 40 * MB,
    blksize: 1428,
    windowsize: 1,
    clients: 1,
    peers: ['dnsmasq', 'tftpd-hpa', 'atftpd'],
    target: { dnsmasq: 0.5 },
  },
  {
    name: 'TFTP blksize 1428, sixteen clients',
    file: 'small.bin',
    sizeBytes: 4 * MB,
    blksize: 1428,
    windowsize: 1,
    clients: 16,
    peers: ['dnsmasq', 'tftpd-hpa', 'atftpd'],
    target: { dnsmasq: 0.5 },
  },
  {
    name: 'TFTP blksize 1428, windowsize 16',
    file: 'large.bin',
    sizeBytes: 40 * MB,
    blksize: 1428,
    windowsize: 16,
    clients: 1,
    peers: ['atftpd'],
    target: { atftpd: 0.8 },
  },
]

/** TFTP throughput of our server against those on this machine, with one and the same client. */
export async function run(): Promise<Row[]> {
  const root = mkdtempSync(join(tmpdir(), 'bootdrop-bench-'))
  const servers: (ServerUnderTest | Missing)[] = []
  try {
    for (const { file, sizeBytes } of SCENARIOS) writeFileSync(join(root, file), randomBytes(sizeBytes))
    const ours = await startOurs(root)
    servers.push(ours)
    for (const start of [startDnsmasq, startTftpdHpa, startAtftpd]) servers.push(await start(root))
    const rows: Row[] = []
    for (const scenario of SCENARIOS) {
      for (const peer of servers.slice(1)) {
        if (scenario.peers.includes(peer.name)) rows.push(await compare(scenario, ours, peer))
      }
    }
    return rows
  } finally {
    for (const server of servers) if ('stop' in server) await server.stop()
    rmSync(root, { recursive: true, force: true })
  }
}

/** Takes turns, so that a busy moment of the machine meets both; the median of each side counts. */
async function compare(scenario: Scenario, ours: ServerUnderTest, peer: ServerUnderTest | Missing): Promise<Row> {
  const own: number[] = []
  const theirs: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    own.push(await seconds(scenario, ours))
    if ('stop' in peer) theirs.push(await seconds(scenario, peer))
  }
  const bytes = scenario.sizeBytes * scenario.clients
  const least = scenario.target[peer.name]
  const row = {
    name: scenario.name,
    ours: megabytesPerSecond(bytes, median(own)),
    target: least === undefined ? '' : `>= ${least}`,
  }
  if ('missing' in peer) return { ...row, peer: peer.missing, ratio: undefined }
  const peerText = `${peer.name} ${megabytesPerSecond(bytes, median(theirs))}`
  return { ...row, peer: peerText, ratio: median(theirs) / median(own) }
}

async function seconds(scenario: Scenario, server: ServerUnderTest): Promise<number> {
  const { file, sizeBytes, blksize, windowsize, clients } = scenario
  const job: ClientJob = { address: server.address, port: server.port, file, sizeBytes, blksize, windowsize, clients }
  const result = await runRole<ClientResult>('tftp-client', job)
  return result.seconds
}

/** What this bundle does when it is started as one of the bench's own processes (children.ts). */
export const roles: Readonly<Record<string, (job: never) => Promise<unknown>>> = {
  'tftp-client': (job: ClientJob) => fetchAll(job),
  'tftp-server': serveFolder,
}

/** Serves a folder over TFTP until the process is ended. Returns the port. */
async function serveFolder(job: { readonly root: string }): Promise<{ port: number }> {
  const medium = await openFolder(job.root)
  const server = await startTftp({
    binding: await loopbackBinding(),
    port: 0,
    clock: systemClock,
    observe: () => undefined,
    resolve: async ({ path }) => {
      const found = await medium.stat(`/${path}`)
      if (found?.kind !== 'file') return { kind: 'not-found', expected: false, reason: 'no such file' }
      return { kind: 'file', file: await medium.open(found.path), role: 'other', contentType: '' }
    },
  })
  return { port: server.port }
}
