import { spawn, type ChildProcess } from 'node:child_process'
import { closeDescriptor } from '../engine/net/libc'
import { reasonOf } from '../engine/net/low-ports'
import { hangUp, openPair, receiveText, sendText } from './channel'
import { findOnPath, helperArguments, surroundings } from './command'
import { encode, parseReply, type HelperReply, type HelperRequest } from './messages'
import { endedWithout, helperFailed, refusal } from './refusals'

/** What the helper did. */
export interface Elevated {
  readonly reply: HelperReply
  /** The caller's. */
  readonly fds: readonly number[]
  /** Ends the connection, and with it the helper; resolves once that is gone. */
  end(): Promise<void>
  /** Calls back when the helper ends by itself. */
  onEnd(listener: () => void): void
}

/** Asks the user through polkit, and has the helper obey one request. */
export type Elevate = (request: HelperRequest, signal: AbortSignal) => Promise<Elevated>

export interface ElevateOptions {
  /** What locks Bootdrop in, asked for each time. */
  readonly confinement: () => 'flatpak' | 'snap' | null
  /** The line that starts the helper with more rights; pkexec and its arguments without it. */
  readonly command?: () => readonly [program: string, ...args: string[]] | undefined
}

/**
 * @throws BootdropError `permission-refused`, `permission-unavailable`, `permission-failed`; the signal's reason once it is
 * aborted: the system's dialog closes with pkexec
 */
export function createElevate({ confinement, command = pkexec }: ElevateOptions): Elevate {
  return async (request, signal) => {
    signal.throwIfAborted()
    const locked = confinement()
    if (locked !== null) throw refusal(locked)
    const line = command()
    if (line === undefined) throw refusal('no-pkexec')
    const [ours, theirs] = openPair()
    try {
      sendText(ours, encode(request))
      const [program, ...args] = line
      // Its own group: a Ctrl+C in the terminal is for us.
      const child = spawn(program, args, { stdio: [theirs, 'pipe', 'pipe'], detached: true })
      return await answerOf(child, ours, signal)
    } catch (error) {
      closeDescriptor(ours)
      throw error
    } finally {
      closeDescriptor(theirs)
    }
  }
}

function pkexec(): readonly [string, ...string[]] | undefined {
  const program = findOnPath('pkexec')
  return program === undefined ? undefined : [program, ...helperArguments(surroundings())]
}

function answerOf(child: ChildProcess, ours: number, signal: AbortSignal): Promise<Elevated> {
  return new Promise((resolve, reject) => {
    let stderr = ''
    let ended = false
    let answered = false
    const listeners: (() => void)[] = []
    const settle = (): void => {
      answered = true
      signal.removeEventListener('abort', abort)
    }
    const look = (): void => {
      const received = answered ? undefined : receiveText(ours)
      if (received === undefined) return
      settle()
      const reply = parseReply(received.text)
      if (reply === undefined) {
        received.fds.forEach(closeDescriptor)
        return reject(helperFailed('an answer that is none'))
      }
      resolve({ reply, fds: received.fds, ...connection })
    }
    const abort = (): void => {
      settle()
      // While the dialog is open pkexec is ours to end. Once the helper runs it is root's, and ends by itself.
      child.kill()
      reject(reasonOf(signal))
    }
    let hungUp = false
    const connection: Pick<Elevated, 'end' | 'onEnd'> = {
      end: async () => {
        if (!hungUp) {
          hungUp = true
          hangUp(ours)
          closeDescriptor(ours)
        }
        if (!ended) await new Promise<void>((done) => listeners.push(done))
      },
      onEnd: (listener) => void (ended ? listener() : listeners.push(listener)),
    }
    child.stdout?.on('data', look)
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr = `${stderr}${text}`.slice(-4000)))
    child.on('error', (error) => {
      ended = true
      if (answered) return
      settle()
      reject(missing(error) ? refusal('no-pkexec') : helperFailed(error.message))
    })
    child.on('close', (code, killed) => {
      ended = true
      look()
      if (!answered) {
        settle()
        reject(endedWithout(code ?? killed ?? 'unknown', stderr))
      }
      for (const listener of listeners.splice(0)) listener()
    })
    signal.addEventListener('abort', abort, { once: true })
    if (signal.aborted) abort()
  })
}

const missing = (error: Error): boolean => 'code' in error && (error.code === 'ENOENT' || error.code === 'EACCES')
