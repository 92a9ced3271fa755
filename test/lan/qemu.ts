/** Machines with real firmware: QEMU with SeaBIOS and QEMU's iPXE ROM, with OVMF's and AAVMF's own PXE clients. */
import { accessSync, constants, copyFileSync, existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Lan } from './netns'
import { until, type Child } from './process'

/**
 * `seabios`: BIOS with QEMU's iPXE option ROM. `ovmf`: UEFI x64 with the firmware's own network driver. `ovmf-http`: the
 * same, straight to UEFI HTTP Boot. `aavmf`: UEFI arm64.
 */
export type MachineFirmware = 'seabios' | 'ovmf' | 'ovmf-http' | 'aavmf'

export interface MachineOptions {
  readonly firmware: MachineFirmware
  readonly mac?: string
  readonly memoryMiB?: number
  readonly uuid?: string
}

export interface Machine {
  readonly mac: string
  readonly uuid: string
  readonly pid: number
  /** Everything on the serial port so far, control sequences removed. */
  serial(): string
  /** Waits for a text on the serial port; gives the milliseconds since power-on. @throws Error with the last lines */
  waitForSerial(what: RegExp, timeoutMs: number): Promise<number>
  /** Ends QEMU by its id. */
  powerOff(): Promise<void>
}

const OVMF_CODE = '/usr/share/OVMF/OVMF_CODE_4M.fd'
const OVMF_VARS = '/usr/share/OVMF/OVMF_VARS_4M.fd'
const AAVMF_CODE = '/usr/share/AAVMF/AAVMF_CODE.fd'
const AAVMF_VARS = '/usr/share/AAVMF/AAVMF_VARS.fd'

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
  const needed =
    firmware === 'aavmf'
      ? ['/usr/bin/qemu-system-aarch64', AAVMF_CODE]
      : ['/usr/bin/qemu-system-x86_64', ...(firmware === 'seabios' ? [] : [OVMF_CODE])]
  return needed.find((path) => !existsSync(path))
}

let made = 0

/** Switches a machine on, its network card on the LAN's tap. One at a time: there is one tap. */
export function powerOn(lan: Lan, options: MachineOptions): Machine {
  const number = ++made
  const mac = options.mac ?? `52:54:00:77:00:${number.toString(16).padStart(2, '0')}`
  const uuid = options.uuid ?? `b007d209-0000-4000-8000-${number.toString(16).padStart(12, '0')}`
  const serialPath = join(lan.folder, `serial-${number}-${options.firmware}.txt`)
  const arm = options.firmware === 'aavmf'
  const poweredOnAt = performance.now()
  const qemu: Child = lan.start(
    'lan',
    arm ? 'qemu-system-aarch64' : 'qemu-system-x86_64',
    ...(arm ? ['-M', 'virt', '-cpu', 'cortex-a57'] : ['-M', 'q35,graphics=off', '-accel', kvmWorks() ? 'kvm' : 'tcg']),
    ...['-m', String(options.memoryMiB ?? 1024), '-uuid', uuid, '-boot', 'n', '-no-reboot'],
    ...['-display', 'none', '-monitor', 'none', '-serial', `file:${serialPath}`],
    ...['-netdev', 'tap,id=lan,ifname=tap0,script=no,downscript=no'],
    // An empty romfile takes QEMU's iPXE out of the card, so that UEFI uses the PXE client and driver of its own.
    ...['-device', `virtio-net-pci,netdev=lan,mac=${mac}${options.firmware === 'seabios' ? '' : ',romfile='}`],
    ...['-device', 'virtio-rng-pci'],
    ...firmwareArguments(lan, options.firmware, number),
  )
  const serial = (): string => (existsSync(serialPath) ? plainText(readFileSync(serialPath, 'latin1')) : '')
  return {
    mac,
    uuid,
    pid: qemu.pid,
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
    powerOff: async () => {
      await qemu.end()
      // 64 MB on arm64, and no artefact that anybody would look at.
      rmSync(varsPath(lan, number), { force: true })
    },
  }
}

function firmwareArguments(lan: Lan, firmware: MachineFirmware, number: number): string[] {
  if (firmware === 'seabios') return []
  // The variable store is written to: each machine gets its own.
  const vars = varsPath(lan, number)
  copyFileSync(firmware === 'aavmf' ? AAVMF_VARS : OVMF_VARS, vars)
  const code = firmware === 'aavmf' ? AAVMF_CODE : OVMF_CODE
  return [
    ...['-drive', `if=pflash,format=raw,unit=0,readonly=on,file=${code}`],
    ...['-drive', `if=pflash,format=raw,unit=1,file=${vars}`],
    ...['-fw_cfg', 'name=opt/org.tianocore/IPv6PXESupport,string=no'],
    ...(firmware === 'ovmf-http' ? ['-fw_cfg', 'name=opt/org.tianocore/IPv4PXESupport,string=no'] : []),
  ]
}

const varsPath = (lan: Lan, number: number): string => join(lan.folder, `vars-${number}.fd`)

/** Without the colours and cursor movements of a terminal. */
function plainText(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/\x1b(\[[0-9;?=]*[A-Za-z]|[c78])/g, '').replace(/\r/g, '')
}
