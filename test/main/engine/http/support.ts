import { createHash } from 'node:crypto'
import { once } from 'node:events'
import type { Server } from 'node:http'
import net from 'node:net'
import type { FileRequest, Resolution } from '../../../../main/engine/boot/resolve'
import type { Observation } from '../../../../main/engine/clients/observation'
import { systemClock } from '../../../../main/engine/clock'
import { BootdropError, systemCode } from '../../../../main/engine/errors'
import { contentTypeOf } from '../../../../main/engine/boot/names'
import { startHttp, type HttpOptions, type HttpService } from '../../../../main/engine/http/server'
import type { MediumFile } from '../../../../main/engine/media/medium'

export const HOST = '127.0.0.1'

/** What net/sockets.ts does, on loopback. */
export async function listenOnLoopback(server: Server, port: number): Promise<number> {
  server.listen(port, HOST, 4096)
  try {
    await once(server, 'listening')
  } catch (error) {
    if (systemCode(error) === 'EADDRINUSE') throw new BootdropError('port-taken', 'taken', { port })
    throw error
  }
  return (server.address() as net.AddressInfo).port
}

export interface ServedFile {
  readonly open: () => MediumFile | Promise<MediumFile>
  readonly role?: 'loader' | 'boot' | 'runtime'
}

/** A server with the given files by path, what it saw, and which of its files are open. */
export interface TestServer {
  readonly service: HttpService
  readonly url: string
  readonly observations: Observation[]
  readonly requests: FileRequest[]
  openFiles(): number
}

export async function serveFiles(
  files: Readonly<Record<string, ServedFile>>,
  options: Partial<Pick<HttpOptions, 'limits' | 'clock' | 'port' | 'resolve'>> = {},
): Promise<TestServer> {
  const observations: Observation[] = []
  const requests: FileRequest[] = []
  let openFiles = 0
  const resolve = async (request: FileRequest): Promise<Resolution> => {
    requests.push(request)
    const served = files[request.path]
    if (served === undefined)
      return { kind: 'not-found', expected: request.path === '/expected', reason: 'unknown name' }
    const file = await served.open()
    openFiles += 1
    const counted: MediumFile = {
      ...file,
      async close() {
        openFiles -= 1
        await file.close()
      },
    }
    return { kind: 'file', file: counted, role: served.role ?? 'boot', contentType: contentTypeOf(request.path) }
  }
  const service = await startHttp({
    listen: listenOnLoopback,
    port: 0,
    resolve,
    clock: systemClock,
    observe: (observation) => void observations.push(observation),
    ...options,
  })
  const url = `http://${HOST}:${service.port}`
  return { service, url, observations, requests, openFiles: () => openFiles }
}

/** Sends `text` over a fresh connection, keeps its side open, and gives back all that comes until the server closes. */
export async function talk(port: number, text: string | Uint8Array): Promise<string> {
  const socket = net.connect(port, HOST)
  const parts: Buffer[] = []
  socket.on('data', (data) => parts.push(data))
  socket.on('error', () => undefined)
  socket.write(text)
  await once(socket, 'close')
  return Buffer.concat(parts).toString('latin1')
}

/** Waits until `condition` holds; for what another process or the kernel does in its own time. */
export async function until(condition: () => boolean, timeoutMs = 5_000): Promise<void> {
  const end = Date.now() + timeoutMs
  while (!condition()) {
    if (Date.now() > end) throw new Error('waited in vain')
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

export function endsOf(observations: readonly Observation[]) {
  return observations.filter((observation) => observation.kind === 'transfer-end')
}

export function startsOf(observations: readonly Observation[]) {
  return observations.filter((observation) => observation.kind === 'transfer-start')
}
