import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dropFile, launchApp } from '../e2e/app'
import { writeLiveImage } from './inspect-image'
import { median, type Row } from './report'

const ROUNDS = 5

/** From the drop of a 4 GB ISO on the real window to "Ready to serve" on the screen. */
export async function run(): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bootdrop-bench-'))
  const path = join(folder, 'live.iso')
  writeLiveImage(path)
  const runs: number[] = []
  try {
    for (let round = 0; round < ROUNDS; round += 1) runs.push(await dropToReadyMs(path))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  const ours = `${median(runs).toFixed(0)} ms (${Math.min(...runs).toFixed(0)} to ${Math.max(...runs).toFixed(0)})`
  return [{ name: 'drop of a 4 GB ISO to ready to start', ours, peer: '', ratio: undefined, target: '< 500 ms' }]
}

/** A new window each time: nothing of an earlier drop is remembered. */
async function dropToReadyMs(path: string): Promise<number> {
  const app = await launchApp()
  try {
    await app.page.getByText('Drop a boot medium here').waitFor()
    const start = performance.now()
    await dropFile(app.page, path)
    await app.page.getByRole('heading', { name: /^Ready to serve/ }).waitFor()
    return performance.now() - start
  } finally {
    await app.close()
  }
}
