import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'

/** An X display for the window: the user's own, or an Xvfb that ends with `close`. */
export interface Display {
  readonly name: string
  close(): void
}

/** @throws Error when there is no display and no Xvfb to make one */
export async function openDisplay(): Promise<Display> {
  const own = process.env['DISPLAY']
  if (own !== undefined && own !== '') return { name: own, close: () => undefined }
  // Xvfb picks a free number by itself and tells it on file descriptor 3.
  const server: ChildProcess = spawn(
    'Xvfb',
    ['-displayfd', '3', '-screen', '0', '2400x1600x24', '-nolisten', 'tcp', '-noreset'],
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] },
  )
  const told = server.stdio[3]
  if (!told) throw new Error('Xvfb has no channel to tell its number')
  const failed = once(server, 'error').then(([error]) => {
    throw new Error('No DISPLAY and no Xvfb: apt-get install xvfb', { cause: error })
  })
  const [number] = (await Promise.race([once(told, 'data'), failed])) as [Buffer]
  return { name: `:${number.toString().trim()}`, close: () => void server.kill() }
}
