import { once } from 'node:events'
import http from 'node:http'
import net from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { systemClock } from '../../../../main/engine/clock'
import { startHttp } from '../../../../main/engine/http/server'
import { memoryFile } from '../../../../main/engine/media/files'
import { endsOf, HOST, listenOnLoopback, serveFiles, startsOf, talk, type TestServer } from './support'

const MIB = 1024 * 1024
const kernel = Buffer.from(Array.from({ length: 1000 }, (_, index) => index & 0xff))
const files = {
  '/vmlinuz': { open: () => memoryFile('/vmlinuz', kernel, Date.parse('2026-01-01T12:00:00Z')) },
  '/empty': { open: () => memoryFile('/empty', new Uint8Array(0)) },
  '/boot.ipxe': { open: () => memoryFile('/boot.ipxe', Buffer.from('#!ipxe\n')) },
  '/BOOTX64.EFI': { open: () => memoryFile('/BOOTX64.EFI', kernel), role: 'loader' as const },
  '/big': { open: () => memoryFile('/big', Buffer.alloc(64 * MIB)) },
}

let server: TestServer
afterEach(() => server.service.close())

/** One request; resolves to the answer with its body. */
async function ask(path: string, options: http.RequestOptions = {}) {
  const request = http.request(`${server.url}${path}`, { agent: false, ...options })
  request.end()
  const [response] = (await once(request, 'response')) as [http.IncomingMessage]
  const body = Buffer.concat((await response.toArray()) as Buffer[])
  return { status: response.statusCode, headers: response.headers, body }
}

describe('an answer', () => {
  test('carries the whole file with exact length, type and validators', async () => {
    server = await serveFiles(files)
    const { status, headers, body } = await ask('/vmlinuz')
    expect(status).toBe(200)
    expect(body.equals(kernel)).toBe(true)
    expect(headers).toMatchObject({
      'content-length': '1000',
      'content-type': 'application/octet-stream',
      'accept-ranges': 'bytes',
      'last-modified': 'Thu, 01 Jan 2026 12:00:00 GMT',
      etag: expect.stringMatching(/^"[^"]+"$/),
    })
    expect(headers['transfer-encoding']).toBeUndefined()
  })

  test('says which files firmware shall run', async () => {
    server = await serveFiles(files)
    expect((await ask('/BOOTX64.EFI', { method: 'HEAD' })).headers['content-type']).toBe('application/efi')
  })

  test('to HEAD has the length but no body, and is no transfer', async () => {
    server = await serveFiles(files)
    const { status, headers, body } = await ask('/vmlinuz', { method: 'HEAD', headers: { range: 'bytes=0-1' } })
    expect([status, headers['content-length'], body.length]).toEqual([200, '1000', 0])
    expect(server.observations).toEqual([])
  })

  test('with an empty file is complete', async () => {
    server = await serveFiles(files)
    const { status, headers } = await ask('/empty')
    expect([status, headers['content-length']]).toEqual([200, '0'])
    expect(endsOf(server.observations)).toMatchObject([{ outcome: 'complete', sentBytes: 0 }])
  })

  test('to an HTTP/1.0 client without Host ends with the connection', async () => {
    server = await serveFiles(files)
    const answer = await talk(server.service.port, 'GET /boot.ipxe HTTP/1.0\r\n\r\n')
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*Content-Length: 7\r\n[^]*\r\n\r\n#!ipxe\n$/)
  })

  test('to // comes in place, without a redirect', async () => {
    server = await serveFiles(files)
    const answer = await talk(server.service.port, 'GET //vmlinuz HTTP/1.1\r\nConnection: close\r\n\r\n')
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK/)
  })

  test('resolves the decoded name and the query', async () => {
    server = await serveFiles(files)
    await ask('/a%20b.ipxe?mac=52:54:00:12:34:56')
    expect(server.requests).toMatchObject([{ ip: HOST, protocol: 'http', path: '/a b.ipxe' }])
    expect(server.requests[0]?.query.get('mac')).toBe('52:54:00:12:34:56')
  })

  test('to pipelined requests come in order, one file open at a time', async () => {
    server = await serveFiles(files)
    const requests = 'GET /boot.ipxe HTTP/1.1\r\n\r\n'.repeat(500) + 'GET /no HTTP/1.1\r\nConnection: close\r\n\r\n'
    let most = 0
    const watch = setInterval(() => (most = Math.max(most, server.openFiles())), 0)
    const answer = await talk(server.service.port, requests)
    clearInterval(watch)
    expect(answer.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(500)
    expect(answer.lastIndexOf('404 Not Found')).toBeGreaterThan(answer.lastIndexOf('200 OK'))
    expect(most).toBeLessThanOrEqual(1)
  })
})

describe('ranges and conditions', () => {
  test('a part is answered with 206 and its own observation', async () => {
    server = await serveFiles(files)
    const { status, headers, body } = await ask('/vmlinuz', { headers: { range: 'bytes=10-19' } })
    expect([status, headers['content-range'], headers['content-length']]).toEqual([206, 'bytes 10-19/1000', '10'])
    expect(body.equals(kernel.subarray(10, 20))).toBe(true)
    expect(startsOf(server.observations)).toMatchObject([
      { sizeBytes: 10, role: 'boot', detail: expect.stringContaining('10-19') },
    ])
  })

  test('bytes behind the end get 416 and the size', async () => {
    server = await serveFiles(files)
    const { status, headers } = await ask('/vmlinuz', { headers: { range: 'bytes=1000-' } })
    expect([status, headers['content-range']]).toEqual([416, 'bytes */1000'])
    expect(server.observations).toEqual([])
  })

  test('bytes=u-u gets the whole file', async () => {
    server = await serveFiles(files)
    expect((await ask('/vmlinuz', { headers: { range: 'bytes=u-u' } })).status).toBe(200)
  })

  test('If-Range with another tag gets the whole file', async () => {
    server = await serveFiles(files)
    const headers = { range: 'bytes=10-19', 'if-range': '"other"' }
    expect((await ask('/vmlinuz', { headers })).status).toBe(200)
  })

  test('If-None-Match with the tag gets 304 without a body', async () => {
    server = await serveFiles(files)
    const etag = (await ask('/vmlinuz', { method: 'HEAD' })).headers.etag ?? ''
    const { status, body, headers } = await ask('/vmlinuz', { headers: { 'if-none-match': etag } })
    expect([status, body.length, headers.etag]).toEqual([304, 0, etag])
    expect(server.observations).toEqual([])
  })
})

describe('a refusal', () => {
  test.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE', 'PATCH'])('%s is 405 with Allow', async (method) => {
    server = await serveFiles(files)
    const { status, headers } = await ask('/vmlinuz', { method })
    expect([status, headers.allow]).toEqual([405, 'GET, HEAD'])
  })

  test('CONNECT is 405 with Allow', async () => {
    server = await serveFiles(files)
    const answer = await talk(server.service.port, 'CONNECT 10.0.0.1:22 HTTP/1.1\r\nHost: x\r\n\r\n')
    expect(answer).toMatch(/^HTTP\/1\.1 405 [^]*Allow: GET, HEAD/)
  })

  test('a body that never ends is not read: answer, then close', async () => {
    server = await serveFiles(files)
    const answer = await talk(server.service.port, 'POST /x HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\nabc')
    expect(answer).toMatch(/^HTTP\/1\.1 405 [^]*Connection: close/)
  })

  test.each([
    ['/../../etc/passwd'],
    ['/%2e%2e/%2e%2e/etc/passwd'],
    ['/..%5c..%5cetc/passwd'],
    ['/vmlinuz%00.txt'],
    ['/%'],
    ['/%ff%fe'],
  ])('%s is 400 and never reaches the resolver', async (target) => {
    server = await serveFiles(files)
    const answer = await talk(server.service.port, `GET ${target} HTTP/1.1\r\nConnection: close\r\n\r\n`)
    expect(answer).toMatch(/^HTTP\/1\.1 400 /)
    expect(server.requests).toEqual([])
    expect(server.observations).toMatchObject([{ kind: 'not-found', file: target, expected: false }])
  })

  test('a doubly encoded climb is an unknown name', async () => {
    server = await serveFiles(files)
    expect((await ask('/%252e%252e/etc/passwd')).status).toBe(404)
    expect(server.requests).toMatchObject([{ path: '/%2e%2e/etc/passwd' }])
  })

  test('an unknown name is 404, and observed with whether it was expected', async () => {
    server = await serveFiles(files)
    const { status, body } = await ask('/no')
    await ask('/expected')
    expect([status, body.toString()]).toEqual([404, 'Not found\n'])
    expect(server.observations).toEqual([
      { kind: 'not-found', ip: HOST, protocol: 'http', file: '/no', expected: false },
      { kind: 'not-found', ip: HOST, protocol: 'http', file: '/expected', expected: true },
    ])
  })

  test('a name that would steer a terminal is observed without its control characters', async () => {
    server = await serveFiles(files)
    await ask('/%1b%5b31m')
    expect(server.observations).toMatchObject([{ kind: 'not-found', file: '/·[31m' }])
  })

  test('a resolver that breaks is 500, observed, and service goes on', async () => {
    let broken = true
    const resolve = () => {
      if (broken) return Promise.reject(new Error('disk on fire'))
      return Promise.resolve({ kind: 'not-found', expected: false, reason: '' } as const)
    }
    server = await serveFiles(files, { resolve })
    expect((await ask('/vmlinuz')).status).toBe(500)
    expect(endsOf(server.observations)).toMatchObject([{ outcome: 'failed', detail: 'disk on fire' }])
    broken = false
    expect((await ask('/vmlinuz')).status).toBe(404)
  })
})

describe('progress', () => {
  test('is told at most five times a second, and never backwards', async () => {
    let nowMs = 1_000
    const clock = { now: () => (nowMs += 50), after: systemClock.after }
    server = await serveFiles(files, { clock })
    await ask('/big')
    const progress = server.observations.filter((observation) => observation.kind === 'transfer-progress')
    const sent = progress.map((observation) => observation.sentBytes)
    // 128 pieces 50 ms apart by this clock: one report each 200 ms.
    expect(sent.length).toBeGreaterThan(10)
    expect(sent.length).toBeLessThanOrEqual(32)
    expect([...sent].sort((one, other) => one - other)).toEqual(sent)
    expect(endsOf(server.observations)).toMatchObject([{ outcome: 'complete', sentBytes: 64 * MIB }])
  })
})

describe('close', () => {
  test('ends running transfers, closes their files and frees the port', async () => {
    server = await serveFiles(files)
    const socket = net.connect(server.service.port, HOST)
    socket.on('error', () => undefined)
    socket.write('GET /big HTTP/1.1\r\n\r\n')
    await once(socket, 'readable')
    await server.service.close()
    expect(endsOf(server.observations)).toMatchObject([{ outcome: 'aborted' }])
    expect(server.openFiles()).toBe(0)
    const probe = net.createServer()
    await listenOnLoopback(probe as unknown as http.Server, server.service.port)
    probe.close()
    socket.destroy()
  })

  test('a taken port makes it serve on the next one', async () => {
    server = await serveFiles(files)
    const common = { resolve: () => Promise.reject(new Error()), observe: () => undefined, clock: systemClock }
    const second = await startHttp({ listen: listenOnLoopback, port: server.service.port, ...common })
    expect(second.port).toBeGreaterThan(server.service.port)
    await second.close()
  })
})
