import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { BootdropError } from '../errors'
import type { MediumFile } from '../media/medium'
import type { BufferPool } from './buffers'
import type { ByteSpan } from './range'

/**
 * Sends `span` of `file` as the body of `response`; the head leaves with the first piece. The next piece is read while one is
 * being sent, and no more than one piece waits for the network, however slow it is.
 * @param onSent told how many bytes more the system has taken
 * @returns false when the client went away before the end
 * @throws BootdropError what reading throws; `medium-changed` when the file ended early. Once the head is out, the promised
 * Content-Length cannot be kept then: the caller must cut the connection.
 */
export async function sendFile(
  response: ServerResponse,
  socket: Socket,
  file: MediumFile,
  span: ByteSpan,
  pool: BufferPool,
  onSent: (bytes: number) => void,
): Promise<boolean> {
  const buffers = pool.take(span.end - span.start)
  const outlet = new Outlet(response, socket)
  let [filling, other] = [buffers.first, buffers.second]
  let position = span.start
  let reading = readPiece(file, filling, position, span.end)
  let writing = Promise.resolve(true)
  try {
    while (position < span.end) {
      const piece = await reading
      if (!(await writing)) return false
      writing = outlet.write(piece).then((taken) => {
        if (taken) onSent(piece.length)
        return taken
      })
      position += piece.length
      ;[filling, other] = [other, filling]
      if (position < span.end) reading = readPiece(file, filling, position, span.end)
    }
    return await writing
  } finally {
    // Both may still be using the buffers, also after a failure of the other.
    await Promise.allSettled([reading, writing])
    outlet.release()
    pool.giveBack(buffers, !outlet.cut)
  }
}

async function readPiece(file: MediumFile, buffer: Buffer, position: number, end: number): Promise<Buffer> {
  const piece = buffer.subarray(0, Math.min(buffer.length, end - position))
  const got = await file.read(piece, position)
  if (got < piece.length) {
    throw new BootdropError('medium-changed', `${file.path} ended ${end - position - got} bytes early.`)
  }
  return piece
}

/** The writing side of one response. Every write settles, also when the connection is cut. */
class Outlet {
  #settle: ((taken: boolean) => void) | undefined
  #cut = false

  constructor(
    private readonly response: ServerResponse,
    private readonly socket: Socket,
  ) {
    socket.once('close', this.#onClose)
  }

  /** True once a write was given up: the system may then still hold its buffer. */
  get cut(): boolean {
    return this.#cut
  }

  /** Resolves to true once the system has taken all of `piece`, to false when it never will. */
  write(piece: Buffer): Promise<boolean> {
    return new Promise((resolve) => {
      this.#settle = resolve
      if (this.socket.destroyed) return this.#onClose()
      this.response.write(piece, (error) => {
        if (error) this.#onClose()
        else resolve(true)
      })
    })
  }

  release(): void {
    this.socket.off('close', this.#onClose)
  }

  readonly #onClose = (): void => {
    this.#cut = true
    this.#settle?.(false)
  }
}
