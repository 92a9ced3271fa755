import type { Check } from '../types'
import { line } from './line'
import type { System } from './system'

const MiB = 1024 ** 2
const GiB = 1024 ** 3
/** Archives of media are unpacked into the cache; the largest usual ones are a few GiB. */
const DISK_LOW_BYTES = 4 * GiB
const DISK_FULL_BYTES = 256 * MiB
/** Images are read in place, so that Bootdrop itself needs little; what is short makes the system slow. */
const MEMORY_LOW_BYTES = 512 * MiB

/** @param folder the cache of unpacked media */
export async function checkDisk(system: System, folder: string): Promise<Check> {
  const freeBytes = await system.freeBytes(folder)
  if (freeBytes === undefined) {
    const why = `the disk of ${folder} does not tell`
    return line('disk', 'unknown', 'cannot-tell', `How much room there is could not be found out: ${why}.`, {
      facts: { why, error: 'disk-silent', folder },
    })
  }
  const facts = { folder, freeBytes }
  const room = inWords(freeBytes)
  if (freeBytes < DISK_FULL_BYTES) {
    const text = `The disk of ${folder} is full (${room} left): archives cannot be unpacked, and leases cannot be kept. Make room.`
    return line('disk', 'failed', 'full', text, { facts })
  }
  if (freeBytes < DISK_LOW_BYTES) {
    const text = `There is little room for unpacked media, ${room} in ${folder}. ISO images need none; archives do.`
    return line('disk', 'warning', 'low', text, { facts })
  }
  return line('disk', 'ok', 'enough', `There is room for unpacked media: ${room} in ${folder}.`, { facts })
}

export async function checkMemory(system: System): Promise<Check> {
  const { totalBytes, freeBytes: unused } = system.memory()
  // What is only a cache of files counts as free; Node's number leaves it out.
  const available = /^MemAvailable:\s+(\d+) kB$/m.exec((await system.readFile('/proc/meminfo')) ?? '')?.[1]
  const freeBytes = available === undefined ? unused : Number(available) * 1024
  const facts = { totalBytes, freeBytes }
  const said = `${inWords(freeBytes)} of ${inWords(totalBytes)} memory`
  return freeBytes < MEMORY_LOW_BYTES
    ? line('memory', 'warning', 'low', `Only ${said} free: close other programs, or boots get slow.`, { facts })
    : line('memory', 'ok', 'enough', `${said} free.`, { facts })
}

function inWords(bytes: number): string {
  return bytes >= GiB ? `${(bytes / GiB).toFixed(1)} GiB` : `${Math.round(bytes / MiB)} MiB`
}
