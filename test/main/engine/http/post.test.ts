import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { POST_LIMIT } from '../../../../main/engine/http/body'
import { memoryFile } from '../../../../main/engine/media/files'
import { describeWith } from '../../../support/tools'
import { endsOf, HOST, serveFiles, talk, until, type TestServer } from './support'

const PATH = '/answer/3f2a/proxmox/52-54-00-12-34-56/answer.toml'
const files = {
  [PATH]: { open: () => memoryFile(PATH, Buffer.from('[global]\n')), role: 'runtime' as const },
  '/finished': { open: () => memoryFile('/finished', Buffer.from('Noted.\n')) },
  '/iso/a': { open: () => memoryFile('/iso/a', Buffer.from('a')) },
}

let server: TestServer
afterEach(() => server.service.close())

function post(body: string, path = PATH, more = ''): string {
  return `POST ${path} HTTP/1.1\r\nConnection: close\r\n${more}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
}

function postedTexts(): (string | undefined)[] {
  return server.requests.map(({ posted }) => (posted === undefined ? undefined : Buffer.from(posted).toString()))
}

describe('a POST', () => {
  test('to an answer file brings what was posted, and gets the file', async () => {
    server = await serveFiles(files)
    const answer = await talk(server.service.port, post('{"dmi":{}}'))
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK[^]*\r\n\r\n\[global\]\n$/)
    expect(postedTexts()).toEqual(['{"dmi":{}}'])
    expect(endsOf(server.observations)).toMatchObject([{ outcome: 'complete', detail: `POST ${PATH}` }])
  })

  test('to /finished keeps its query', async () => {
    server = await serveFiles(files)
    const form = 'hostname=pc&instance_id=i-1'
    expect(await talk(server.service.port, post(form, '/finished?mac=52:54:00:12:34:56'))).toMatch(/ 200 OK/)
    expect(server.requests[0]?.query.get('mac')).toBe('52:54:00:12:34:56')
    expect(postedTexts()).toEqual([form])
  })

  test('in chunks, byte by byte, is put together', async () => {
    server = await serveFiles(files)
    const socket = net.connect(server.service.port, HOST)
    const parts: Buffer[] = []
    socket.on('data', (part) => parts.push(part))
    const closed = once(socket, 'close')
    const head = `POST ${PATH} HTTP/1.1\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n`
    for (const char of `${head}5\r\nhello\r\n6\r\n, all!\r\n0\r\n\r\n`) socket.write(char)
    await closed
    expect(Buffer.concat(parts).toString()).toMatch(/ 200 OK/)
    expect(postedTexts()).toEqual(['hello, all!'])
  })

  test('without a body is one of nothing', async () => {
    server = await serveFiles(files)
    expect(await talk(server.service.port, post(''))).toMatch(/ 200 OK/)
    expect(postedTexts()).toEqual([''])
  })

  test('keeps the connection for the next request', async () => {
    server = await serveFiles(files)
    const first = `POST ${PATH} HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc`
    const answer = await talk(server.service.port, `${first}GET /iso/a HTTP/1.1\r\nConnection: close\r\n\r\n`)
    expect(answer.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(2)
    expect(postedTexts()).toEqual(['abc', undefined])
  })

  test('between pipelined requests has its own body, also where one may wait', async () => {
    server = await serveFiles(files, { limits: { pipelined: 1 } })
    const body = 'x'.repeat(5_000)
    const get = 'GET /iso/a HTTP/1.1\r\n\r\n'
    const middle = `POST ${PATH} HTTP/1.1\r\nContent-Length: ${body.length}\r\n\r\n${body}`
    const answer = await talk(server.service.port, `${get}${middle}${post('last')}`)
    expect(answer.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(3)
    expect(postedTexts()).toEqual([undefined, body, 'last'])
  })

  test('of any bytes within the limit arrives as it was sent', async () => {
    server = await serveFiles(files)
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 3_000 }), async (bytes) => {
        const head = `POST /finished HTTP/1.1\r\nConnection: close\r\nContent-Length: ${bytes.length}\r\n\r\n`
        expect(await talk(server.service.port, Buffer.concat([Buffer.from(head), bytes]))).toMatch(/ 200 OK/)
        expect(Buffer.from(server.requests.at(-1)?.posted ?? 'none')).toEqual(Buffer.from(bytes))
      }),
      { numRuns: 30 },
    )
  })
})

describe('a client that asks before it posts', () => {
  test('is told to go on where its body is read', async () => {
    server = await serveFiles(files)
    const socket = net.connect(server.service.port, HOST)
    let text = ''
    socket.on('data', (part) => (text += part.toString()))
    socket.write(`POST ${PATH} HTTP/1.1\r\nExpect: 100-continue\r\nConnection: close\r\nContent-Length: 3\r\n\r\n`)
    await until(() => text.startsWith('HTTP/1.1 100 Continue\r\n\r\n'))
    expect(server.requests).toEqual([])
    const closed = once(socket, 'close')
    socket.write('abc')
    await closed
    expect(text).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK/)
    expect(postedTexts()).toEqual(['abc'])
  })

  test.each([
    ['somewhere else', '/iso/a', 3, 405],
    ['too much', PATH, POST_LIMIT + 1, 413],
  ])('is refused at once for %s', async (_what, path, length, status) => {
    server = await serveFiles(files)
    const head = `POST ${path} HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: ${length}\r\n\r\n`
    expect(await talk(server.service.port, head)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} [^]*Connection: close`))
    expect(server.requests).toEqual([])
  })
})

describe('too much', () => {
  test('is 413 by its length, without a byte of it being read', async () => {
    server = await serveFiles(files)
    const answer = await talk(server.service.port, `POST ${PATH} HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\nabc`)
    expect(answer).toMatch(/^HTTP\/1\.1 413 [^]*Connection: close/)
    expect(server.requests).toEqual([])
  })

  test('in chunks is 413 where the limit is passed', async () => {
    server = await serveFiles(files)
    const chunk = `${POST_LIMIT.toString(16)}\r\n${'x'.repeat(POST_LIMIT)}\r\n`
    const head = `POST ${PATH} HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n`
    expect(await talk(server.service.port, `${head}${chunk}1\r\nx`)).toMatch(/^HTTP\/1\.1 413 /)
    expect(server.requests).toEqual([])
  })

  test('begins behind the limit', async () => {
    server = await serveFiles(files)
    expect(await talk(server.service.port, post('x'.repeat(POST_LIMIT)))).toMatch(/ 200 OK/)
    expect(await talk(server.service.port, post('x'.repeat(POST_LIMIT + 1)))).toMatch(/^HTTP\/1\.1 413 /)
    expect(server.requests).toHaveLength(1)
  })
})

describe('other methods and places', () => {
  test.each(['/', '/iso/a', '/answer', '/finishedx', '/boot.ipxe', '/ANSWER/x', '/x/answer/y'])(
    'a POST to %s is 405, and its body is no business of ours',
    async (path) => {
      server = await serveFiles(files)
      const answer = await talk(server.service.port, post('abc', path).replace('Connection: close\r\n', ''))
      expect(answer).toMatch(/^HTTP\/1\.1 405 [^]*Allow: GET, HEAD\r\n/)
      expect(answer).toContain('Connection: close')
      expect(server.requests).toEqual([])
    },
  )

  test.each(['PUT', 'DELETE', 'PATCH'])('%s is 405 there, too', async (method) => {
    server = await serveFiles(files)
    const answer = await talk(server.service.port, post('abc').replace('POST', method))
    expect(answer).toMatch(/^HTTP\/1\.1 405 [^]*Allow: GET, HEAD, POST\r\n/)
    expect(server.requests).toEqual([])
  })

  test('a POST takes no notice of ranges and conditions', async () => {
    server = await serveFiles(files)
    const answer = await talk(server.service.port, post('a', PATH, 'Range: bytes=1-2\r\nIf-None-Match: *\r\n'))
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK[^]*\[global\]\n$/)
  })
})

describe('a body that does not come', () => {
  test('is given up after a while', async () => {
    server = await serveFiles(files, { limits: { headersTimeoutMs: 200 } })
    const head = `POST ${PATH} HTTP/1.1\r\nContent-Length: 10\r\n\r\nabc`
    expect(await talk(server.service.port, head)).toMatch(/^HTTP\/1\.1 408 /)
    expect(server.requests).toEqual([])
  })

  test('is given up when it comes byte by byte', async () => {
    server = await serveFiles(files, { limits: { headersTimeoutMs: 200 } })
    const socket = net.connect(server.service.port, HOST)
    socket.on('error', () => undefined)
    socket.resume()
    socket.write(`POST ${PATH} HTTP/1.1\r\nContent-Length: 60000\r\n\r\n`)
    const drip = setInterval(() => socket.write('a'), 20)
    await once(socket, 'close')
    clearInterval(drip)
    expect(server.requests).toEqual([])
  })

  test('because its sender left leaves nothing behind', async () => {
    server = await serveFiles(files)
    for (let round = 0; round < 20; round += 1) {
      const socket = net.connect(server.service.port, HOST)
      socket.on('error', () => undefined)
      socket.write(`POST ${PATH} HTTP/1.1\r\nContent-Length: 10\r\n\r\nabc`)
      await once(socket, 'connect')
      socket.resetAndDestroy()
    }
    expect(await talk(server.service.port, post('fine'))).toMatch(/ 200 OK/)
    expect(postedTexts()).toEqual(['fine'])
    // What is being answered would hold the stop.
    await server.service.close()
  })
})

describeWith(['curl'], 'curl', () => {
  const run = promisify(execFile)

  test.each([
    ['a few bytes', 100, '200'],
    ['all that may be sent', POST_LIMIT, '200'],
    ['more than that', 3 * 1024 * 1024, '413'],
  ])('posts %s', async (_what, bytes, status) => {
    server = await serveFiles(files)
    const folder = await mkdtemp(join(tmpdir(), 'post-'))
    try {
      const body = join(folder, 'body')
      await writeFile(body, Buffer.alloc(bytes, 'x'))
      const { stdout } = await run('curl', [
        ...['-s', '-o', '/dev/null', '-w', '%{http_code}', '--max-time', '10'],
        ...['--data-binary', `@${body}`, `${server.url}${PATH}`],
      ])
      expect(stdout).toBe(status)
      expect(server.requests.map(({ posted }) => posted?.length)).toEqual(status === '200' ? [bytes] : [])
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})
