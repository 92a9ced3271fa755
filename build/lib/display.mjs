import { spawn } from 'node:child_process'

/**
 * A display for the window where there is none: an X server of our own, on a free number that it picks by itself.
 * @returns {Promise<{ env: NodeJS.ProcessEnv, stop: () => void }>}
 */
export async function ensureDisplay() {
  if (process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY) {
    return { env: process.env, stop: () => undefined }
  }
  const child = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1600x1200x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  })
  const number = await new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', () => reject(new Error('Xvfb ended before it had a display')))
    child.stdio[3]?.on('data', (data) => resolve(String(data).trim()))
  })
  return { env: { ...process.env, DISPLAY: `:${number}` }, stop: () => child.kill() }
}
