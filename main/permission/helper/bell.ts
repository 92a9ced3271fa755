import type { Writable } from 'node:stream'

/** What wakes the app: a message with descriptors is not seen by Node's own streams. An app that is gone is no fault of ours. */
export function createBell(stream: Writable): () => void {
  stream.on('error', () => undefined)
  return () => void stream.write('.')
}
