import type { Mac } from '../../main/engine/types'
import type { SessionPorts } from '../../main/engine/session'
import { bootOnLoopback } from '../../main/virtual/loopback'
import type { BootResult } from '../../main/virtual/machine'
import { VIRTUAL_ARCHS, virtualMac, type VirtualArch } from '../../main/virtual/persona'

/** What one machine of a crowd did, from its first boot until the crowd was told to stop. */
export interface Booted {
  readonly mac: Mac
  readonly arch: VirtualArch
  /** Never empty. */
  readonly boots: readonly BootResult[]
}

export interface Crowd {
  /** Of all machines until now: boots that came to their end, and bytes that those fetched. */
  soFar(): { readonly boots: number; readonly bytes: number }
  /** No machine begins anew. Waits for the boots that are on their way. */
  stop(): Promise<readonly Booted[]>
}

/**
 * Switches `machines` virtual machines on at once, of every architecture in turn, on the loopback card and through an engine at `ports`.
 * Each boots again as soon as its boot is over.
 */
export function bootCrowd(machines: number, ports: SessionPorts): Crowd {
  let stopped = false
  let boots = 0
  let bytes = 0
  const all = Array.from({ length: machines }, async (_none, number): Promise<Booted> => {
    const arch = VIRTUAL_ARCHS[number % VIRTUAL_ARCHS.length] ?? 'uefi-x64'
    const results: BootResult[] = []
    do {
      const result = await bootOnLoopback({ number, arch, ports })
      results.push(result)
      boots += 1
      bytes += result.files.reduce((sum, file) => sum + file.bytes, 0)
    } while (!stopped)
    return { mac: virtualMac(number), arch, boots: results }
  })
  const ended = Promise.all(all)
  // Told by `stop`; until then it must not end the process.
  ended.catch(() => undefined)
  return {
    soFar: () => ({ boots, bytes }),
    stop() {
      stopped = true
      return ended
    },
  }
}
