import type { Observation } from '../../main/engine/clients/observation'
import type { TftpLimits } from '../../main/engine/tftp/limits'
import { startTftp, type TftpServer } from '../../main/engine/tftp/server'
import { FakeClock } from './fake-clock'
import { type LinkFaults, LossyLink } from './lossy'
import { type FetchOptions, LossyClient } from './lossy-client'
import { type MemoryFile, memoryFile } from './lossy-files'

const SERVER = '10.0.0.1'

export interface TftpBench {
  readonly clock: FakeClock
  readonly link: LossyLink
  readonly server: TftpServer
  readonly observations: Observation[]
  /** Names that the server asked the resolver for, as they came. */
  readonly asked: string[]
  /** Files that the server opened. */
  readonly opened: MemoryFile[]
  /** A machine that asks for `file` at once. */
  fetch(file: string, how?: FetchOptions, address?: string): Promise<LossyClient>
  /** Sends bytes from an address and port to the listening port. */
  throwAt(data: Uint8Array, address?: string, port?: number): void
  /** Lets the clock run until `until` holds. @throws Error when it does not within `limitMs` of the clock */
  drive(until: () => boolean, limitMs?: number, stepMs?: number): Promise<void>
  /** Everything of one kind that was observed. */
  seen<Kind extends Observation['kind']>(kind: Kind): Extract<Observation, { kind: Kind }>[]
}

export interface TftpBenchOptions {
  /** A file by name: its bytes, or what opens it. */
  readonly files?: Readonly<Record<string, Uint8Array | (() => MemoryFile)>>
  readonly faults?: LinkFaults
  readonly seed?: number
  readonly limits?: Partial<TftpLimits>
  readonly mtu?: number
}

/** Our TFTP server on a link in memory, under a clock that only `drive` moves. */
export async function tftpBench(options: TftpBenchOptions = {}): Promise<TftpBench> {
  const clock = new FakeClock()
  const link = new LossyLink(clock, options.faults, options.seed)
  const observations: Observation[] = []
  const asked: string[] = []
  const opened: MemoryFile[] = []
  const server = await startTftp({
    binding: link.card(SERVER, options.mtu),
    port: 69,
    clock,
    observe: (observation) => observations.push(observation),
    ...(options.limits === undefined ? {} : { limits: options.limits }),
    resolve: ({ path }) => {
      asked.push(path)
      const content = options.files?.[path]
      if (content === undefined) {
        return Promise.resolve({ kind: 'not-found', expected: path === 'bootsig.bin', reason: 'no such name' })
      }
      const file = typeof content === 'function' ? content() : memoryFile(content, { path })
      opened.push(file)
      return Promise.resolve({ kind: 'file', file, role: 'loader', contentType: 'application/octet-stream' })
    },
  })
  return {
    ...{ clock, link, server, observations, asked, opened },
    async fetch(file, how, address = '10.0.0.2') {
      const socket = await link.card(address).openUdp({ port: 0, broadcast: false })
      return new LossyClient(socket, { address: SERVER, port: 69 }, clock, file, how)
    },
    throwAt(data, address = '10.0.0.66', port = 6666) {
      link.send(data, { address, port }, { address: SERVER, port: 69 })
    },
    async drive(until, limitMs = 600_000, stepMs = 20) {
      const end = clock.now() + limitMs
      for (;;) {
        await settle()
        if (until()) return
        if (clock.now() >= end) throw new Error(`nothing happened within ${limitMs} ms of the clock`)
        clock.advance(stepMs)
      }
    },
    seen: <Kind extends Observation['kind']>(kind: Kind) =>
      observations.filter(
        (observation): observation is Extract<Observation, { kind: Kind }> => observation.kind === kind,
      ),
  }
}

/** Lets promises and microtasks run out. */
export async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve))
}
