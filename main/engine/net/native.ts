import { getSystemErrorName } from 'node:util'
import koffi from 'koffi'

/** System calls that Node does not offer are declared when the first of them is made: the command line's other commands need none. */
export function onFirstUse<T>(load: () => T): () => T {
  let loaded: { readonly calls: T } | undefined
  return () => (loaded ??= { calls: load() }).calls
}

/** The call of the C library that failed just now, as Node words its own: `code` is `EADDRINUSE` and the like. */
export function lastError(call: string): NodeJS.ErrnoException {
  const number = koffi.errno()
  const code = getSystemErrorName(-number)
  return Object.assign(new Error(`${call} ${code}`), { code, errno: -number, syscall: call })
}
