import { table, type Row } from './report'

/** One group of timings. `roles` are the processes that it starts out of this same bundle (children.ts). */
interface Suite {
  run(): Promise<Row[]>
  readonly roles?: Readonly<Record<string, (job: never) => Promise<unknown>>>
}

const suites = import.meta.glob<Suite>([
  './tftp.ts',
  './http.ts',
  './inspect.ts',
  './media.ts',
  './dhcp.ts',
  './crowd.ts',
  './memory.ts',
  './window.ts',
  './boot.ts',
])

/** `main.js [SUITE…]`: runs all suites, or those named (tftp, http, inspect, media, dhcp, crowd, memory, window, boot). One that fails does not take the others along. */
async function main(args: readonly string[]): Promise<void> {
  if (args[0] === '--role') {
    await playRole(args[1] ?? '', args[2] ?? '{}')
    return
  }
  const rows: Row[] = []
  for (const [path, load] of Object.entries(suites)) {
    const name = path.slice('./'.length, -'.ts'.length)
    if (args.length > 0 && !args.includes(name)) continue
    process.stderr.write(`timing ${name} …\n`)
    try {
      rows.push(...(await (await load()).run()))
    } catch (error) {
      process.stderr.write(`${name} could not be timed: ${String(error)}\n`)
      process.exitCode = 1
    }
  }
  process.stdout.write(`${table(rows)}\n`)
}

/** A role belongs to the suite that its name begins with: `tftp-client` to ./tftp.ts. */
async function playRole(role: string, job: string): Promise<void> {
  const suite = await suites[`./${role.split('-')[0] ?? ''}.ts`]?.()
  const play = suite?.roles?.[role]
  if (play === undefined) throw new Error(`no suite has a role ${role}`)
  process.stdout.write(`${JSON.stringify(await play(JSON.parse(job) as never))}\n`)
}

await main(process.argv.slice(2))
