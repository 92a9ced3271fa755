import { DEFAULTS } from '../../main/engine/initial'
import type { Client, EngineState, LogLine, Phase, Rung, WhyCode } from '../../main/engine/types'
import { client, NOW, OFFER, report, serving, transfer } from '../renderer/fixtures'

/**
 * Machines as a real bench would show them, for the pictures of every state. Their moments are counted from NOW, the moment
 * of the picture; the stage moves them to the real one.
 */
const RUNGS: readonly Rung[] = ['seen', 'offered', 'addressed', 'loader', 'ipxe', 'script', 'loading', 'handed-over']
const NAMES = ['bench-01', 'optiplex-7090', undefined, 'elitebook-840', undefined, 'nuc-13', 'thinkpad-t14', undefined]
const mac = (n: number): string => `3c:2c:30:${hex(n >> 16)}:${hex(n >> 8)}:${hex(n * 37 + 11)}`
const hex = (n: number): string => (n & 255).toString(16).padStart(2, '0')

const UEFI_CLASS = 'PXEClient:Arch:00007:UNDI:003016'
const BIOS_CLASS = 'PXEClient:Arch:00000:UNDI:002001'
// The fourth is the one that Secure Boot stops in the pictures: it must be a UEFI machine.
const isBios = (n: number): boolean => n % 5 === 0

/** The medium of the pictures: a live system, which fetches its file system once it runs. */
export const MEDIUM = '/media/debian-live-12.7.0-amd64-standard.iso'
export const LIVE = report({
  path: MEDIUM,
  label: 'd-live 12.7.0 st amd64',
  family: 'debian-live',
  name: 'Debian GNU/Linux Live',
  version: '12.7.0',
  size: 1_517_289_472,
  recipes: [
    {
      id: 'debian-live',
      title: 'Live system',
      firmware: ['bios', 'uefi'],
      secureBoot: 'no',
      minRamMiB: 1548,
      why: 'It holds a live file system of the Debian family and its kernel.',
      entries: [
        { id: 'live-system-amd64', title: 'Live system (amd64)', minRamMiB: 512, machines: ['bios-x64', 'uefi-x64'] },
        {
          id: 'live-system-amd64-fail-safe-mode',
          title: 'Live system (amd64 fail-safe mode)',
          minRamMiB: 512,
          machines: ['bios-x64', 'uefi-x64'],
        },
      ],
      ...OFFER,
    },
    {
      id: 'generic-linux',
      title: 'Linux from the boot menu of the medium',
      firmware: ['bios', 'uefi'],
      secureBoot: 'unknown',
      minRamMiB: 512,
      why: 'Its boot menu names a kernel and an initrd.',
      entries: [],
      ...OFFER,
    },
  ],
})
const SERVED = {
  append: DEFAULTS.append,
  loader: DEFAULTS.loader,
  rules: DEFAULTS.rules,
  menu: DEFAULTS.menu,
  menuTimeoutS: DEFAULTS.menuTimeoutS,
  installGuard: DEFAULTS.installGuard,
  signed: ['ipxe'] as const,
  title: 'Debian GNU/Linux Live 12.7.0',
  media: [{ path: MEDIUM, recipe: 'debian-live', entry: 'live-system-amd64' }],
}
const FOLDER = '/iso/9f3ac1d20b7e/live'

const files = (phase: Phase['phase'], n: number): Client['transfers'] => {
  const loader = transfer({
    id: `${String(n)}-l`,
    protocol: 'tftp',
    file: isBios(n) ? 'undionly.kpxe' : 'snponly.efi',
    role: 'loader',
    sizeBytes: 271_360,
    sentBytes: 271_360,
    done: true,
  })
  const kernel = transfer({
    id: `${String(n)}-k`,
    file: `${FOLDER}/vmlinuz`,
    sizeBytes: 8_200_000,
    sentBytes: 8_200_000,
    done: true,
  })
  const share = ((n * 29) % 90) / 100 + 0.05
  const initrd = transfer({
    id: `${String(n)}-i`,
    file: `${FOLDER}/initrd.img`,
    sentBytes: Math.round(62_000_000 * share),
    bytesPerSecond: 38_000_000,
  })
  const squashfs = transfer({
    id: `${String(n)}-s`,
    file: `${FOLDER}/filesystem.squashfs`,
    role: 'runtime',
    sizeBytes: 1_020_000_000,
    sentBytes: 1_020_000_000,
    done: true,
  })
  const whole = [loader, kernel, { ...initrd, done: true, sentBytes: 62_000_000 }]
  switch (phase) {
    case 'seen':
    case 'offered':
    case 'addressed':
      return []
    case 'loader':
      return [{ ...loader, sentBytes: 140_000, done: false, bytesPerSecond: 900_000 }]
    case 'ipxe':
    case 'script':
      return [loader]
    case 'loading':
      return [loader, kernel, initrd]
    case 'handed-over':
      return whole
    default:
      return [...whole, squashfs]
  }
}

/** The protocol's own words for where a machine stands, as the engine gives them. */
function detailOf(at: Phase['phase'], n: number): string {
  const loader = isBios(n) ? 'undionly.kpxe' : 'snponly.efi'
  switch (at) {
    case 'seen':
      return `DISCOVER ${isBios(n) ? BIOS_CLASS : UEFI_CLASS}`
    case 'offered':
      return `OFFER ${loader}, strategy B`
    case 'addressed':
      return `ACK ${loader} on the boot server port`
    case 'loader':
      return `RRQ ${loader} octet tsize blksize 1468 windowsize 4`
    case 'ipxe':
      return 'DISCOVER iPXE'
    case 'script':
      return 'GET /boot.ipxe'
    case 'loading':
    case 'handed-over':
      return `GET ${FOLDER}/initrd.img`
    default:
      return `GET ${FOLDER}/filesystem.squashfs`
  }
}

/** What a machine in trouble leaves behind: the last file stands still, or broke off. */
function stopped(files: Client['transfers'], { phase, ...rest }: Phase): Client['transfers'] {
  if (phase !== 'stalled' && phase !== 'failed') return files
  if ('why' in rest && (rest.why === 'loader-sent-then-silence' || rest.why === 'secure-boot')) {
    return files.map((file) => ({ ...file, sentBytes: file.sizeBytes ?? 0, done: true, bytesPerSecond: 0 }))
  }
  return files.map((file) =>
    file.done ? file : { ...file, bytesPerSecond: 0, done: phase === 'failed', ok: phase !== 'failed' },
  )
}

/** The n-th machine of a bench; its rung, name and progress follow from n. */
export function machine(n: number, phase: Phase = { phase: RUNGS[n % RUNGS.length] ?? 'seen' }): Client {
  const at = 'at' in phase ? phase.at : phase.phase
  const hostname = NAMES[n % NAMES.length]
  return client({
    id: mac(n),
    mac: mac(n),
    ip: at === 'seen' || at === 'offered' ? undefined : `192.168.1.${String(100 + (n % 150))}`,
    hostname: n < NAMES.length || hostname === undefined ? hostname : `${hostname}-${String(n)}`,
    arch: isBios(n) ? 'bios' : 'uefi-x64',
    phase,
    firstSeen: firstSeenOf(n),
    lastSeen: phase.phase === 'stalled' || phase.phase === 'failed' ? firstSeenOf(n) + 4200 : NOW - 300 * (n % 7),
    reached: reachedOf(at, firstSeenOf(n)),
    vendorClass: isBios(n) ? BIOS_CLASS : UEFI_CLASS,
    transfers: stopped(files(at, n), phase),
    detail: detailOf(at, n),
  })
}

/** ms from one rung to the next, as a real machine takes them. */
const TAKES: Readonly<Record<Rung, number>> = {
  seen: 0,
  offered: 3,
  addressed: 4100,
  loader: 320,
  ipxe: 2600,
  script: 1400,
  loading: 40,
  'handed-over': 5200,
  running: 14_000,
  finished: 240_000,
}

function reachedOf(at: Rung, first: number): Client['reached'] {
  const order = Object.keys(TAKES) as Rung[]
  let moment = first
  return Object.fromEntries(order.slice(0, order.indexOf(at) + 1).map((rung) => [rung, (moment += TAKES[rung])]))
}

/** Serving began a minute and a half ago; then the machines came, one after the other. */
const STARTED = NOW - 95_000
const firstSeenOf = (n: number): number => STARTED + 10_000 + (n % 20) * 1200

export const stalled = (n: number, at: Rung, why: WhyCode): Client => machine(n, { phase: 'stalled', at, why })
export const failed = (n: number, at: Rung, why: WhyCode): Client => machine(n, { phase: 'failed', at, why })

/** `count` machines: most on their way or running, some in trouble. */
export function bench(count: number): Client[] {
  return Array.from({ length: count }, (_none, n) => {
    if (n % 17 === 7) return stalled(n, 'loader', 'loader-sent-then-silence')
    if (n % 23 === 9) return failed(n, 'loading', 'transfer-failed')
    return n % 4 === 1 ? machine(n, { phase: 'running' }) : machine(n)
  })
}

/** Serving the medium of the pictures; the speed is that of the files on their way. */
export function servingLive(patch: Partial<EngineState>): EngineState {
  const running = (patch.clients ?? []).flatMap(({ transfers }) => transfers.filter(({ done }) => !done))
  const bytesPerSecond = running.reduce((sum, file) => sum + file.bytesPerSecond, 0)
  return serving({ served: SERVED, startedAt: STARTED, bytesPerSecond, ...patch })
}

/** What the engine would have written until now, oldest first. */
export function logLines(clients: readonly Client[]): LogLine[] {
  const text = 'Serving Debian GNU/Linux Live 12.7.0 on Ethernet (eno1), 192.168.1.20.'
  const lines: LogLine[] = [{ at: STARTED, level: 'info', clientId: undefined, text }]
  for (const { id, ip, arch, firstSeen, vendorClass, transfers, phase } of clients) {
    // Whoever loads now has asked a moment ago.
    const asked = phase.phase === 'loading' ? NOW - 8000 : firstSeen
    const loader = transfers.find(({ role }) => role === 'loader')
    const who = ip ?? ''
    const says = [
      `${arch} asks for a boot server (DISCOVER ${vendorClass ?? ''})`,
      `answered: ${arch === 'bios' ? 'undionly.kpxe' : 'snponly.efi'} (strategy B)`,
      ...(ip === undefined ? [] : [`takes the address ${ip} from 192.168.1.1`]),
      ...(loader?.done ? [`${who} has the whole of ${loader.file}, ${String(loader.sentBytes)} bytes`] : []),
      ...(transfers.length > 1 ? [`${who} fetched its boot script: 2 files to load`] : []),
      ...(transfers.length > 2 ? [`${who} has the whole of ${FOLDER}/vmlinuz, 8200000 bytes`] : []),
    ]
    lines.push(...says.map((text, i): LogLine => ({ at: asked + i * 1400, level: 'info', clientId: id, text })))
    if (transfers.some(({ role }) => role === 'runtime')) {
      const text = `${who} asked by HTTP for ${FOLDER}/filesystem.module, which is not here`
      lines.push({ at: firstSeen + 22_000, level: 'warning', clientId: id, text })
    }
  }
  return lines.sort((a, b) => a.at - b.at)
}
