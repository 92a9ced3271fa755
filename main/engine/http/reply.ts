import type { OutgoingHttpHeaders, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

const REASON: Readonly<Record<number, string>> = {
  400: 'Bad request',
  404: 'Not found',
  405: 'This method is not served here',
  408: 'The request took too long',
  412: 'The file has changed',
  413: 'That is more than is read here',
  416: 'The file has no such bytes',
  417: 'Expectation failed',
  431: 'The header is too large',
  500: 'The file could not be read',
}

/**
 * Answers without a file: a short plain text, exact Content-Length, no body for HEAD. The peer is told no more than the
 * status; the observations tell the rest.
 */
export function replyShort(response: ServerResponse, status: number, headers: OutgoingHttpHeaders = {}): void {
  const text = status === 304 ? '' : `${REASON[status] ?? 'Error'}\n`
  const content: OutgoingHttpHeaders =
    status === 304 ? {} : { 'Content-Type': 'text/plain; charset=utf-8', 'Content-Length': Buffer.byteLength(text) }
  response.writeHead(status, { ...content, ...headers })
  response.end(text)
}

/** Answers a request that never became one (the parser refused it), and closes. */
export function replyRaw(socket: Socket, status: number, headers = ''): void {
  const text = `${REASON[status] ?? 'Error'}\n`
  const length = Buffer.byteLength(text)
  if (socket.writable) {
    socket.write(
      `HTTP/1.1 ${status} ${text.trim()}\r\nConnection: close\r\n${headers}Content-Length: ${length}\r\n\r\n${text}`,
    )
  }
  socket.destroySoon()
}
