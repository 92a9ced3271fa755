import type { MessageId } from './messages'

/**
 * An error of iPXE as src/include/errno.h packs it: bits 30-24 the POSIX error, 23-13 the file that it comes from, 12-8 which one
 * in that file, 7-0 the platform's own number. The last two digits differ between BIOS and UEFI builds.
 */
export interface IpxeError {
  readonly posix: number
  readonly file: number
  readonly which: number
}

/** From the hex digits of `http://ipxe.org/040ee119`; with six digits (`ipxe.org/err/040ee1`) the last two are missing. */
export function ipxeError(hex: string): IpxeError | undefined {
  if (!/^[0-9a-f]{6}([0-9a-f]{2})?$/i.test(hex)) return undefined
  const bits = Number.parseInt(hex.padEnd(8, '0'), 16)
  const posix = (bits >>> 24) & 0x7f
  const isError = (posix > 0 && posix <= 0x4f) || posix === PLATFORM
  return isError && bits < 0x80000000 ? { posix, file: bits & 0xffe000, which: (bits >>> 8) & 0x1f } : undefined
}

/** POSIX errors (src/include/errno.h). */
const PLATFORM = 0x7f
/** Files (src/include/ipxe/errfile.h). */
const FILE = {
  httpcore: 0x0c6000,
  efiImage: 0x048000,
  autoboot: 0x03e000,
} as const

/** What each POSIX error means, and in which files it means something else. */
const MEANINGS: Readonly<
  Record<number, { readonly usual: MessageId; readonly in?: Readonly<Record<number, MessageId>> }>
> = {
  0x02: { usual: 'ipxe-certificate', in: { [FILE.httpcore]: 'ipxe-http-denied' } },
  0x04: { usual: 'ipxe-no-address' },
  0x0b: { usual: 'ipxe-cancelled' },
  0x0d: { usual: 'ipxe-refused' },
  0x0e: { usual: 'ipxe-refused' },
  0x0f: { usual: 'ipxe-refused' },
  0x17: { usual: 'ipxe-unreachable' },
  0x1d: { usual: 'ipxe-http-error' },
  0x26: { usual: 'ipxe-link-down' },
  0x28: { usual: 'ipxe-unreachable' },
  0x2c: { usual: 'ipxe-link-down' },
  0x2d: { usual: 'ipxe-not-found', in: { [FILE.autoboot]: 'ipxe-nothing' } },
  0x2e: { usual: 'ipxe-not-executable' },
  0x31: { usual: 'ipxe-no-memory' },
  0x34: { usual: 'ipxe-no-memory' },
  0x38: { usual: 'ipxe-link-down' },
  0x3c: { usual: 'ipxe-unsupported' },
  0x3e: { usual: 'ipxe-no-name' },
  0x41: { usual: 'ipxe-http-denied' },
  0x4c: { usual: 'ipxe-timeout' },
  [PLATFORM]: { usual: 'ipxe-other', in: { [FILE.efiImage]: 'ipxe-start-refused' } },
}

/** What iPXE shows with that number, in words that we know. */
export function ipxeMessage({ posix, file }: IpxeError): MessageId {
  const meaning = MEANINGS[posix]
  return meaning?.in?.[file] ?? meaning?.usual ?? 'ipxe-other'
}
