import { statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { serve, type Bootdrop, type Event } from './bootdrop'
import { capture, type Capture } from './capture'
import { debianInstaller, memtestIso, MEMTEST_ON_SERIAL, MEMTEST_RUNS, type InstallerMedium } from './media'
import { LAN, openLan, type Lan } from './netns'
import { startRouter } from './peers'
import { missingFor, powerOn, type Machine, type MachineFirmware } from './qemu'
import { describeLan } from './require'

/** The ladder of DESIGN.md 3.4. */
const LADDER = 'seen offered addressed loader ipxe script loading handed-over running finished'.split(' ')
const FIRMWARES: readonly MachineFirmware[] = ['seabios', 'ovmf']

/** What the laptop sent and received by its other card, and what went over the LAN, while a medium was served. */
interface Session {
  readonly bootdrop: Bootdrop
  readonly wan: Capture
}

let lan: Lan
let session: Session | undefined
const machines: Machine[] = []

async function start(medium: string, ...more: string[]): Promise<Bootdrop> {
  const wan = await capture(lan, 'laptop', 'wan0')
  const bootdrop = await serve(lan, medium, ...more)
  session = { bootdrop, wan }
  return bootdrop
}

function boot(firmware: MachineFirmware): Machine {
  const machine = powerOn(lan, { firmware })
  machines.push(machine)
  return machine
}

const of = (events: readonly Event[], type: string, machine: Machine): Event[] =>
  events.filter((event) => event.type === type && event['mac'] === machine.mac)

function phasesOf(events: readonly Event[], machine: Machine): string[] {
  const phases = of(events, 'client', machine).map((event) => String(event['phase']))
  return phases.filter((phase, index) => phase !== phases[index - 1])
}

/** What the machine's transfers came to: the last event of each file. */
function filesOf(events: readonly Event[], machine: Machine): Map<string, Event> {
  const files = new Map<string, Event>()
  for (const event of of(events, 'transfer', machine)) {
    const name = String(event['file']).split('/').pop() ?? ''
    // A size probe comes before the transfer of the same name: the later one counts.
    files.set(name, event)
  }
  return files
}

/** Facts for a failed boot: what Bootdrop said, next to the serial text that the error carries already. */
async function explained<T>(bootdrop: Bootdrop, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw new Error(`${String(error)}\nbootdrop:\n${bootdrop.process.stderr().slice(-4000)}`, { cause: error })
  }
}

describeLan('machines with real firmware, beside the DHCP server of the LAN', () => {
  beforeAll(async () => {
    lan = await openLan()
    await startRouter(lan)
  })
  afterEach(async () => {
    for (const machine of machines.splice(0)) await machine.powerOff()
    await session?.bootdrop.process.end()
    session = undefined
  })
  afterAll(() => lan.close())

  let debian: InstallerMedium
  let events: readonly Event[] = []
  const booted = new Map<MachineFirmware, Machine>()

  test('BIOS and UEFI boot a Debian installer ISO to its userland, and Ctrl+C ends the service without a trace', async () => {
    debian = debianInstaller()
    const bootdrop = await start(debian.iso, '--append', 'console=ttyS0')
    for (const firmware of FIRMWARES) {
      const machine = boot(firmware)
      booted.set(firmware, machine)
      await explained(bootdrop, () => machine.waitForSerial(/syslogd/, 120_000))
      await machine.powerOff()
    }
    const exitCode = await bootdrop.stop()
    events = bootdrop.events()
    expect(exitCode).toBe(0)
    expect(openPorts()).toEqual('')
    expect(events.at(-1)?.type).toBe('stopped')
    // Neither a broadcast that took the default route, nor anything else.
    expect(session?.wan.frames().filter((frame) => frame.subarray(6, 12).equals(cardAddress('wan0')))).toEqual([])
  })

  test('ready tells card, address, mode and ports', () => {
    expect(events.find(({ type }) => type === 'ready')).toMatchObject({
      nic: 'lan0',
      address: LAN.laptop,
      mode: 'proxy',
      dhcp: 67,
      pxe: 4011,
      tftp: 69,
      http: 8067,
    })
  })

  test.for(FIRMWARES)('%s climbs the ladder without a step back', (firmware) => {
    const phases = phasesOf(events, machineOf(firmware))
    expect(phases).toEqual([...phases].sort((a, b) => LADDER.indexOf(a) - LADDER.indexOf(b)))
    expect(phases).toEqual(expect.arrayContaining(['seen', 'offered', 'script', 'loading', 'handed-over']))
    // QEMU's BIOS ROM is an iPXE already: it needs no loader.
    expect(phases.includes('loader')).toBe(firmware === 'ovmf')
  })

  test.for(FIRMWARES)('%s: kernel and initrd are told as sent whole', (firmware) => {
    const files = filesOf(events, machineOf(firmware))
    for (const path of [debian.kernel, debian.initrd]) {
      const size = statSync(join(debian.tree, path)).size
      expect(files.get(path.split('/').pop() ?? '')).toMatchObject({
        protocol: 'http',
        sent: size,
        size,
        done: true,
        ok: true,
      })
    }
  })

  test('the loader goes over TFTP, and the size probe of the firmware is not told as a failure', () => {
    const transfers = of(events, 'transfer', machineOf('ovmf')).filter(({ protocol }) => protocol === 'tftp')
    const size = statSync('assets/boot/snponly.efi').size
    expect(transfers.filter(({ file }) => file === 'snponly.efi').at(-1)).toMatchObject({
      sent: size,
      size,
      done: true,
      ok: true,
    })
    expect(transfers.filter(({ file, ok }) => file === 'snponly.efi' && ok === false)).toEqual([])
  })

  test('no machine is told as stalled or failed, and nothing is warned of', () => {
    expect(events.filter(({ phase }) => phase === 'stalled' || phase === 'failed')).toEqual([])
    expect(events.filter(({ type, level }) => type === 'notice' && level !== 'info')).toEqual([])
  })

  test('BIOS, UEFI and UEFI HTTP Boot start a memtest86+ ISO', async () => {
    const bootdrop = await start(memtestIso(), ...MEMTEST_ON_SERIAL)
    for (const firmware of [...FIRMWARES, 'ovmf-http'] as const) {
      const machine = boot(firmware)
      await explained(bootdrop, () => machine.waitForSerial(MEMTEST_RUNS, 90_000))
      // It is known by the machine's silence after the last byte, so it comes a moment later.
      await bootdrop.event('handed-over', 20_000, ({ mac, phase }) => mac === machine.mac && phase === 'handed-over')
      await machine.powerOff()
    }
    expect(await bootdrop.stop()).toBe(0)
  })

  const noArm = process.env['BOOTDROP_REQUIRE'] === 'all' ? undefined : missingFor('aavmf')
  test.skipIf(noArm)(
    'a machine that cannot run the medium reads why on its own screen, and so does the user',
    async () => {
      const bootdrop = await start(memtestIso())
      const machine = boot('aavmf')
      // The arm64 loader starts all the same: without it the machine could not be told.
      await explained(bootdrop, () => machine.waitForSerial(/Bootdrop[\s\S]*64-bit ARM/, 90_000))
      const failed = await bootdrop.event('failed', 5000, ({ mac, phase }) => mac === machine.mac && phase === 'failed')
      expect(failed).toMatchObject({ arch: 'uefi-arm64', why: 'recipe-not-for-arch' })
      expect(await bootdrop.stop()).toBe(0)
    },
  )

  function machineOf(firmware: MachineFirmware): Machine {
    const machine = booted.get(firmware)
    if (machine === undefined) throw new Error(`${firmware} did not boot in the first test`)
    return machine
  }

  /** Whatever still listens on the laptop. */
  const openPorts = (): string => lan.run('laptop', 'ss', '-Hlntu')

  const cardAddress = (card: string): Buffer =>
    Buffer.from(lan.run('laptop', 'cat', `/sys/class/net/${card}/address`).trim().replaceAll(':', ''), 'hex')
})
