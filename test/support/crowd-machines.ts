import { bootOnLoopback } from '../../main/virtual/loopback'
import { VIRTUAL_ARCHS, virtualMac } from '../../main/virtual/persona'
import type { Booted, CrowdJob, SoFar } from './crowd'

/** The process of a crowd: told its job once, tells how far it is, is told to stop, tells what each machine did. */
const TELL_MS = 500
let stopped = false
const soFar = { boots: 0, bytes: 0 }

async function bootAgainAndAgain(number: number, { ports }: CrowdJob): Promise<Booted> {
  const arch = VIRTUAL_ARCHS[number % VIRTUAL_ARCHS.length] ?? 'uefi-x64'
  const boots: Booted['boots'][number][] = []
  do {
    const { booted, failure, files } = await bootOnLoopback({ number, arch, ports })
    boots.push({ booted, failure })
    soFar.boots += 1
    soFar.bytes += files.reduce((sum, file) => sum + file.bytes, 0)
  } while (!stopped)
  return { mac: virtualMac(number), arch, boots }
}

async function begin(job: CrowdJob): Promise<void> {
  const tell = (message: { soFar: SoFar } | { booted: readonly Booted[] }): void => void process.send?.(message)
  const timer = setInterval(() => tell({ soFar }), TELL_MS)
  const booted = await Promise.all(
    Array.from({ length: job.machines }, (_none, number) => bootAgainAndAgain(number, job)),
  )
  clearInterval(timer)
  tell({ soFar })
  tell({ booted })
  process.disconnect()
}

process.on('message', (message: CrowdJob | 'stop') => {
  if (message === 'stop') stopped = true
  else void begin(message)
})
// Also where the test broke off.
process.once('disconnect', () => process.exit())
