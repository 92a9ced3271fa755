/** Machines with real firmware: QEMU with SeaBIOS and QEMU's iPXE ROM, with OVMF's and AAVMF's own PXE clients. */
import { accessSync, constants, copyFileSync, existsSync, readFileSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import type { Lan } from './netns'
import { sleep, until, type Child } from './process'

/**
 * `seabios`: BIOS with QEMU's iPXE option ROM. `ovmf`: UEFI x64 with the firmware's own network driver. `aavmf`: UEFI arm64.
 * `…-secure`: with Microsoft's keys enrolled and Secure Boot on. `…-http`: straight to UEFI HTTP Boot.
 */
export type MachineFirmware =
  'seabios' | 'ovmf' | 'ovmf-http' | 'ovmf-secure' | 'ovmf-secure-http' | 'aavmf' | 'aavmf-http'

export interface MachineOptions {
  readonly firmware: MachineFirmware
  readonly mac?: string
  readonly memoryMiB?: number
  readonly uuid?: string
  /** QEMU's arguments for another cable than the LAN's tap, its id `lan` (wire.ts). */
  readonly cable?: readonly string[]
}

export interface Machine {
  readonly mac: string
  readonly uuid: string
  /** QEMU. It ends by itself when the firmware resets the machine. */
  readonly process: Child
  /** Everything on the serial port so far, control sequences removed. */
  serial(): string
  /** Waits for a text on the serial port; gives the milliseconds since power-on. @throws Error with the last lines */
  waitForSerial(what: RegExp, timeoutMs: number): Promise<number>
  /** Waits for a text on the screen of a PC in text mode: what programs write there themselves never comes to the serial port. */
  waitForScreen(what: RegExp, timeoutMs: number): Promise<void>
  /** Ends QEMU by its id. */
  powerOff(): Promise<void>
}

/** Code and variable store of the firmware, as Debian's packages ovmf and qemu-efi-aarch64 have them. */
const FLASH = {
  ovmf: ['/usr/share/OVMF/OVMF_CODE_4M.fd', '/usr/share/OVMF/OVMF_VARS_4M.fd'],
  secure: ['/usr/share/OVMF/OVMF_CODE_4M.ms.fd', '/usr/share/OVMF/OVMF_VARS_4M.ms.fd'],
  aavmf: ['/usr/share/AAVMF/AAVMF_CODE.fd', '/usr/share/AAVMF/AAVMF_VARS.fd'],
} as const

const isArm = (firmware: MachineFirmware): boolean => firmware.startsWith('aavmf')
const isSecure = (firmware: MachineFirmware): boolean => firmware.includes('-secure')
const isHttp = (firmware: MachineFirmware): boolean => firmware.endsWith('-http')

function flashOf(firmware: MachineFirmware): readonly [] | readonly [code: string, vars: string] {
  if (firmware === 'seabios') return []
  return FLASH[isArm(firmware) ? 'aavmf' : isSecure(firmware) ? 'secure' : 'ovmf']
}

/**
 * Hardware virtualisation that is worth using. A /dev/kvm node alone proves nothing: on some cloud machines it exists
 * without the processor's extension, SeaBIOS runs on it and a kernel never comes up.
 */
export function kvmWorks(): boolean {
  try {
    accessSync('/dev/kvm', constants.R_OK | constants.W_OK)
    return /^flags\s*:.*\b(vmx|svm)\b/m.test(readFileSync('/proc/cpuinfo', 'utf8'))
  } catch {
    return false
  }
}

/** What is missing for a machine of this kind, undefined when nothing is. */
export function missingFor(firmware: MachineFirmware): string | undefined {
  const needed = [`/usr/bin/qemu-system-${isArm(firmware) ? 'aarch64' : 'x86_64'}`, ...flashOf(firmware)]
  return needed.find((path) => !existsSync(path))
}

let made = 0

/** Switches a machine on, its network card on the LAN's tap. One at a time: there is one tap. */
export function powerOn(lan: Lan, options: MachineOptions): Machine {
  const number = ++made
  const mac = options.mac ?? `52:54:00:77:00:${number.toString(16).padStart(2, '0')}`
  const uuid = options.uuid ?? `b007d209-0000-4000-8000-${number.toString(16).padStart(12, '0')}`
  const serialPath = join(lan.folder, `serial-${number}-${options.firmware}.txt`)
  const arm = isArm(options.firmware)
  const chipset = isSecure(options.firmware) ? 'q35,graphics=off,smm=on' : 'q35,graphics=off'
  const poweredOnAt = performance.now()
  const qemu: Child = lan.start(
    'lan',
    arm ? 'qemu-system-aarch64' : 'qemu-system-x86_64',
    ...(arm ? ['-M', 'virt', '-cpu', 'cortex-a57'] : ['-M', chipset, '-accel', kvmWorks() ? 'kvm' : 'tcg']),
    ...['-m', String(options.memoryMiB ?? 1024), '-uuid', uuid, '-boot', 'n', '-no-reboot'],
    ...[
      '-display',
      'none',
      '-monitor',
      `unix:${monitorPath(lan, number)},server=on,wait=off`,
      '-serial',
      `file:${serialPath}`,
    ],
    ...(options.cable ?? ['-netdev', 'tap,id=lan,ifname=tap0,script=no,downscript=no']),
    // An empty romfile takes QEMU's iPXE out of the card, so that UEFI uses the PXE client and driver of its own.
    ...['-device', `virtio-net-pci,netdev=lan,mac=${mac}${options.firmware === 'seabios' ? '' : ',romfile='}`],
    ...['-device', 'virtio-rng-pci'],
    ...firmwareArguments(lan, options.firmware, number),
  )
  const serial = (): string => (existsSync(serialPath) ? plainText(readFileSync(serialPath, 'latin1')) : '')
  return {
    mac,
    uuid,
    process: qemu,
    serial,
    waitForSerial: async (what, timeoutMs) => {
      await until(
        `${what} on the serial port`,
        timeoutMs,
        () => {
          if (what.test(serial())) return true
          if (qemu.exit() !== undefined) throw new Error(`QEMU ended with ${qemu.exit()}: ${qemu.stderr()}`)
          return undefined
        },
        () => `serial port of ${options.firmware}:\n${serial().slice(-2000)}`,
      )
      return performance.now() - poweredOnAt
    },
    waitForScreen: async (what, timeoutMs) => {
      const end = performance.now() + timeoutMs
      for (let screen = ''; !what.test(screen); screen = await textScreen(lan, number)) {
        if (qemu.exit() !== undefined) throw new Error(`QEMU ended with ${qemu.exit()}: ${qemu.stderr()}`)
        if (performance.now() > end)
          throw new Error(`${what} on the screen did not come within ${timeoutMs} ms\nscreen:\n${screen}`)
        await sleep(1000)
      }
    },
    powerOff: async () => {
      await qemu.end()
      // 64 MB on arm64, and no artefact that anybody would look at.
      rmSync(varsPath(lan, number), { force: true })
    },
  }
}

function firmwareArguments(lan: Lan, firmware: MachineFirmware, number: number): string[] {
  const flash = flashOf(firmware)
  if (flash.length === 0) return []
  const [code, vars] = flash
  // The variable store is written to: each machine gets its own.
  copyFileSync(vars, varsPath(lan, number))
  return [
    ...['-drive', `if=pflash,format=raw,unit=0,readonly=on,file=${code}`],
    ...['-drive', `if=pflash,format=raw,unit=1,file=${varsPath(lan, number)}`],
    ...['-fw_cfg', 'name=opt/org.tianocore/IPv6PXESupport,string=no'],
    ...(isHttp(firmware) ? ['-fw_cfg', 'name=opt/org.tianocore/IPv4PXESupport,string=no'] : []),
    // Only System Management Mode may write to the keys.
    ...(isSecure(firmware) ? ['-global', 'driver=cfi.pflash01,property=secure,value=on'] : []),
  ]
}

/** VGA's text mode: 80 by 25 cells at 0xB8000, a character and its colour each. */
async function textScreen(lan: Lan, number: number): Promise<string> {
  const dump = join(lan.folder, `screen-${number}.bin`)
  const monitor = connect(monitorPath(lan, number))
  monitor.on('error', () => undefined)
  monitor.resume()
  monitor.write(`pmemsave 0xb8000 4000 "${dump}"\n`)
  await sleep(200)
  monitor.destroy()
  if (!existsSync(dump)) return ''
  const cells = readFileSync(dump)
  const rows = Array.from({ length: 25 }, (_row, row) =>
    Array.from({ length: 80 }, (_cell, column) => String.fromCharCode(cells[(row * 80 + column) * 2] || 32)).join(''),
  )
  return rows.map((row) => row.trimEnd()).join('\n')
}

const monitorPath = (lan: Lan, number: number): string => join(lan.folder, `monitor-${number}.sock`)
const varsPath = (lan: Lan, number: number): string => join(lan.folder, `vars-${number}.fd`)

/** Without the colours and cursor movements of a terminal. */
function plainText(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/\x1b(\[[0-9;?=]*[A-Za-z]|[c78])/g, '').replace(/\r/g, '')
}
