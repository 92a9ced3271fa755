import type { IncomingMessage, ServerResponse } from 'node:http'

/** Bytes of a body that are read. What installers post about a machine are a few KiB. */
export const POST_LIMIT = 64 * 1024

/** `too-large`: longer than POST_LIMIT, and not read to its end. `broken`: its sender went away. */
export type Body = Uint8Array | 'too-large' | 'broken'

/** Where something may be posted: Proxmox's installer asks for its answer file so, and others tell how far they are. */
export function takesPost(path: string): boolean {
  return path.startsWith('/answer/') || path === '/finished'
}

export function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) !== 0
}

/**
 * Reads the body of a request, of known length or in chunks. A client that asks first (Expect, RFC 9110 10.1.1) is told to go on here,
 * and not before. How long it may take is the server's `requestTimeout`. Never rejects.
 */
export function readBody(request: IncomingMessage, response: ServerResponse): Promise<Body> {
  if (request.destroyed) return Promise.resolve('broken')
  if (!hasBody(request)) return Promise.resolve(new Uint8Array())
  // Digits, or Node's parser had refused it.
  if (Number(request.headers['content-length'] ?? 0) > POST_LIMIT) return Promise.resolve('too-large')
  if (request.headers.expect !== undefined) response.writeContinue()
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let bytes = 0
    const end = (body: Body): void => {
      request.off('data', onData)
      resolve(body)
    }
    const onData = (chunk: Buffer): void => {
      bytes += chunk.length
      if (bytes <= POST_LIMIT) return void chunks.push(chunk)
      request.pause()
      end('too-large')
    }
    request.on('data', onData)
    request.once('end', () => end(Buffer.concat(chunks)))
    request.once('error', () => end('broken'))
    request.once('close', () => end('broken'))
  })
}
