import { readFileSync } from 'node:fs'

/**
 * When a process began, in ticks: an id alone may belong to another one by now. Undefined when it is gone, or is only kept for its
 * parent to read. proc(5), fields 3 and 22.
 */
export function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' ? undefined : fields[19]
  } catch {
    return undefined
  }
}

/** Whether the very process still runs that began at `start`. */
export const isRunning = (pid: number, start: string): boolean => start !== '' && startOf(pid) === start
