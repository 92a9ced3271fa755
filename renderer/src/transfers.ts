import type { Client, Transfer } from '../../main/engine/types'
import { formatDuration } from './durations'
import { formatLeft, formatPart, formatSize, formatSpeed } from './format'
import { words } from './lang/lang.svelte'

/** A file that took not a byte for this long stands still, and is said to. */
const STANDS_AFTER_MS = 3_000

/** Files worth a bar: a size probe is a question, not a transfer. */
export function filesOf(client: Client): readonly Transfer[] {
  return client.transfers.filter((transfer) => transfer.role !== 'probe')
}

/** The file that stands for the machine in one line: what runs, else what came last. */
export function currentFile(client: Client): Transfer | undefined {
  const running = client.transfers.findLast((file) => !file.done && file.role !== 'probe')
  return running ?? client.transfers.findLast((file) => file.role !== 'probe')
}

/** 0 to 1; undefined while the size is not known. */
export function shareOf(transfer: Transfer): number | undefined {
  if (transfer.done && transfer.ok) return 1
  if (transfer.sizeBytes === undefined || transfer.sizeBytes === 0) return undefined
  return Math.min(1, transfer.sentBytes / transfer.sizeBytes)
}

/** Since when a transfer has not moved, ms; undefined while it moves, or nobody can tell. */
export function stillFor(transfer: Transfer, lastSeen: number, now: number): number | undefined {
  if (transfer.done || transfer.bytesPerSecond >= 1) return undefined
  const since = now - Math.max(lastSeen, transfer.startedAt)
  return since < STANDS_AFTER_MS ? undefined : since
}

/** `38.2 of 62.0 MB · 41.3 MB/s · 1 s left`. @param stillMs of stillFor */
export function figuresOf(transfer: Transfer, stillMs?: number): string {
  const { sentBytes, sizeBytes, bytesPerSecond } = transfer
  const { files } = words().machines
  if (transfer.done) return transfer.ok ? sentOf(transfer) : files.brokeOffAfter(formatSize(sentBytes))
  const amount = sizeBytes === undefined ? formatSize(sentBytes) : formatPart(sentBytes, sizeBytes)
  if (stillMs !== undefined) return `${amount} · ${files.stands(formatDuration(stillMs))}`
  if (bytesPerSecond < 1) return amount
  const parts = [amount, formatSpeed(bytesPerSecond)]
  if (sizeBytes !== undefined) parts.push(formatLeft((sizeBytes - sentBytes) / bytesPerSecond))
  return parts.join(' · ')
}

/** Shorter, for one line beside others: `41.3 MB/s · 1 s left`. */
export function paceOf(transfer: Transfer, stillMs?: number): string {
  const { sentBytes, sizeBytes, bytesPerSecond, done } = transfer
  if (done) return ''
  if (stillMs !== undefined) return words().machines.files.stands(formatDuration(stillMs))
  if (bytesPerSecond < 1) return ''
  const left = sizeBytes === undefined ? [] : [formatLeft((sizeBytes - sentBytes) / bytesPerSecond)]
  return [formatSpeed(bytesPerSecond), ...left].join(' · ')
}

/** `62.0 MB in 1.5 s · 41.3 MB/s`; the size alone where it took no time worth telling. */
function sentOf({ sentBytes, startedAt, endedAt }: Transfer): string {
  const ms = endedAt === undefined ? 0 : endedAt - startedAt
  if (ms < 100) return formatSize(sentBytes)
  return words().machines.files.inTime(formatSize(sentBytes), formatDuration(ms), formatSpeed((sentBytes / ms) * 1000))
}
