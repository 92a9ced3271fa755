import type { Client, LogLine, Notice, StoryLine } from '../engine/types'

/** `12:01:07.123` of the computer's own time zone. */
export function timeOf(at: number): string {
  const date = new Date(at)
  const two = (number: number): string => String(number).padStart(2, '0')
  const clock = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':')
  return `${clock}.${String(date.getMilliseconds()).padStart(3, '0')}`
}

/** One line of log.txt. */
export function logLine({ at, level, clientId, text }: LogLine): string {
  return [timeOf(at), level.padEnd(7), clientId ?? '-', text].join('  ')
}

/** One machine's boot for people: who it is, how far it came and when, what was sent, what was said. */
export function timeline(client: Client, notices: readonly Notice[], story: readonly StoryLine[]): string {
  const { phase, transfers, reached, firstSeen } = client
  const who = [
    `Machine     ${client.mac ?? client.id}`,
    `Card        ${client.vendor ?? 'maker not known'}`,
    `Model       ${client.model ?? 'not known'}`,
    `Firmware    ${client.arch}  ${client.vendorClass ?? ''}`,
    `Address     ${client.ip ?? 'none'}`,
    `UUID        ${client.uuid ?? 'none'}`,
    `Name        ${client.hostname ?? 'none'}`,
    `Boots       ${client.title ?? 'not known yet'} (boot ${String(client.boots)})`,
    `Got to      ${'why' in phase ? `${phase.at}, then ${phase.phase}: ${phase.why}` : phase.phase}`,
  ]
  const ladder = Object.entries(reached)
    .sort(([, a], [, b]) => a - b)
    .map(([rung, at]) => `${timeOf(at)}  ${rung.padEnd(12)} after ${String(at - firstSeen)} ms`)
  const files = transfers.map(
    ({ startedAt, endedAt, protocol, role, file, sentBytes, sizeBytes, done, ok }) =>
      `${timeOf(startedAt)}  ${protocol.toUpperCase()} ${role}  ${file}  ${String(sentBytes)} of ${sizeBytes ?? '?'} bytes` +
      `  ${endedAt === undefined ? '' : `${String(endedAt - startedAt)} ms`}  ${done ? (ok ? 'done' : 'ended badly') : 'under way'}`,
  )
  const told = notices.filter(({ mac }) => mac !== undefined && mac === client.mac)
  return [
    ...who,
    ...section('How far it came', ladder),
    ...section('Files', files),
    ...section('Notices', told.map(({ at, level, code, text }) => `${timeOf(at)}  ${level}  ${code}  ${text}`)), // prettier-ignore
    ...section('What was said (DHCP, 4011, TFTP; < from the machine, > from Bootdrop)', story.map(storyLine)),
    '',
  ].join('\n')
}

function section(title: string, lines: readonly string[]): string[] {
  return ['', title, '-'.repeat(title.length), ...(lines.length === 0 ? ['nothing'] : lines)]
}

function storyLine({ at, direction, code, facts }: StoryLine): string {
  const told = Object.entries(facts).map(([name, value]) => `${name} ${value}`)
  return `${timeOf(at)}  ${direction === 'in' ? '<' : '>'} ${code.padEnd(14)} ${told.join(' · ')}`
}
