import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { build } from 'vite'
import type { SessionPorts } from '../../main/engine/session'
import type { Mac } from '../../main/engine/types'
import type { BootResult } from '../../main/virtual/machine'
import type { VirtualArch } from '../../main/virtual/persona'

/** What one machine of a crowd did, from its first boot until the crowd was told to stop. */
export interface Booted {
  readonly mac: Mac
  readonly arch: VirtualArch
  /** Never empty. */
  readonly boots: readonly Pick<BootResult, 'booted' | 'failure'>[]
}

/** Of all machines: boots that came to their end, and bytes that those fetched. */
export interface SoFar {
  readonly boots: number
  readonly bytes: number
}

export interface CrowdJob {
  readonly machines: number
  readonly ports: SessionPorts
}

export interface Crowd {
  /** At most half a second old. */
  soFar(): SoFar
  /** No machine begins anew. Waits for the boots that are on their way. */
  stop(): Promise<readonly Booted[]>
}

/**
 * Switches virtual machines on at once, of every architecture in turn, on the loopback card and through an engine at `ports`. Each boots
 * again as soon as its boot is over. They have a process of their own, or a test could not look at anything meanwhile.
 * @param folder where that process's program is put
 */
export async function bootCrowd(job: CrowdJob, folder: string): Promise<Crowd> {
  await build({
    configFile: false,
    logLevel: 'error',
    ssr: { external: ['koffi', 'systeminformation'] },
    build: { ssr: join(import.meta.dirname, 'crowd-machines.ts'), outDir: folder, target: 'node20' },
  })
  const machines = fork(join(folder, 'crowd-machines.js'))
  let soFar: SoFar = { boots: 0, bytes: 0 }
  const ended = new Promise<readonly Booted[]>((resolve, reject) => {
    machines.on('message', (message: { soFar: SoFar } | { booted: readonly Booted[] }) => {
      if ('soFar' in message) soFar = message.soFar
      else resolve(message.booted)
    })
    machines.once('exit', (code) => reject(new Error(`the machines ended with code ${String(code)}`)))
  })
  // Told by `stop`; until then it must not end the test's process.
  ended.catch(() => undefined)
  machines.send(job)
  return {
    soFar: () => soFar,
    async stop() {
      if (machines.connected) machines.send('stop')
      const booted = await ended
      if (machines.exitCode === null) await once(machines, 'exit')
      return booted
    },
  }
}
