import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import type { Resolve } from '../boot/resolve'
import type { Observe } from '../clients/observation'
import type { Clock } from '../clock'
import { systemCode } from '../errors'
import { createAnswerer, type Answerer } from './answer'
import { Connections, type Connection } from './connections'
import { sliceIntake } from './intake'
import { DEFAULT_LIMITS, type HttpLimits } from './limits'
import { nextFreePort } from './listen'
import { replyRaw } from './reply'

/** How often time-outs of half-sent requests are looked at. */
const CHECK_EVERY_MS = 1_000

export interface HttpOptions {
  /** Binds the server to the card (net/sockets.ts); gives the port. @throws BootdropError `port-taken`, `port-forbidden` */
  readonly listen: (server: http.Server, port: number) => Promise<number>
  /** First port to try; 0 for any. */
  readonly port: number
  readonly resolve: Resolve
  readonly observe: Observe
  readonly clock: Clock
  readonly limits?: Partial<HttpLimits>
}

export interface HttpService {
  readonly port: number
  /** Ends every transfer and connection, and frees the port. */
  close(): Promise<void>
}

/**
 * Serves files over HTTP/1.1 (RFC 9110, 9112): GET and HEAD, single ranges, conditions, keep-alive, and POST where installers tell
 * something (body.ts); never a redirect, never chunked, always an exact Content-Length, which is what UEFI HTTP Boot and installers'
 * small clients can take.
 * @throws BootdropError what `listen` throws
 */
export async function startHttp(options: HttpOptions): Promise<HttpService> {
  const limits = { ...DEFAULT_LIMITS, ...options.limits }
  const answerer = createAnswerer(options)
  const connections = new Connections(limits, options.clock, (socket) => answerer.timedOut(socket))
  const server = createServer(limits, connections, answerer)
  const port = await nextFreePort(options.port, (candidate) => options.listen(server, candidate))
  return {
    port,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      await Promise.all([closed, answerer.settled()])
    },
  }
}

function createServer(limits: HttpLimits, connections: Connections, answerer: Answerer): http.Server {
  const server = http.createServer({
    headersTimeout: limits.headersTimeoutMs,
    requestTimeout: limits.headersTimeoutMs * 2,
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    connectionsCheckingInterval: Math.min(CHECK_EVERY_MS, limits.headersTimeoutMs),
    maxHeaderSize: limits.headerBytes,
    // Small clients of loaders and installers forget it, and there is only one site here.
    requireHostHeader: false,
  })
  const known = new WeakMap<Socket, { readonly connection: Connection; readonly goOn: () => void }>()
  server.on('connection', (socket) => {
    const connection = connections.admit(socket)
    if (connection === undefined) return void socket.destroy()
    // At least two: with one, the body of a request that is being answered would be held back for its own sake.
    const most = Math.max(2, limits.pipelined)
    known.set(socket, { connection, goOn: sliceIntake(socket, () => connection.pending >= most) })
  })
  const onRequest = (request: IncomingMessage, response: ServerResponse): void => {
    const { connection, goOn } = known.get(request.socket) ?? {}
    if (connection === undefined) return
    connections.began(connection)
    // One at a time: pipelined requests would otherwise each hold a file and buffers while they wait for their turn.
    connection.tail = connection.tail
      .then(() => answerer.answer(request, response, connection.ip))
      .finally(() => connections.ended(connection))
      // Short answers would follow each other without the sockets of all others being looked at in between.
      .then(() => (connection.pending > 0 ? setImmediate() : undefined))
      .then(goOn)
  }
  server.on('request', onRequest)
  // Who asks first is told to go on only where its body is read (body.ts).
  server.on('checkContinue', onRequest)
  server.on('connect', (_request, socket) => replyRaw(socket as Socket, 405, 'Allow: GET, HEAD\r\n'))
  server.on('clientError', (error, socket) => refuse(error, socket as Socket))
  server.setTimeout(limits.sendTimeoutMs, (socket) => {
    answerer.timedOut(socket)
    socket.destroy()
  })
  // What goes wrong while listening is reported by `listen`; later errors (no file handle left for an accept) pass.
  server.on('error', () => undefined)
  return server
}

/** A request that the parser refused, or that took too long. After a started answer nothing may be added to it. */
function refuse(error: Error, socket: Socket): void {
  const code = systemCode(error)
  if (socket.destroyed || code === 'ECONNRESET' || socket.bytesWritten > 0) socket.destroy()
  else if (code === 'HPE_HEADER_OVERFLOW') replyRaw(socket, 431)
  else if (code === 'ERR_HTTP_REQUEST_TIMEOUT') replyRaw(socket, 408)
  else replyRaw(socket, 400)
}
