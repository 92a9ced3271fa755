import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { connect, createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { systemClock } from '../../main/engine/clock'
import { startHttp } from '../../main/engine/http/server'
import { openMedium } from '../../main/engine/media/open'
import { findProgram, startProgram, startRole } from './children'

const HOST = '127.0.0.1'

/** A running HTTP server that serves the bench's files, by name. */
export interface WebServer {
  readonly name: string
  readonly url: string
  stop(): Promise<void>
}

/** Packs `files` into `image` where a program for that is installed. Gives the path to serve: the image, else the folder. */
export function packIso(files: string, image: string): string {
  const xorriso = findProgram('xorriso')
  const args = ['-quiet', '-J', '-R', '-o', image, files]
  if (xorriso !== undefined) execFileSync(xorriso, ['-as', 'mkisofs', ...args], { stdio: 'ignore' })
  else {
    const genisoimage = findProgram('genisoimage')
    if (genisoimage === undefined) return files
    execFileSync(genisoimage, args, { stdio: 'ignore' })
  }
  return image
}

/** Ours, in a process of its own like nginx; out of the image. */
export async function startOurHttp(medium: string): Promise<WebServer> {
  const { child, answer } = startRole<{ port: number }>('http-server', { medium })
  const { port } = await answer
  return { name: 'bootdrop', url: `http://${HOST}:${port}`, stop: () => child.stop() }
}

/** nginx as Debian sets it up (sendfile), with one worker; out of the folder. Undefined where it is not installed. */
export async function startNginx(files: string, work: string): Promise<WebServer | undefined> {
  const program = findProgram('nginx')
  if (program === undefined) return undefined
  const port = await freePort()
  mkdirSync(work)
  const user = process.getuid?.() === 0 ? 'user root;' : ''
  const bodies = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${work}/${name};`,
  )
  writeFileSync(
    join(work, 'nginx.conf'),
    `${user} daemon off; worker_processes 1; pid ${work}/pid; error_log ${work}/errors;
     events { worker_connections 1024; }
     http { access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000; ${bodies.join(' ')}
       server { listen ${HOST}:${port}; root ${files}; } }`,
  )
  const child = startProgram(program, ['-e', join(work, 'errors'), '-p', work, '-c', join(work, 'nginx.conf')])
  if (!(await answers(port))) {
    await child.stop()
    return undefined
  }
  return { name: 'nginx', url: `http://${HOST}:${port}`, stop: () => child.stop() }
}

/** Serves a medium over HTTP until the process is ended. Returns the port. */
export async function serveMedium(job: { readonly medium: string }): Promise<{ port: number }> {
  const medium = await openMedium(job.medium)
  const { port } = await startHttp({
    listen: async (server, wanted) => {
      server.listen(wanted, HOST)
      await once(server, 'listening')
      return (server.address() as AddressInfo).port
    },
    port: 0,
    clock: systemClock,
    observe: () => undefined,
    resolve: async ({ path }) => {
      const found = await medium.stat(path)
      if (found?.kind !== 'file') return { kind: 'not-found', expected: false, reason: 'no such file' }
      const file = await medium.open(found.path)
      return { kind: 'file', file, role: 'runtime', contentType: 'application/octet-stream' }
    },
  })
  return { port }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, HOST)
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  return port
}

/** Whether something listens on the port within three seconds. */
async function answers(port: number): Promise<boolean> {
  for (let attempt = 0; attempt < 60; attempt += 1) {
    const socket = connect(port, HOST)
    const open = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true))
      socket.once('error', () => resolve(false))
    })
    socket.destroy()
    if (open) return true
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return false
}
