import type { Client, Notice } from '../../main/engine/types'
import { formatDuration } from './durations'
import { formatClock, formatDate } from './format'
import { words } from './lang/lang.svelte'
import { doingOf, identityOf, nameOf, stepOf } from './machine'
import { stepsOf } from './timeline'
import { figuresOf, filesOf } from './transfers'
import { noticeWords } from './words-problem'

/** All that is known of one machine as plain text, for a ticket or a mail. @param now ms since the epoch */
export function ticketOf(client: Client, notices: readonly Notice[], now: number): string {
  const { machines } = words()
  const { rungs, timeline, files, inspector } = machines
  const steps = stepsOf(client).flatMap(({ rung, at, tookMs }) =>
    at === undefined
      ? []
      : [`${formatClock(at)}  ${rungs[rung].step}${tookMs === undefined ? '' : `  ${formatDuration(tookMs)}`}`],
  )
  const sent = filesOf(client).map(
    (file) => `${formatClock(file.startedAt)}  ${file.protocol.toUpperCase()} ${file.file}  ${figuresOf(file)}`,
  )
  const noticed = notices
    .filter(({ mac }) => mac !== undefined && mac === client.mac)
    .map(({ at, code, text, details }) => `${formatClock(at)}  ${noticeWords(code, text, details).happened}`)
  return [
    [`${nameOf(client)}: ${stepOf(client)}, ${doingOf(client, now)}`, `${formatDate(now)} ${formatClock(now)}`],
    identityOf(client).map(({ what, value }) => `${what}: ${value}`),
    [`${timeline.title}:`, ...steps],
    sent.length === 0 ? [] : [`${files.title}:`, ...sent],
    noticed.length === 0 ? [] : [`${inspector.notices}:`, ...noticed],
    [client.detail],
  ]
    .filter((part) => part.length > 0)
    .map((part) => part.join('\n'))
    .join('\n\n')
}
