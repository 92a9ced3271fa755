/**
 * What is answered to each recording of test/fixtures/firmware, packet by packet, in either mode. Fields that have to be the
 * request's own (xid, chaddr, option 97, option 61) are not written down: `echo` in replay.test.ts.
 */
import type { LoaderChoice } from '../../../../main/engine/types'
import { grub, shim } from '../boot/signed/binaries'
import { SERVER } from '../dhcp/messages'
import { URL_BASE } from './bench'

export interface ExpectedReply {
  readonly kind: 'reply'
  readonly from: number
  readonly to: string
  readonly flags: number
  readonly ciaddr: string
  /** `pool`: one that we lease. */
  readonly yiaddr: string
  readonly siaddr: string
  readonly sname: string
  readonly file: string
  /** Text, or hex where it is none. Without 61 and 97. */
  readonly options: Readonly<Record<number, string>>
}

export type ExpectedStep =
  | ExpectedReply
  | { readonly kind: 'silence' }
  /** Bytes that come, or how many; and the OACK but for `tsize`. A probe is broken off there. */
  | { readonly kind: 'file'; readonly content: Content; readonly oack: Readonly<Record<string, string>> }
  | { readonly kind: 'probe'; readonly sizeBytes: number; readonly oack: Readonly<Record<string, string>> }
  /** `isExpected`: no failure that anybody should see. */
  | { readonly kind: 'not found'; readonly isExpected: boolean }

export interface ExpectedRecording {
  readonly loader?: LoaderChoice
  readonly proxy: readonly ExpectedStep[]
  readonly dhcp: readonly ExpectedStep[]
}

const EVERYONE = '255.255.255.255:68'
const NO_ADDRESS = '0.0.0.0'
const BROADCAST = 0x8000
const SERVER_ID = 'c0a84d14'
/** Discovery control with bit 3: load the file of this very answer. */
const USE_BOOT_FILE = '060108ff'
const SCRIPT = `${URL_BASE}/boot.ipxe`

const SILENCE: ExpectedStep = { kind: 'silence' }

type Vendor = 'PXEClient' | 'HTTPClient'

function boot(
  vendor: Vendor,
  file: string,
  strategy: 'A' | 'B' | 'C',
): Pick<ExpectedReply, 'siaddr' | 'sname' | 'file' | 'options'> {
  const pxe = vendor === 'PXEClient' && strategy !== 'B' ? { 43: USE_BOOT_FILE } : {}
  return {
    siaddr: SERVER,
    sname: SERVER,
    file,
    options: { 54: SERVER_ID, 60: vendor, ...pxe, 66: SERVER, 67: `${file}\0` },
  }
}

/** The proxy's OFFER: no address, to everyone. */
function offer(vendor: Vendor, file: string, strategy: 'A' | 'B'): ExpectedReply {
  const { options, ...header } = boot(vendor, file, strategy)
  const place = { from: 67, to: EVERYONE, flags: BROADCAST, ciaddr: NO_ADDRESS, yiaddr: NO_ADDRESS }
  return { kind: 'reply', ...place, ...header, options: { ...options, 53: '02' } }
}

/** The ACK on 4011; `item`: option 43 as the machine named it. */
function bootServerAck(to: string, file: string, flags: number, item?: string): ExpectedReply {
  const { options, ...header } = boot('PXEClient', file, 'B')
  const ciaddr = to.slice(0, to.indexOf(':'))
  const vendor = item === undefined ? {} : { 43: item }
  const place = { from: 4011, to, flags, ciaddr, yiaddr: NO_ADDRESS }
  return { kind: 'reply', ...place, ...header, options: { ...options, ...vendor, 53: '05' } }
}

/** One full answer: 600 s, T1 and T2, /24. No router: this wire leads nowhere. */
function lease(type: '02' | '05', yiaddr: string, vendor: Vendor, file: string, flags = BROADCAST): ExpectedReply {
  const { options, ...header } = boot(vendor, file, 'C')
  const times = { 51: '00000258', 58: '0000012c', 59: '0000020d', 1: 'ffffff00' }
  const place = { from: 67, to: EVERYONE, flags, ciaddr: NO_ADDRESS, yiaddr }
  return { kind: 'reply', ...place, ...header, options: { ...options, ...times, 53: type } }
}

/** The size is looked at in any case: it has to be that of what comes. */
const probe = (sizeBytes: number): ExpectedStep => ({
  ...{ kind: 'probe', sizeBytes, oack: { blksize: '1468', windowsize: '4' } },
})
type Content = string | number | RegExp
const file = (content: Content, blksize: string, windowsize?: string): ExpectedStep => ({
  ...{ kind: 'file', content },
  oack: { blksize, ...(windowsize === undefined ? {} : { windowsize }) },
})
const missing = (isExpected: boolean): ExpectedStep => ({ kind: 'not found', isExpected })
const BY_HABIT = missing(true)

/** On the medium of replay.test.ts; the bytes of the loaders are their names. */
const KERNEL_BYTES = 900_000
export const SHIM = shim()
export const GRUB = grub({ prefix: '/debian-installer/amd64/grub' })

/** iPXE of 2025: first its autoexec.ipxe, in UEFI, then DHCP. The router's lease is not ours to confirm. */
const ipxeUefi = (): ExpectedRecording => {
  const script = file(/^#!ipxe\n# Bootdrop: the first script/, '1432')
  return {
    proxy: [script, offer('PXEClient', SCRIPT, 'A'), SILENCE],
    dhcp: [script, lease('02', 'pool', 'PXEClient', SCRIPT), SILENCE],
  }
}

function uefiPxe(at: string, loader: string): ExpectedRecording {
  const ack = bootServerAck(`${at}:4011`, loader, 0)
  const files = [probe(loader.length), file(loader, '1468', '4')]
  return {
    proxy: [offer('PXEClient', loader, 'B'), SILENCE, ack, ...files],
    dhcp: [lease('02', 'pool', 'PXEClient', loader), SILENCE, ack, ...files],
  }
}

/** GRUB's lists of modules, its configuration, the kernel, and a file that the recorded configuration names. */
const grubFiles = (config: ExpectedStep): ExpectedStep[] => [
  ...[BY_HABIT, BY_HABIT, BY_HABIT, BY_HABIT],
  config,
  file(KERNEL_BYTES, '1024'),
  missing(false),
]

/** The shim, what it looks for beside itself, and GRUB. */
const SHIM_FILES: readonly ExpectedStep[] = [
  probe(SHIM.length),
  file(SHIM.length, '1468', '4'),
  ...[BY_HABIT, BY_HABIT, BY_HABIT],
  file(GRUB.length, '512', '4'),
]

const PXELINUX_FILES: readonly ExpectedStep[] = [
  file('ldlinux', '1408'),
  ...Array.from({ length: 9 }, () => BY_HABIT),
  file('label linux\n', '1408'),
  file(KERNEL_BYTES, '1408'),
]

const httpUrl = (loader: string): string => `${URL_BASE}/boot/${loader}`

export const EXPECTED: Readonly<Record<string, ExpectedRecording>> = {
  'ovmf-pxe': uefiPxe('192.168.77.101', 'snponly.efi'),
  'aavmf-pxe': uefiPxe('192.168.77.106', 'ipxe-arm64.efi'),
  'ipxe-snponly': ipxeUefi(),
  'ipxe-efi': ipxeUefi(),
  'ipxe-arm64': ipxeUefi(),
  // It came to 4011 because dnsmasq's offer had neither siaddr nor file; ours would have been enough.
  'ipxe-undionly': {
    proxy: [
      offer('PXEClient', SCRIPT, 'A'),
      SILENCE,
      bootServerAck('192.168.77.100:68', SCRIPT, BROADCAST, '470480000000ff'),
    ],
    dhcp: [
      lease('02', 'pool', 'PXEClient', SCRIPT),
      SILENCE,
      bootServerAck('192.168.77.100:68', SCRIPT, BROADCAST, '470480000000ff'),
    ],
  },
  'seabios-ipxe-rom': {
    proxy: [offer('PXEClient', SCRIPT, 'A'), SILENCE],
    dhcp: [lease('02', 'pool', 'PXEClient', SCRIPT, 0), SILENCE],
  },
  'seabios-dhcp': {
    proxy: [offer('PXEClient', SCRIPT, 'A'), offer('PXEClient', SCRIPT, 'A'), SILENCE],
    dhcp: [
      lease('02', 'pool', 'PXEClient', SCRIPT, 0),
      lease('02', 'pool', 'PXEClient', SCRIPT, 0),
      lease('05', '192.168.77.100', 'PXEClient', SCRIPT, 0),
    ],
  },
  'ovmf-dhcp': {
    proxy: [offer('PXEClient', 'snponly.efi', 'B'), SILENCE, probe(11), file('snponly.efi', '1468', '4')],
    dhcp: [
      lease('02', 'pool', 'PXEClient', 'snponly.efi'),
      lease('05', '192.168.77.101', 'PXEClient', 'snponly.efi'),
      ...[probe(11), file('snponly.efi', '1468', '4')],
    ],
  },
  'ovmf-http': {
    proxy: [offer('HTTPClient', httpUrl('snponly.efi'), 'A'), SILENCE],
    dhcp: [lease('02', 'pool', 'HTTPClient', httpUrl('snponly.efi')), SILENCE],
  },
  'aavmf-http': {
    proxy: [offer('HTTPClient', httpUrl('ipxe-arm64.efi'), 'A'), SILENCE],
    dhcp: [
      lease('02', 'pool', 'HTTPClient', httpUrl('ipxe-arm64.efi')),
      lease('05', '192.168.77.100', 'HTTPClient', httpUrl('ipxe-arm64.efi')),
    ],
  },
  pxelinux: { proxy: PXELINUX_FILES, dhcp: PXELINUX_FILES },
  // Without its DHCP nobody knows what this machine was sent, so there is no grub.cfg for it.
  grub: { proxy: grubFiles(missing(false)), dhcp: grubFiles(missing(false)) },
  'shim-grub': {
    loader: 'signed',
    // GRUB would ask the other server for its files: such a machine is not sent this way (FIELD.md 3.8).
    proxy: [SILENCE, SILENCE, ...SHIM_FILES, ...grubFiles(missing(false))],
    dhcp: [
      lease('02', 'pool', 'PXEClient', 'bootnetx64.efi'),
      lease('05', '192.168.77.104', 'PXEClient', 'bootnetx64.efi'),
      ...SHIM_FILES,
      ...grubFiles(file(/^# Bootdrop: menu for 52:54:00:77:00:05\n/, '1024')),
    ],
  },
}
