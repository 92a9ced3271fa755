import type { Socket } from 'node:net'

/** A request of a boot client fits in one or two of these; the shortest possible ones fit in 14 times. */
const SLICE_BYTES = 256

/**
 * Gives Node's parser what came in slices, and holds the rest back while enough requests wait. Node itself parses all that
 * was read at once (64 KiB are thousands of the shortest requests) before anything else gets its turn.
 * @param isFull whether enough requests wait
 * @returns to be called when that may have changed
 */
export function sliceIntake(socket: Socket, isFull: () => boolean): () => void {
  const parse = socket.listeners('data') as ((chunk: Buffer) => void)[]
  for (const listener of parse) socket.off('data', listener)
  let rest: Buffer = Buffer.alloc(0)
  let isHeldBack = false

  function feed(): void {
    // No longer writable: the last answer, or a refusal, is given; Node's parser belongs to another connection by then.
    while (rest.length > 0 && socket.writable) {
      if (isFull()) {
        isHeldBack = true
        return void socket.pause()
      }
      // Node pauses, too, while its answers wait for the network; it goes on by itself.
      if (socket.isPaused()) return
      const slice = rest.subarray(0, SLICE_BYTES)
      rest = rest.subarray(slice.length)
      for (const listener of parse) listener.call(socket, slice)
    }
  }

  socket.on('data', (chunk: Buffer) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    feed()
  })
  socket.on('resume', feed)
  return () => {
    if (!isHeldBack || isFull()) return
    isHeldBack = false
    socket.resume()
  }
}
