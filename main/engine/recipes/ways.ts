/** Which machines each way of booting is for, where there is no Linux kernel that tells by itself. */
import type { Cpu, Firmware } from '../types'
import type { RecipePart } from './schema'
import type { BootWay, PlanFile, PlanTarget } from './types'

interface Way {
  readonly firmware: readonly Firmware[]
  readonly cpus: readonly Cpu[]
  /** The program of ours that the loader starts in place of a kernel. */
  readonly loader?: string
}

const PCS: readonly Cpu[] = ['x64', 'x86']
const ALL: readonly Cpu[] = ['x64', 'x86', 'arm64', 'arm32']

/** `linux` and `grub` are not here: there the program's own bytes tell. */
const WAYS: Readonly<Partial<Record<BootWay, Way>>> = {
  // Every Xen since 4.3 is 64-bit.
  multiboot: { firmware: ['bios'], cpus: ['x64'] },
  // It hooks INT 13h, which UEFI does not have.
  memdisk: { firmware: ['bios'], cpus: PCS, loader: 'memdisk' },
  sanboot: { firmware: ['bios', 'uefi'], cpus: ALL },
  wimboot: { firmware: ['bios', 'uefi'], cpus: ['x64', 'x86', 'arm64'], loader: 'wimboot' },
  pxelinux: { firmware: ['bios'], cpus: PCS },
  script: { firmware: ['bios', 'uefi'], cpus: ALL },
}

/** Whether the loader asks the program's own bytes which machine it is for. */
export function tellsByItself(way: BootWay): boolean {
  return WAYS[way] === undefined
}

/** Whether a part is for a machine, as far as the recipe and its way of booting tell. */
export function partFits(part: RecipePart, target: PlanTarget): boolean {
  if (part.firmware !== 'any' && part.firmware !== target.firmware) return false
  if (part.cpu !== undefined && !part.cpu.includes(target.cpu)) return false
  const way = WAYS[part.way]
  return way === undefined || (way.firmware.includes(target.firmware) && way.cpus.includes(target.cpu))
}

/** The build of a program of ours that runs there: wimboot's for PCs is for BIOS too. */
export function builtFor(kernel: PlanFile, firmware: Firmware, cpu: Cpu): PlanFile {
  if (typeof kernel === 'string' || !('loader' in kernel) || kernel.loader !== 'wimboot') return kernel
  const build = firmware === 'uefi' ? { x86: '.i386', arm64: '.arm64', x64: '', arm32: '' }[cpu] : ''
  return { loader: `wimboot${build}` }
}

/** What is started where the part names no kernel: a program of ours, the image itself, or what a link leads to. */
export function kernelOfWay(way: BootWay, url: string): PlanFile | undefined {
  const loader = WAYS[way]?.loader
  if (loader !== undefined) return { loader }
  if (way === 'sanboot') return { image: true }
  return way === 'script' && url !== '' ? { url } : undefined
}
