/**
 * The lines that load and start a system, for each way of booting: between `imgfree` and the words for what went wrong. They go to
 * the labels `no_kernel`, `no_initrd` and `no_start` of script.ts.
 */
import type { BootPlan, PlacedFile } from '../recipes/types'
import { fillIn } from '../recipes/variables'
import type { Mac } from '../types'
import { PCI_QUERY } from '../windows/pci'
import { scriptValues, urlOf } from './file-urls'
import type { MediumUrls } from './file-urls'

export interface Loading {
  readonly plan: BootPlan
  readonly urls: MediumUrls
  /** The user's own kernel arguments, checked by `checkAppend`. */
  readonly append: string
  readonly mac: Mac | undefined
  /** Name of the machine's answer file. */
  readonly answer: string | undefined
  /** The medium's own shim, a path on it: under Secure Boot it vouches for the medium's kernel. */
  readonly shim: string | undefined
}

/** Lines that end with the start. */
export function loadLines(loading: Loading): string[] {
  return WAYS[loading.plan.way](loading)
}

/** For the URLs and words of all files together (src/arch/x86/image/multiboot.c, MB_MAX_CMDLINE); more are cut off without a word. */
const MULTIBOOT_BYTES = 512

const START = 'boot || goto no_start'

const WAYS: Readonly<Record<BootPlan['way'], (loading: Loading) => string[]>> = {
  linux(loading) {
    const { plan, urls, mac, shim } = loading
    return [
      kernelLine(loading, [...initrdWords(plan), wordsOf(loading, plan.args), loading.append]),
      ...placedFiles(plan).map(({ file, as, mode }, at) => {
        const place = as === undefined ? '' : ` ${as} mode=${mode ?? '644'}`
        return `initrd --name=${initrdName(at)} ${urlOf(file, urls, mac)}${place} || goto no_initrd`
      }),
      // No file of this boot: iPXE fetches it where Secure Boot is on, and one without the command goes on.
      ...(shim === undefined || plan.firmware !== 'uefi' ? [] : [`shim ${urlOf(shim, urls, mac)} || echo No shim`]),
      START,
    ]
  },

  // Xen: the user's words are for the kernel of its first module, which is the system's. iPXE puts each file's URL in front of its
  // words, and Xen drops the first word where the loader is no GRUB 2 (xen/arch/x86/setup.c, cmdline_cook).
  multiboot(loading) {
    const { plan, urls, mac, append } = loading
    const kernel = kernelWords(loading, [wordsOf(loading, plan.kernelWords ?? '')])
    const modules = placedFiles(plan).map(({ file, words = '' }, at) => {
      const own = at === 0 ? [wordsOf(loading, plan.args), append] : []
      return joined([urlOf(file, urls, mac), wordsOf(loading, words), ...own])
    })
    const needed = [kernel, ...modules].reduce((sum, text) => sum + text.length + 1, 0)
    if (needed > MULTIBOOT_BYTES) {
      const why = `The kernel arguments are too long for iPXE by ${needed - MULTIBOOT_BYTES} characters; shorten what was added to them.`
      return [`set why ${why}`, 'set otherwise leave', 'goto failed']
    }
    return [`kernel ${kernel} || goto no_kernel`, ...modules.map((text) => `module ${text} || goto no_initrd`), START]
  },

  // What the user adds is for memdisk itself: `c=… h=… s=…` for a disk of odd geometry.
  memdisk(loading) {
    const { plan, urls, mac, append } = loading
    return [
      kernelLine(loading, [wordsOf(loading, plan.args), append]),
      ...placedFiles(plan).map(({ file }) => `initrd ${urlOf(file, urls, mac)} || goto no_initrd`),
      START,
    ]
  },

  // A BIOS knows its first disk as 0x80: the system on it looks for itself there.
  sanboot({ plan, urls, mac }) {
    return [joined(['sanboot --no-describe', plan.args, urlOf(plan.kernel, urls, mac), '|| goto no_start'])]
  },

  // What is made may depend on the machine's PCI devices.
  // The name twice: UEFI wimboot reads iPXE's file system by the image's name, BIOS wimboot the name behind it (RECIPES 4.1).
  wimboot(loading) {
    const { plan, urls, mac } = loading
    return [
      kernelLine(loading, [wordsOf(loading, plan.args)]),
      ...placedFiles(plan).map(({ file, as }) => {
        const name = as ?? 'boot.wim'
        const query = typeof file !== 'string' && 'made' in file ? `?${PCI_QUERY}` : ''
        return `initrd --name ${name} ${urlOf(file, urls, mac)}${query} ${name} || goto no_initrd`
      }),
      START,
    ]
  },

  // RFC 5071, option 210: the path prefix, which pxelinux puts before every name. It takes it out of the DHCPACK that iPXE makes up for
  // it out of its own settings (src/net/fakedhcp.c), and gives a URL that it cannot fetch itself back to iPXE (PXENV_FILE_OPEN, since
  // 3.70): so all it loads comes by HTTP. Its server for names without a prefix is that of the proxy's packet where there is one.
  pxelinux({ plan, urls, mac }) {
    const url = urlOf(plan.kernel, urls, mac)
    const host = new URL(urls.server).hostname
    return [
      `set netX/next-server ${host} ||`,
      `set proxydhcp/next-server ${host} ||`,
      `set netX/210:string ${url.slice(0, url.lastIndexOf('/') + 1)}`,
      `chain ${url} || goto no_kernel`,
      'goto no_start',
    ]
  },

  // `##params` makes a POST of it (src/core/params.c). `arch` is the processor's, which a 32-bit iPXE on BIOS does not have as a setting.
  script(loading) {
    const { plan, urls, mac } = loading
    const params = Object.entries(plan.params ?? {})
    const url = urlOf(plan.kernel, urls, mac)
    const chain = (to: string): string =>
      `chain --autofree ${joined([to, wordsOf(loading, plan.args)])} || goto no_kernel`
    if (params.length === 0) return [chain(url)]
    return [
      'set arch ${buildarch}',
      'cpuid --ext 29 && set arch x86_64 ||',
      // Debian's builds, and QEMU's ROM of 2019, do not have the command (seen): then the same in the URL.
      'params || goto no_params',
      ...params.map(([name, value]) => paramLine(name, value)),
      chain(`${url}##params`),
      'goto leave',
      ':no_params',
      chain(`${url}${url.includes('?') ? '&' : '?'}${params.map(queryPart).join('&')}`),
    ]
  },

  // GRUB takes its server out of the DHCPACK of iPXE's PXE protocol (grub-core/net/drivers/efi/efinet.c): it reads
  // (tftp,<next-server>)<prefix>/grub.cfg, with the prefix that it was built with, and the virtual root gives it the machine's own.
  grub({ plan, urls, mac }) {
    return [
      `set netX/next-server ${new URL(urls.server).hostname}`,
      ...(typeof plan.kernel === 'string' ? [`set netX/filename ${plan.kernel.replace(/^\//, '')}`] : []),
      `chain ${urlOf(plan.kernel, urls, mac)} || goto no_kernel`,
      'goto no_start',
    ]
  },
}

/** What has spaces is escaped; a setting that the machine does not have comes empty. */
function queryPart([name, value]: readonly [string, string]): string {
  const text = value.replace(/\{([^{}]+)\}/g, (_all, setting: string) =>
    /^(product|manufacturer|filename)$/.test(setting) ? `\${${setting}:uristring}` : `\${${setting}}`,
  )
  return `${name}=${text}`
}

/** A parameter with a setting that the machine does not have (a second card) is not sent. */
function paramLine(name: string, value: string): string {
  const settings = [...value.matchAll(/\{([^{}]+)\}/g)].map(([, setting = '']) => `isset \${${setting}} && `)
  return `${settings.join('')}param ${name} ${value.replaceAll('{', '${')} ||`
}

function kernelLine(loading: Loading, words: readonly string[]): string {
  return `kernel ${kernelWords(loading, words)} || goto no_kernel`
}

function kernelWords({ plan, urls, mac }: Loading, words: readonly string[]): string {
  return joined([urlOf(plan.kernel, urls, mac), ...words])
}

/**
 * Each initrd has a name and the kernel is told all of them. BIOS ignores this: iPXE joins the initrds itself. On UEFI a
 * kernel since 5.8 asks iPXE (since 2023) for one joined initrd and ignores it too; every older pair opens the named files, in
 * order. `initrd=initrd.magic` would do the same only from iPXE 2021-05 on, and a UEFI ROM can be older than that; but by its own
 * name a file that is to be wrapped into an archive comes unwrapped, so with such files there is no other way.
 */
function initrdWords(plan: BootPlan): string[] {
  const files = placedFiles(plan)
  if (files.some(({ as }) => as !== undefined)) return ['initrd=initrd.magic']
  return files.map((_file, at) => `initrd=${initrdName(at)}`)
}

function initrdName(at: number): string {
  return `initrd${at}.img`
}

export function placedFiles({ initrds }: BootPlan): PlacedFile[] {
  return initrds.map((file) => (typeof file === 'string' ? { file } : file))
}

function wordsOf({ urls, mac, answer }: Loading, template: string): string {
  return fillIn(template, scriptValues(urls, mac, 'BOOTIF=01-${netX/mac:hexhyp}', answer))
}

function joined(words: readonly string[]): string {
  return words.filter(Boolean).join(' ')
}
