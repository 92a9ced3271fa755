import { execFileSync } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { mkdirSync, readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { type Child, findProgram, startProgram, startRole } from './children'

/** A running TFTP server that serves one folder. */
export interface ServerUnderTest {
  readonly name: string
  readonly address: string
  readonly port: number
  stop(): Promise<void>
}

/** A server that this machine cannot run, and why. */
export interface Missing {
  readonly name: string
  readonly missing: string
}

/** Ours, in a process of its own like the others. */
export async function startOurs(root: string): Promise<ServerUnderTest> {
  const { child, answer } = startRole<{ port: number }>('tftp-server', { root })
  const { port } = await answer
  return { name: 'bootdrop', address: '127.0.0.1', port, stop: () => child.stop() }
}

/** dnsmasq has TFTP on port 69 only, so it gets a loopback address of its own. */
export async function startDnsmasq(root: string): Promise<ServerUnderTest | Missing> {
  const address = '127.69.0.1'
  const program = findProgram('dnsmasq')
  if (program === undefined) return { name: 'dnsmasq', missing: 'dnsmasq is not installed' }
  if ((await freePort(address, 69)) === undefined) return { name: 'dnsmasq', missing: 'dnsmasq needs port 69 (root)' }
  const child = startProgram(program, [
    ...['--keep-in-foreground', '--conf-file=/dev/null', '--port=0', '--pid-file', '--user=root', '--log-facility=-'],
    ...['--enable-tftp', `--tftp-root=${root}`, `--listen-address=${address}`, '--bind-interfaces'],
  ])
  return ready('dnsmasq', address, 69, child)
}

export async function startTftpdHpa(root: string): Promise<ServerUnderTest | Missing> {
  const program = findProgram('in.tftpd')
  if (program === undefined) return { name: 'tftpd-hpa', missing: 'tftpd-hpa is not installed' }
  const port = (await freePort('127.0.0.1', 0)) ?? 0
  const user = process.getuid?.() === 0 ? ['--user', 'root'] : []
  const child = startProgram(program, ['--foreground', '--address', `127.0.0.1:${port}`, ...user, '--secure', root])
  return ready('tftpd-hpa', '127.0.0.1', port, child)
}

export async function startAtftpd(root: string): Promise<ServerUnderTest | Missing> {
  const program = process.env['BOOTDROP_ATFTPD'] ?? findProgram('atftpd') ?? fetchAtftpd()
  if (program === undefined) return { name: 'atftpd', missing: 'atftpd is not installed (or set BOOTDROP_ATFTPD)' }
  const port = (await freePort('127.0.0.1', 0)) ?? 0
  const user = process.getuid?.() === 0 ? ['--user', 'root.root', '--group', 'root'] : []
  const args = [
    '--daemon',
    '--no-fork',
    '--port',
    String(port),
    '--bind-address',
    '127.0.0.1',
    '--logfile',
    '/dev/null',
  ]
  return ready('atftpd', '127.0.0.1', port, startProgram(program, [...args, ...user, root]))
}

/** atftpd's package conflicts with tftpd-hpa's: it is only unpacked, into the user's cache. */
function fetchAtftpd(): string | undefined {
  const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'bootdrop', 'atftpd')
  const program = join(cache, 'usr/sbin/atftpd')
  if (findIn(program)) return program
  try {
    mkdirSync(cache, { recursive: true })
    execFileSync('apt-get', ['download', 'atftpd'], { cwd: cache, stdio: 'ignore', timeout: 60_000 })
    const archive = readdirSync(cache).find((name) => name.endsWith('.deb'))
    execFileSync('dpkg', ['-x', archive ?? '', '.'], { cwd: cache, stdio: 'ignore' })
    return findIn(program) ? program : undefined
  } catch {
    return undefined
  }
}

function findIn(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** Asks for a file that is not there until the server says so. */
async function ready(name: string, address: string, port: number, child: Child): Promise<ServerUnderTest | Missing> {
  const socket = createSocket('udp4')
  const answered = new Promise<boolean>((resolve) => socket.once('message', () => resolve(true)))
  const rrq = Buffer.from('\0\x01no-such-file\0octet\0')
  for (let attempt = 0; attempt < 30 && child.process.exitCode === null; attempt += 1) {
    socket.send(rrq, port, address)
    if (await Promise.race([answered, new Promise<false>((resolve) => setTimeout(() => resolve(false), 100))])) {
      socket.close()
      return { name, address, port, stop: () => child.stop() }
    }
  }
  socket.close()
  await child.stop()
  return { name, missing: `${name} does not answer on ${address}:${port}` }
}

/** The port when it can be bound (0: any free one), else undefined. */
function freePort(address: string, port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4')
    socket.once('error', () => {
      socket.close()
      resolve(undefined)
    })
    socket.bind(port, address, () => {
      const bound = socket.address().port
      socket.close(() => resolve(bound))
    })
  })
}
