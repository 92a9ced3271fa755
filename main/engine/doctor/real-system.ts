import { execFile } from 'node:child_process'
import { constants } from 'node:fs'
import { access, readdir, readFile, statfs } from 'node:fs/promises'
import { createServer } from 'node:net'
import { freemem, totalmem } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { systemCode } from '../errors'
import { canTieToCard, closeDescriptor, openBoundSocket } from '../net/libc'
import { portOwner } from '../net/owners'
import { openPlainUdp } from '../net/plain-udp'
import type { Ran, System, TryBind } from './system'

/** Nothing that is asked may hold up the user's answer. */
const PATIENCE_MS = 3_000
/** Large rule sets (a server with thousands of blocked addresses) are some megabytes. */
const MAX_OUTPUT_BYTES = 16 << 20
/** On Debian these are not on the PATH of ordinary users. */
const ADMIN_FOLDERS = ['/usr/sbin', '/sbin', '/usr/local/sbin', '/usr/libexec/ApplicationFirewall']

/** This computer. */
export function realSystem(): System {
  return {
    platform: process.platform,
    euid: process.geteuid?.(),
    env: process.env,
    program: process.execPath,
    readFile: (path) => readFile(path, 'utf8').catch(() => undefined),
    list: (folder) => readdir(folder).catch(() => []),
    exists: (path) => may(path, constants.F_OK),
    run,
    which,
    freeBytes,
    memory: () => ({ totalBytes: totalmem(), freeBytes: freemem() }),
    portOwner,
    tryBind,
  }
}

function may(path: string, mode: number): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  )
}

function run(program: string, args: readonly string[], timeoutMs = PATIENCE_MS): Promise<Ran> {
  return new Promise((resolve) => {
    const env = { ...process.env, LC_ALL: 'C', LANG: 'C' }
    // A program that hangs may hang in whatever it does when it is asked to end.
    const options = {
      timeout: timeoutMs,
      killSignal: 'SIGKILL' as const,
      windowsHide: true,
      maxBuffer: MAX_OUTPUT_BYTES,
      env,
    }
    execFile(program, args, options, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : undefined
      resolve({ code, stdout, stderr })
    })
  })
}

async function which(program: string): Promise<string | undefined> {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...ADMIN_FOLDERS].filter((folder) => folder !== '')
  const names = process.platform === 'win32' ? [`${program}.exe`] : [program]
  for (const folder of folders) {
    for (const name of names) if (await may(join(folder, name), constants.X_OK)) return join(folder, name)
  }
  return undefined
}

/** The folder itself need not be there yet. */
async function freeBytes(folder: string): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs(folder)
    return bavail * bsize
  } catch (error) {
    const above = dirname(folder)
    return systemCode(error) === 'ENOENT' && above !== folder ? freeBytes(above) : undefined
  }
}

function listenOnce(host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve()))
  })
}

/**
 * Opens the port as the servers do, and gives it back before anything else of this process can run: a start that comes at the same
 * moment finds it free. (On Windows it takes a turn of the event loop.)
 */
async function tryBind({ protocol, port, card, address, broadcast }: TryBind): ReturnType<System['tryBind']> {
  try {
    if (canTieToCard) {
      closeDescriptor(openBoundSocket({ type: protocol, card, port, address: broadcast ? '0.0.0.0' : address }))
    } else if (protocol === 'udp') {
      const socket = await openPlainUdp(address, port, false)
      socket.close()
    } else {
      await listenOnce(address, port)
    }
    return 'free'
  } catch (error) {
    switch (systemCode(error)) {
      case 'EADDRINUSE':
        return 'taken'
      case 'EACCES':
      case 'EPERM':
        return 'forbidden'
      case 'ENODEV':
      case 'ENXIO':
      case 'ENETDOWN':
      case 'EADDRNOTAVAIL':
        return 'gone'
      default:
        throw error
    }
  }
}
