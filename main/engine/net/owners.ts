import { execFile } from 'node:child_process'
import { readdir, readFile, readlink } from 'node:fs/promises'

/** A program that we ask must not hold up the user's answer. */
const ASK_TIMEOUT_MS = 2_000

type Protocol = 'udp' | 'tcp'

/**
 * Who holds a port on this computer, in words: `dnsmasq (pid 812)`. Undefined where the system does not tell: on Linux that
 * is other users' programs when we are not root.
 */
export async function portOwner(protocol: Protocol, port: number): Promise<string | undefined> {
  switch (process.platform) {
    case 'linux':
      return linuxOwner(protocol, port)
    case 'win32':
      return windowsOwner(protocol, port)
    default:
      return lsofOwner(await ask('lsof', ['-nP', `-i${protocol.toUpperCase()}:${port}`, '-Fpc']))
  }
}

async function linuxOwner(protocol: Protocol, port: number): Promise<string | undefined> {
  const tables = await Promise.all(
    [protocol, `${protocol}6`].map((name) => readFile(`/proc/self/net/${name}`, 'latin1').catch(() => '')),
  )
  const inodes = new Set(tables.flatMap((table) => socketInodes(table, protocol, port)))
  if (inodes.size === 0) return undefined
  const owners = new Set<string>()
  for (const pid of await readdir('/proc')) {
    if (!/^\d+$/.test(pid) || !(await holdsOne(pid, inodes))) continue
    const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => 'a program')
    owners.add(`${name.trim()} (pid ${pid})`)
  }
  return owners.size === 0 ? undefined : [...owners].join(', ')
}

async function holdsOne(pid: string, inodes: ReadonlySet<string>): Promise<boolean> {
  const folder = `/proc/${pid}/fd`
  const descriptors = await readdir(folder).catch(() => [])
  const targets = await Promise.all(descriptors.map((fd) => readlink(`${folder}/${fd}`).catch(() => '')))
  return targets.some((target) => inodes.has(/^socket:\[(\d+)\]$/.exec(target)?.[1] ?? ''))
}

/** TCP_LISTEN of the kernel's tcp_states.h. */
const LISTENING = '0A'

/** Inodes of the sockets at `port` in the text of /proc/net/udp or /proc/net/tcp (for TCP: those that listen). */
export function socketInodes(table: string, protocol: Protocol, port: number): string[] {
  const wanted = port.toString(16).toUpperCase().padStart(4, '0')
  const inodes: string[] = []
  for (const line of table.split('\n').slice(1)) {
    const [, local, , state, , , , , , inode] = line.trim().split(/\s+/)
    if (local === undefined || inode === undefined || inode === '0') continue
    if (local.split(':')[1] === wanted && (protocol === 'udp' || state === LISTENING)) inodes.push(inode)
  }
  return inodes
}

async function windowsOwner(protocol: Protocol, port: number): Promise<string | undefined> {
  const pid = netstatPid(await ask('netstat', ['-ano', '-p', protocol]), port)
  if (pid === undefined) return undefined
  const name = /^"([^"]+)"/m.exec(await ask('tasklist', ['/FI', `PID eq ${pid}`, '/FO', 'CSV', '/NH']))?.[1]
  return `${name ?? 'a program'} (pid ${pid})`
}

/** The process at `port` in the output of `netstat -ano`: local address second, process last; for TCP one without a peer. */
export function netstatPid(output: string, port: number): number | undefined {
  for (const line of output.split('\n')) {
    const columns = line.trim().split(/\s+/)
    if (columns[1]?.endsWith(`:${port}`) !== true || !/^(\*:\*|0\.0\.0\.0:0)$/.test(columns[2] ?? '')) continue
    const pid = Number(columns.at(-1))
    if (Number.isInteger(pid)) return pid
  }
  return undefined
}

/** The first process in the output of `lsof -Fpc`: lines `p812` and `cdnsmasq`. */
export function lsofOwner(output: string): string | undefined {
  const pid = /^p(\d+)$/m.exec(output)?.[1]
  const name = /^c(.+)$/m.exec(output)?.[1]
  return pid === undefined ? undefined : `${name ?? 'a program'} (pid ${pid})`
}

/** Standard output of a program; empty when it is missing, fails or takes too long. */
function ask(program: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(program, args, { timeout: ASK_TIMEOUT_MS, windowsHide: true }, (_error, stdout) => resolve(stdout))
  })
}
