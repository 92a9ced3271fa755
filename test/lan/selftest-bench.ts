import { expect, test as base } from 'vitest'
import type { SelfTestResult, SelfTestStep } from '../../preload/contract'
import type { RealOptions } from '../support/selftest/real'
import { realSelfTest, type RealSelfTest } from '../support/selftest/run'
import { openLan, type Lan } from './netns'
import type { Child } from './process'

/** Most of a test is waiting for an answer that does not come: as many as Vitest runs at once, each on a LAN of its own. */
const BENCHES = 5

interface Bench {
  readonly lan: Lan
  readonly selfTest: Awaited<ReturnType<typeof realSelfTest>>
  nft(rules: string): void
  under(rules: string, options?: Partial<RealOptions>): Promise<RealSelfTest>
  /** Ended after the test. */
  until(child: Child): Child
  /** A web server on the laptop that answers everything so. */
  webServer(port: number, status: number, body: string): Promise<void>
  listensTcp(port: number): true | undefined
  clear(): Promise<void>
}

async function openBench(): Promise<Bench> {
  const lan = await openLan()
  const selfTest = await realSelfTest(lan)
  const others: Child[] = []
  const bench: Bench = {
    lan,
    selfTest,
    nft: (rules) => void lan.run('laptop', 'nft', rules),
    under(rules, options) {
      bench.nft(rules)
      return selfTest(options)
    },
    until(child) {
      others.push(child)
      return child
    },
    async webServer(port, status, body) {
      const script = `require('http').createServer((q, r) => r.writeHead(${status}).end(${JSON.stringify(body)})).listen(${port})`
      const child = bench.until(lan.start('laptop', process.execPath, '-e', script))
      await child.until('the web server', 5000, () => bench.listensTcp(port))
    },
    listensTcp: (port) => (lan.run('laptop', 'ss', '-Hlnt', `sport = :${port}`) === '' ? undefined : true),
    async clear() {
      for (const child of others.splice(0)) await child.end()
      lan.run('laptop', 'nft', 'flush', 'ruleset')
      // Nothing of a test stays, however it ended.
      expect(lan.run('laptop', 'ss', '-Hlntu')).toBe('')
    },
  }
  return bench
}

/** @throws Error where it did not begin */
export const ended = ({ result }: RealSelfTest): SelfTestResult => {
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`)
  return result.value
}
export const nameOf = ({ rung, facts }: SelfTestStep): string => [facts['arch'] ?? [], rung].flat().join(' ')

/** How a test ended: the machines' step that failed with the door it names, and what is said of other machines. */
export function verdict(test: RealSelfTest) {
  const { passed, steps } = ended(test)
  const failed = steps.filter(({ state, rung }) => state === 'failed' && rung !== 'firewall')
  const outside = steps.filter(({ rung }) => rung === 'firewall')
  expect(outside).toHaveLength(1)
  return {
    passed,
    failed: failed.map((step) => `${nameOf(step)}: ${step.code}`),
    outside: outside.map(({ state, code, facts }) => [state, code, facts['check'], facts['ports']].filter(Boolean))[0],
  }
}

const benches: Bench[] = []
const free: Bench[] = []
/** A test with a bench of its own. */
export const test = base.extend<{ bench: Bench }>({
  // eslint-disable-next-line no-empty-pattern -- Vitest reads what a fixture needs from this pattern.
  bench: async ({}, use) => {
    const bench = free.pop()
    if (bench === undefined) throw new Error('more tests at once than benches')
    try {
      await use(bench)
      await bench.clear()
    } finally {
      free.push(bench)
    }
  },
})

export async function openBenches(): Promise<void> {
  for (let count = 0; count < BENCHES; count++) benches.push(await openBench())
  free.push(...benches)
}

export async function closeBenches(): Promise<void> {
  for (const { lan } of benches) await lan.close()
}
