/**
 * What a program with more rights has from whoever started it. pkexec becomes the helper without a fork: limits, umask, folder,
 * timers, terminal and descriptors 0 to 2 are the caller's. Each of them could end the helper while something is open, keep
 * the app's end of the connection alive within the helper itself, or write a core file of root into a folder of the caller's choice.
 * (pkexec(1); execve(2), "attributes preserved"; signal(7); getrlimit(2).)
 */
import { closeSync, openSync, writeFileSync } from 'node:fs'
import koffi from 'koffi'
import { onFirstUse } from '../../engine/net/native'

const SIG_IGN = 1
const LAST_SIGNAL = 64
/** SIGKILL and SIGSTOP cannot be ignored; faults of our own end us; SIGCHLD tells of the programs that we run. */
const KEPT = new Set([4, 5, 6, 7, 8, 9, 11, 17, 19])

const RLIMIT_CPU = 0
const RLIMIT_FSIZE = 1
const RLIMIT_DATA = 2
const RLIMIT_CORE = 4
const RLIMIT_NOFILE = 7
const RLIMIT_AS = 9
const UNLIMITED = 0xffff_ffff_ffff_ffffn
/** Node opens a dozen, each program that it runs a few more. */
const OPEN_FILES = 1024n

const libc = onFirstUse(() => {
  const library = koffi.load(null)
  return {
    signal: library.func('intptr_t signal(int, intptr_t)'),
    setrlimit: library.func('int setrlimit(int, void*)'),
    getrlimit: library.func('int getrlimit(int, _Out_ void*)'),
    dup2: library.func('int dup2(int, int)'),
  }
})

/** First of all that the helper does. What a container does not allow stays as it is. */
export function shedInherited(): void {
  const { signal } = libc()
  // Ctrl+C in the terminal, the end of the session, a timer set before the start: what counts is the app's end of the connection.
  for (let number = 1; number <= LAST_SIGNAL; number++) if (!KEPT.has(number)) signal(number, SIG_IGN)
  limit(RLIMIT_CORE, 0n)
  for (const resource of [RLIMIT_CPU, RLIMIT_FSIZE, RLIMIT_DATA, RLIMIT_AS]) limit(resource, UNLIMITED)
  limit(RLIMIT_NOFILE, OPEN_FILES)
  process.umask(0o022)
  process.chdir('/')
  try {
    // A user may offer all of his programs to a system that runs out of memory; not this one.
    writeFileSync('/proc/self/oom_score_adj', '0')
  } catch {
    // A container's own rule.
  }
  silence(2)
}

/** Leads a descriptor to nowhere, so that what it led to can end. @param fd 1 or 2 */
export function silence(fd: 1 | 2): void {
  const nowhere = openSync('/dev/null', 'w')
  libc().dup2(nowhere, fd)
  closeSync(nowhere)
}

/** `struct rlimit` on 64-bit Linux: soft and hard, 8 bytes each. Without CAP_SYS_RESOURCE (a container) the hard one stays. */
function limit(resource: number, value: bigint): void {
  const both = Buffer.alloc(16)
  both.writeBigUInt64LE(value, 0)
  both.writeBigUInt64LE(value, 8)
  const { getrlimit, setrlimit } = libc()
  if (setrlimit(resource, both) === 0 || getrlimit(resource, both) < 0) return
  both.copy(both, 0, 8)
  setrlimit(resource, both)
}
