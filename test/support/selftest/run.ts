import { join } from 'node:path'
import { build } from 'vite'
import type { Result, SelfTestResult, SelfTestStep } from '../../../preload/contract'
import type { Lan } from '../../lan/netns'
import type { RealOptions } from './real'

const ROOT = join(import.meta.dirname, '../../..')

export interface RealSelfTest {
  readonly result: Result<SelfTestResult>
  /** Every step as it was told. */
  readonly told: readonly SelfTestStep[]
}

/** Builds real.ts once, and gives what runs it on the laptop. @param wrapper words before the command, such as `setpriv …` */
export async function realSelfTest(
  lan: Lan,
): Promise<(options?: Partial<RealOptions>, wrapper?: readonly string[]) => Promise<RealSelfTest>> {
  const outDir = join(lan.folder, 'harness')
  await build({
    ...{ root: ROOT, configFile: false, logLevel: 'error' },
    build: {
      ...{ ssr: true, outDir, emptyOutDir: true },
      rollupOptions: {
        input: { real: join(ROOT, 'test/support/selftest/real.ts') },
        output: { format: 'es' },
      },
    },
  })
  return async (options = {}, wrapper = []) => {
    const state = `XDG_STATE_HOME=${join(lan.folder, 'state')}`
    const argument = JSON.stringify({ nic: 'lan0', ...options })
    const child = lan.start('laptop', 'env', state, ...wrapper, process.execPath, join(outDir, 'real.js'), argument)
    await child.exited(90_000)
    const lines = child.stdout().split('\n').filter(Boolean)
    const told = lines.map(
      (line) => JSON.parse(line) as { type: string; step: SelfTestStep; result: RealSelfTest['result'] },
    )
    const result = told.find(({ type }) => type === 'result')?.result
    if (result === undefined) throw new Error(`no result: ${child.stderr()}`)
    return { result, told: told.filter(({ type }) => type === 'step').map(({ step }) => step) }
  }
}
