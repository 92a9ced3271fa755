import type { JournalEntry } from '../../../main/journal/types'

export const NOON = Date.UTC(2026, 10, 21, 12, 0, 0)

/** A boot that ran, `n` minutes before noon. */
export function boot(n: number, patch: Partial<JournalEntry> = {}): JournalEntry {
  const startedAt = NOON - n * 60_000
  return {
    id: `${String(startedAt)}-52:54:00:00:00:${String(n % 100).padStart(2, '0')}`,
    startedAt,
    endedAt: startedAt + 40_000,
    mac: `52:54:00:00:00:${String(n % 100).padStart(2, '0')}`,
    uuid: null,
    vendor: 'Dell',
    model: 'OptiPlex 7090',
    hostname: null,
    ip: '192.168.1.143',
    arch: 'uefi-x64',
    title: 'Debian installer 12.7',
    recipe: 'debian-netboot',
    card: 'eno1',
    mode: 'proxy',
    result: 'running',
    rung: 'running',
    why: null,
    bytes: 62_000_000,
    reachedMs: { seen: 0, offered: 4, loader: 900, 'handed-over': 9_500, running: 31_000 },
    ...patch,
  }
}
