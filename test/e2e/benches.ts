import type { Client, LogLine, Phase, Rung, WhyCode } from '../../main/engine/types'
import { client, NOW, transfer } from '../renderer/fixtures'

/** Machines as a real bench would show them, for the pictures of every state. */
const RUNGS: readonly Rung[] = ['seen', 'offered', 'addressed', 'loader', 'ipxe', 'script', 'loading', 'handed-over']
const NAMES = ['bench-01', 'optiplex-7090', undefined, 'elitebook-840', undefined, 'nuc-13', 'thinkpad-t14', undefined]
const mac = (n: number): string => `3c:2c:30:${hex(n >> 16)}:${hex(n >> 8)}:${hex(n * 37 + 11)}`
const hex = (n: number): string => (n & 255).toString(16).padStart(2, '0')

// The fourth is the one that Secure Boot stops in the pictures.
const isBios = (n: number): boolean => n % 5 === 0

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
    file: 'linux',
    sizeBytes: 8_200_000,
    sentBytes: 8_200_000,
    done: true,
  })
  const share = ((n * 29) % 90) / 100 + 0.05
  const initrd = transfer({
    id: `${String(n)}-i`,
    sentBytes: Math.round(62_000_000 * share),
    bytesPerSecond: 38_000_000,
  })
  const squashfs = transfer({
    id: `${String(n)}-s`,
    file: 'filesystem.squashfs',
    role: 'runtime',
    sizeBytes: 412_000_000,
    sentBytes: 412_000_000,
    done: true,
  })
  if (phase === 'seen' || phase === 'offered' || phase === 'addressed') return []
  if (phase === 'loader') return [{ ...loader, sentBytes: 140_000, done: false, bytesPerSecond: 900_000 }]
  if (phase === 'ipxe' || phase === 'script') return [loader]
  if (phase === 'loading') return [loader, kernel, initrd]
  return [loader, kernel, { ...initrd, done: true, sentBytes: 62_000_000 }, squashfs]
}

/** What a machine in trouble leaves behind: the last file stands still, or broke off. */
function stopped(files: Client['transfers'], { phase, ...rest }: Phase): Client['transfers'] {
  if (phase !== 'stalled' && phase !== 'failed') return files
  if ('why' in rest && rest.why === 'loader-sent-then-silence') {
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
    firstSeen: NOW + n,
    lastSeen: Date.now() - 1000 * (n % 7),
    transfers: stopped(files(at, n), phase),
    detail:
      at === 'loader' ? 'RRQ snponly.efi octet blksize 1468 windowsize 4' : 'GET /m/9f3ac1d20b7e/install.amd/initrd.gz',
  })
}

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

export function logLines(clients: readonly Client[]): LogLine[] {
  const says = [
    'asked for a boot server (UEFI x64, PXEClient:Arch:00007:UNDI:003016)',
    'was offered snponly.efi (strategy B)',
    'RRQ snponly.efi octet tsize 0 blksize 1468',
    'GET /boot.ipxe?mac=3c:2c:30:00:00:0b',
    'GET /m/9f3ac1d20b7e/install.amd/initrd.gz 200 62000000 bytes',
  ]
  const start: LogLine = {
    at: NOW,
    level: 'info',
    clientId: undefined,
    text: 'Serving on Ethernet (eno1), 192.168.1.20',
  }
  const lines = clients.flatMap(({ id }, n) =>
    says.map((text, i): LogLine => ({ at: NOW + n * 900 + i * 400, level: 'info', clientId: id, text })),
  )
  const warning: LogLine = {
    at: NOW + 9000,
    level: 'warning',
    clientId: clients[0]?.id,
    text: 'no answer for 30 seconds',
  }
  return [start, ...lines, warning]
}
