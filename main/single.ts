import { readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { systemCode } from './engine/errors'

/**
 * Chromium sends a second start's whole command line to the first instance, and ends that one when the message is longer than 32 KiB
 * (kMaxMessageLength, process_singleton_posix.cc). The switches that it adds itself need room, too.
 */
const MAX_SENT_BYTES = 20_000

/** What a second start may send: its command line, and what it gives along. */
export function isTooLong(argv: readonly string[], folder: string, data: unknown): boolean {
  const sent = [folder, ...argv, JSON.stringify(data)]
  return sent.reduce((sum, text) => sum + Buffer.byteLength(text) + 1, 0) > MAX_SENT_BYTES
}

/**
 * Whether another instance has this profile, found out without sending it anything: Chromium's lock on Linux and macOS is a link to
 * `<host>-<process id>`. Windows has none, and no such limit.
 */
export function isOpenAlready(userData: string): boolean {
  let target: string
  try {
    target = readlinkSync(join(userData, 'SingletonLock'))
  } catch {
    return false
  }
  const pid = Number(/-(\d+)$/.exec(target)?.[1])
  if (!Number.isInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return systemCode(error) === 'EPERM'
  }
}
