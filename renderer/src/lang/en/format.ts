/** Numbers, times and lists. */
export const format = {
  /** For Intl: decimal signs, dates, the order of names. The 24-hour clock of the log suits every language. */
  locale: 'en-GB',
  bytes: 'bytes',
  part: (part: string, whole: string) => `${part} of ${whole}`,
  perSecond: (size: string) => `${size}/s`,
  still: '0 MB/s',
  secondsLeft: (count: string) => `${count} s left`,
  minutesLeft: (count: string) => `${count} min left`,
  hoursLeft: (count: string) => `${count} h left`,
  justNow: 'just now',
  secondsAgo: (count: string) => `${count} s ago`,
  minutesAgo: (count: string) => `${count} min ago`,
  hoursAgo: (count: string) => `${count} h ago`,
  gigabits: (count: string) => `${count} Gb/s`,
  megabits: (count: string) => `${count} Mb/s`,
  /** `BIOS and UEFI` */
  and: (before: string, last: string) => `${before} and ${last}`,
}
