/**
 * A classroom that is switched on at once: virtual machines against the real engine on the loopback card, the machines in a process
 * of their own. Each goes from its first DISCOVER over the loader to its own script.
 */
import { messageOf } from '../../main/engine/errors'
import type { SessionPorts } from '../../main/engine/session'
import { bootOnLoopback, CLIENT_PORT, openLeaseLink } from '../../main/virtual/loopback'
import { VIRTUAL_ARCHS, type VirtualArch } from '../../main/virtual/persona'
import { runRole } from './children'
import { withEngine } from './engine'
import type { Row } from './report'

const MACHINES = 500
/** All of them ask for the first time within this, ms. */
const SPREAD_MS = 1_000
const TARGET = `${MACHINES} within 10 s`
const PORTS = { dhcp: 28_067, pxe: 28_411, tftp: 28_069, http: 28_080 } as const

/** What the process of the machines shall do, as JSON on its command line. */
export interface CrowdJob {
  readonly ports: SessionPorts
  /** Number of the first; the others follow. */
  readonly first: number
  readonly machines: number
  readonly spreadMs: number
  /** The server leases addresses. */
  readonly leases: boolean
}

export interface CrowdResult {
  readonly booted: number
  /** From the first machine's start to the last one's end. */
  readonly ms: number
  /** Of one machine, from its own start to its end. */
  readonly slowestMs: number
  readonly medianMs: number
  /** Some of what went wrong. */
  readonly failures: readonly string[]
}

export async function run(): Promise<Row[]> {
  return [await crowd('proxy'), await crowd('dhcp')]
}

async function crowd(mode: 'proxy' | 'dhcp'): Promise<Row> {
  const row = {
    name: `${MACHINES} machines in one second, to their scripts (${mode} mode)`,
    ratio: undefined,
    target: TARGET,
  }
  const leases = mode === 'dhcp'
  if (leases) {
    try {
      const link = await openLeaseLink(PORTS)
      link.close()
    } catch (error) {
      return { ...row, ours: '-', peer: `not measured: needs port ${CLIENT_PORT} (${messageOf(error)})` }
    }
  }
  const result = await withEngine(PORTS, mode, () =>
    bootCrowd({ ports: PORTS, first: 0, machines: MACHINES, spreadMs: SPREAD_MS, leases }),
  )
  for (const failure of result.failures) process.stderr.write(`${failure}\n`)
  const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`
  const each = `each ${seconds(result.medianMs)}, slowest ${seconds(result.slowestMs)}`
  return { ...row, ours: `${result.booted} in ${seconds(result.ms)} (${each})`, peer: 'none' }
}

/** Boots machines in a process of their own. */
export function bootCrowd(job: CrowdJob): Promise<CrowdResult> {
  return runRole<CrowdResult>('crowd-machines', job)
}

/** What this bundle does when it is started as one of the bench's own processes (children.ts). */
export const roles: Readonly<Record<string, (job: never) => Promise<unknown>>> = { 'crowd-machines': bootAll }

async function bootAll({ ports, first, machines, spreadMs, leases }: CrowdJob): Promise<CrowdResult> {
  const link = leases ? await openLeaseLink(ports) : undefined
  const startedAt = performance.now()
  const boots = await Promise.all(
    Array.from({ length: machines }, async (_, at) => {
      await new Promise((resolve) => setTimeout(resolve, (at / machines) * spreadMs))
      const begun = performance.now()
      const machine = { number: first + at, arch: archOf(at), ports, untilScript: true }
      const result = await bootOnLoopback(link === undefined ? machine : { ...machine, link })
      return { failure: result.failure, ms: performance.now() - begun }
    }),
  )
  const ms = performance.now() - startedAt
  link?.close()
  const times = boots.map((boot) => boot.ms).sort((a, b) => a - b)
  const failures = boots.flatMap(({ failure }) => failure ?? [])
  return {
    booted: machines - failures.length,
    ms,
    slowestMs: times.at(-1) ?? NaN,
    medianMs: times[Math.floor(times.length / 2)] ?? NaN,
    failures: failures.slice(0, 5),
  }
}

/** Those that the medium of the bench is for. */
const ARCHS = VIRTUAL_ARCHS.filter((arch) => arch !== 'uefi-arm64')

function archOf(at: number): VirtualArch {
  return ARCHS[at % ARCHS.length] ?? 'uefi-x64'
}
