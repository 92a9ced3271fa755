/**
 * The self-test as the window has it: the real handlers on the real host, without a window. Run inside a namespace by
 * test/lan/selftest.test.ts. Tells JSON lines: each `step`, then the `result`.
 */
import { DEFAULTS } from '../../../main/engine/initial'
import type { ServeConfig } from '../../../main/engine/types'
import { createHost } from '../../../main/host'
import { selfTestHandlers } from '../../../main/selftest/handlers'

/** The first argument, as JSON. */
export interface RealOptions {
  readonly nic: string
  /** Served before the test, in place of the server that is there for the test alone. */
  readonly serve?: { readonly media: string; readonly mode: ServeConfig['mode'] }
}

const { nic, serve } = JSON.parse(process.argv[2] ?? '') as RealOptions
const tell = (line: Readonly<Record<string, unknown>>): void => void process.stdout.write(`${JSON.stringify(line)}\n`)
const host = createHost()
if (serve !== undefined) await host.engine.start({ ...DEFAULTS, nic, media: [{ path: serve.media }], mode: serve.mode })
const { selfTest } = selfTestHandlers({ host, send: (_name, step) => tell({ type: 'step', step }) })
tell({ type: 'result', result: await selfTest(nic) })
await host.engine.stop()
process.exit()
