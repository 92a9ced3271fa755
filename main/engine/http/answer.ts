import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Resolution } from '../boot/resolve'
import { legible, legibleName } from '../clients/legible'
import { messageOf } from '../errors'
import type { Ipv4 } from '../types'
import { hasBody, readBody, takesPost } from './body'
import { BufferPool } from './buffers'
import { parseRange, type ByteSpan } from './range'
import { replyShort } from './reply'
import { sendFile } from './send'
import type { HttpOptions } from './server'
import { parseTarget, type Target } from './target'
import { TransferReport } from './transfer'
import { evaluateConditions, rangeStillFits, validatorsOf } from './validators'

type FileResolution = Extract<Resolution, { kind: 'file' }>

/** Turns requests into answers and observations. */
export interface Answerer {
  /** Never rejects. */
  answer(request: IncomingMessage, response: ServerResponse, ip: Ipv4): Promise<void>
  /** The socket is about to be destroyed because its peer takes nothing any more. */
  timedOut(socket: Socket): void
  /** Resolves when no answer is being given. */
  settled(): Promise<void>
}

/** What is being answered, to whom. */
interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly ip: Ipv4
  readonly target: Target
}

export function createAnswerer(context: Pick<HttpOptions, 'resolve' | 'observe' | 'clock'>): Answerer {
  const { resolve, observe, clock } = context
  const pool = new BufferPool()
  const running = new Set<Promise<void>>()
  const timedOut = new WeakSet<Socket>()
  let transfers = 0

  function report(exchange: Exchange, role: FileResolution['role'], sizeBytes: number | undefined, detail: string) {
    transfers += 1
    const { ip, target } = exchange
    const id = `http-${transfers}`
    return new TransferReport({ id, ip, file: legibleName(target.path), role, sizeBytes, detail }, observe, clock)
  }

  async function answer(request: IncomingMessage, response: ServerResponse, ip: Ipv4): Promise<void> {
    const { socket } = request
    if (socket.destroyed) return
    response.on('error', () => undefined)
    const target = parseTarget(request.url ?? '')
    const isPost = request.method === 'POST' && target !== undefined && takesPost(target.path)
    // Other bodies are never asked for: rather than read one, close after the answer.
    if (hasBody(request) && !isPost) response.shouldKeepAlive = false
    if (request.method !== 'GET' && request.method !== 'HEAD' && !isPost) {
      const more = target !== undefined && takesPost(target.path) ? ', POST' : ''
      return replyShort(response, 405, { Allow: `GET, HEAD${more}` })
    }
    if (target === undefined) {
      observe({ kind: 'not-found', ip, protocol: 'http', file: legibleName(request.url ?? ''), expected: false })
      return replyShort(response, 400)
    }
    const exchange = { request, response, ip, target }
    const posted = isPost ? await readBody(request, response) : undefined
    if (posted === 'broken') return
    if (posted === 'too-large') {
      response.shouldKeepAlive = false
      return replyShort(response, 413)
    }
    let resolution: Resolution
    try {
      resolution = await resolve({ ip, protocol: 'http', ...target, ...(posted === undefined ? {} : { posted }) })
    } catch (error) {
      report(exchange, 'other', undefined, `${request.method} ${legible(target.path)}`).end('failed', messageOf(error))
      return replyShort(response, 500)
    }
    if (resolution.kind === 'not-found') {
      observe({
        kind: 'not-found',
        ip,
        protocol: 'http',
        file: legibleName(target.path),
        expected: resolution.expected,
        ...(resolution.mediumGone === true ? { mediumGone: true } : {}),
      })
      return replyShort(response, 404)
    }
    try {
      await answerWithFile(exchange, resolution)
    } finally {
      await resolution.file.close()
    }
  }

  async function answerWithFile(exchange: Exchange, resolution: FileResolution): Promise<void> {
    const { request, response } = exchange
    const { file, contentType } = resolution
    const validators = validatorsOf(file, clock.now())
    const common: OutgoingHttpHeaders = {
      'Accept-Ranges': 'bytes',
      ETag: validators.etag,
      ...(validators.lastModified === undefined ? {} : { 'Last-Modified': validators.lastModified }),
    }
    // Conditions are about a copy that a client has; who posts has none.
    const verdict = request.method === 'POST' ? 'send' : evaluateConditions(request.headers, validators)
    if (verdict !== 'send') return replyShort(response, verdict, common)
    // Ranges are defined for GET only (RFC 9110 14.2).
    const asked =
      request.method === 'GET' && rangeStillFits(request.headers['if-range'] as string | undefined, validators)
    const range = parseRange(asked ? request.headers.range : undefined, file.size)
    if (range.kind === 'unsatisfiable') {
      return replyShort(response, 416, { ...common, 'Content-Range': `bytes */${file.size}` })
    }
    const span: ByteSpan = range.kind === 'part' ? range : { start: 0, end: file.size }
    const contentRange = `bytes ${span.start}-${span.end - 1}/${file.size}`
    prepareHead(response, range.kind === 'part' ? 206 : 200, {
      ...common,
      'Content-Type': contentType,
      'Content-Length': span.end - span.start,
      ...(range.kind === 'part' ? { 'Content-Range': contentRange } : {}),
    })
    if (request.method === 'HEAD') return void response.end()
    await transfer(exchange, resolution, span, range.kind === 'part' ? ` ${contentRange}` : '')
  }

  async function transfer(
    exchange: Exchange,
    resolution: FileResolution,
    span: ByteSpan,
    rangeText: string,
  ): Promise<void> {
    const { response, target } = exchange
    const { socket } = exchange.request
    const detail = `${exchange.request.method} ${legible(target.path)}${rangeText}`
    const told = report(exchange, resolution.role, span.end - span.start, detail)
    try {
      const complete = await sendFile(response, socket, resolution.file, span, pool, (bytes) => told.sent(bytes))
      if (complete) {
        response.end()
        told.end('complete', detail)
      } else if (timedOut.has(socket)) told.end('timed-out', 'took no byte any more')
      else told.end('aborted', 'closed the connection before the end')
    } catch (error) {
      told.end('failed', messageOf(error))
      giveUp(response, socket)
    }
  }

  return {
    answer(request, response, ip) {
      const task = answer(request, response, ip).catch(() => void request.socket.destroy())
      running.add(task)
      return task.finally(() => running.delete(task))
    },
    timedOut: (socket) => void timedOut.add(socket),
    async settled() {
      await Promise.all(running)
    },
  }
}

/** Leaves with the first piece of the body, so that a file that cannot be read at all still gets a clean answer. */
function prepareHead(response: ServerResponse, status: number, headers: OutgoingHttpHeaders): void {
  response.statusCode = status
  for (const [name, value] of Object.entries(headers)) if (value !== undefined) response.setHeader(name, value)
}

function giveUp(response: ServerResponse, socket: Socket): void {
  // Once a Content-Length was promised, only a cut connection says in a way that every client understands that it is not kept.
  if (response.headersSent) return void socket.destroy()
  for (const name of response.getHeaderNames()) response.removeHeader(name)
  replyShort(response, 500)
}
