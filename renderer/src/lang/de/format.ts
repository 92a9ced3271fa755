import type { Words } from '../words'

export const format: Words['format'] = {
  locale: 'de-DE',
  bytes: 'Byte',
  part: (part, whole) => `${part} von ${whole}`,
  perSecond: (size) => `${size}/s`,
  still: '0 MB/s',
  secondsLeft: (count) => `noch ${count} s`,
  minutesLeft: (count) => `noch ${count} min`,
  hoursLeft: (count) => `noch ${count} h`,
  justNow: 'gerade eben',
  secondsAgo: (count) => `vor ${count} s`,
  minutesAgo: (count) => `vor ${count} min`,
  hoursAgo: (count) => `vor ${count} h`,
  gigabits: (count) => `${count} Gbit/s`,
  megabits: (count) => `${count} Mbit/s`,
  and: (before, last) => `${before} und ${last}`,
}
