import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { bootCrowd } from './crowd'
import { withEngine } from './engine'
import type { Row } from './report'

/** The engine keeps a thousand, and none may be forgotten here; the first pay for what is needed once. */
const FIRST = 100
const MORE = 800
/** Booted at the same time. */
const GROUP = 100
const PORTS = { dhcp: 28_167, pxe: 28_511, tftp: 28_169, http: 28_180 } as const
const TARGET_KB = 20

/** What the engine holds of a machine that has booted and is idle: ladder, sessions, log and captured packets. */
export async function run(): Promise<Row[]> {
  const { bytes, machines, captured } = await withEngine(PORTS, 'proxy', async (engine) => {
    await bootGroups(0, FIRST)
    const before = await heldBytes()
    const known = engine.state().clients.length
    await bootGroups(FIRST, MORE)
    const after = await heldBytes()
    const { clients } = engine.state()
    const files = clients.map(({ id }) => engine.capture(id)?.length ?? 0)
    return {
      bytes: (after - before) / (clients.length - known),
      machines: clients.length,
      captured: files.filter((size) => size > 0).length,
    }
  })
  return [
    {
      name: 'memory of an idle machine',
      ours: `${(bytes / 1000).toFixed(1)} KB (${machines} machines, ${captured} with their packets)`,
      peer: 'none',
      ratio: undefined,
      target: `< ${TARGET_KB} KB`,
    },
  ]
}

async function bootGroups(first: number, machines: number): Promise<void> {
  for (let at = first; at < first + machines; at += GROUP) {
    const result = await bootCrowd({ ports: PORTS, first: at, machines: GROUP, spreadMs: 200, leases: false })
    if (result.booted < GROUP) throw new Error(`a machine did not boot: ${result.failures[0] ?? ''}`)
  }
}

/** Heap and what lies outside of it (buffers), bytes, after the connections of the last machines are gone. */
async function heldBytes(): Promise<number> {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  await new Promise((resolve) => setTimeout(resolve, 2_000))
  collect()
  await new Promise((resolve) => setTimeout(resolve, 100))
  collect()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}
