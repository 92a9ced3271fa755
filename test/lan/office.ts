/** What the lan tests of one theme share: one LAN, one Bootdrop and one machine at a time, and all that went over the wire. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { serve, type Bootdrop, type Event } from './bootdrop'
import { capture, type Capture } from './capture'
import { openLan, type Lan, type LanOptions } from './netns'
import type { Child } from './process'
import { powerOn, type Machine, type MachineOptions } from './qemu'
import { complaints, countSent } from './tshark'

export interface Office {
  /** Only in hooks and tests. */
  lan(): Lan
  /** `bootdrop serve` until the end of the test. */
  serve(medium: string, ...more: string[]): Promise<Bootdrop>
  /** A machine until the end of the test. */
  boot(options: MachineOptions): Machine
  /** Ends a process with the test. */
  untilTheEnd(child: Child): Child
  /** Waits for a text on the machine's serial port; the error has what Bootdrop said too. */
  reaches(machine: Machine, what: RegExp, timeoutMs: number): Promise<number>
}

/** Makes the hooks of a LAN for this `describe`, and, as its last test, that tshark finds no fault with what we sent. */
export function office(options: LanOptions, body: (office: Office) => void): void {
  let lan: Lan
  let wire: Capture
  let bootdrop: Bootdrop | undefined
  const machines: Machine[] = []
  const others: Child[] = []

  beforeAll(async () => {
    lan = await openLan(options)
    // The laptop's cable, from the switch's side: what it sends is there as it is on the wire.
    wire = await capture(lan, 'lan', 'port2', 'udp')
  })
  afterEach(async () => {
    for (const machine of machines.splice(0)) await machine.powerOff()
    await bootdrop?.process.end()
    bootdrop = undefined
    for (const child of others.splice(0)) await child.end()
  })
  afterAll(() => lan.close())

  body({
    lan: () => lan,
    serve: async (medium, ...more) => {
      bootdrop = await serve(lan, medium, ...more)
      return bootdrop
    },
    boot: (machineOptions) => {
      const machine = powerOn(lan, machineOptions)
      machines.push(machine)
      return machine
    },
    untilTheEnd: (child) => {
      others.push(child)
      return child
    },
    reaches: async (machine, what, timeoutMs) => {
      try {
        return await machine.waitForSerial(what, timeoutMs)
      } catch (error) {
        const said = bootdrop?.process.stderr().slice(-4000) ?? ''
        throw new Error(`${String(error)}\nbootdrop:\n${said}`, { cause: error })
      }
    },
  })

  test('tshark decodes every packet that we sent, without a warning', async () => {
    await wire.stop()
    const mac = lan.run('laptop', 'cat', '/sys/class/net/lan0/address').trim()
    expect(countSent(wire.path, mac, 'dhcp')).toBeGreaterThan(0)
    expect(complaints(wire.path, mac)).toEqual([])
  })
}

/** A notice with that code, among all events. */
export const isNotice =
  (code: string) =>
  (event: Event): boolean =>
    event.type === 'notice' && event['code'] === code

/** The events of one kind about one machine. */
export const eventsOf = (bootdrop: Bootdrop, type: string, machine: Machine): Event[] =>
  bootdrop.events().filter((event) => event.type === type && event['mac'] === machine.mac)

/** The rungs that a machine was told to be on, in order, none twice in a row. */
export function phasesOf(bootdrop: Bootdrop, machine: Machine): string[] {
  const phases = eventsOf(bootdrop, 'client', machine).map((event) => String(event['phase']))
  return phases.filter((phase, index) => phase !== phases[index - 1])
}

/** Base names of the files that reached the machine whole. */
export function filesOf(bootdrop: Bootdrop, machine: Machine): string[] {
  const whole = eventsOf(bootdrop, 'transfer', machine).filter(({ done, ok }) => done === true && ok === true)
  return whole.map(({ file }) => String(file).split('/').pop() ?? '')
}
