import { isIPv6 } from 'node:net'
import { Ipv4StandIns, MacStandIns, NameStandIns, UuidStandIns } from './stand-ins'
import { withoutSecrets } from './secrets'

const UUID = /(?<![0-9a-f])[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![0-9a-f])/gi
/** With `01-` before it in PXELINUX's and GRUB's names. */
const MAC =
  /(?<![0-9a-f])(?<before>01[:-])?(?<mac>[0-9a-f]{2}(?<gap>[:\-. _]|%3a)(?:[0-9a-f]{2}\k<gap>){4}[0-9a-f]{2})(?![0-9a-f])/gi
const CISCO_MAC = /(?<![0-9a-f.])[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}(?![0-9a-f.])/gi
const BARE_HEX = /(?<![0-9a-f])(?:[0-9a-f]{32}|[0-9a-f]{12}|[0-9a-f]{8})(?![0-9a-f])/gi
const IPV4 = /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?!\d|\.\d)/g
/** As some networks name their machines: ip-192-168-1-20. */
const DASHED_IPV4 = /(?<![0-9a-f]|[0-9a-f][-_])\d{1,3}([-_])\d{1,3}\1\d{1,3}\1\d{1,3}(?![-_]?[0-9a-f])/gi
const IPV6 = /(?<![0-9a-f:.])[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,8}(?![0-9a-f:])/gi
/** PXELINUX asks for its address in hex, and for ever shorter beginnings of it. */
const PXELINUX_HEX = /(pxelinux\.cfg\/)([0-9A-F]{1,7})(?![0-9A-Za-z])/g
/** Home folders, and disks that a desktop mounts for its user. */
const USER_PATH = /((?:\/home\/|\/Users\/|\/media\/|\/run\/media\/|[A-Za-z]:\\+Users\\+))([^/\\\s"']+)/g
const HOST_IN_ADDRESS = /\b(?:https?|ftp|nfs|smb|cifs|tftp|iscsi):\/\/([^\s/:?#"'@]+)/gi
/** Everybody may know of these. */
const PUBLIC_HOSTS = /^(?:ipxe\.org|github\.com|localhost|\d+\.\d+\.\d+\.\d+)$/i
const NAMED_KEY = /ssid|serial|asset|hostname|username/i

/** Takes names, addresses and numbers of machines out of texts. Learn everything first, then mask. */
export class Masker {
  readonly macs = new MacStandIns()
  readonly ips = new Ipv4StandIns()
  readonly uuids = new UuidStandIns()
  readonly names = new NameStandIns()
  readonly #ipv6 = new Map<string, string>()
  #namePattern: RegExp | undefined

  /** A name that somebody or something has. Words of two letters and less tell nothing, and stand everywhere. */
  learnName(kind: 'host' | 'user' | 'folder' | 'domain' | 'name', name: string): void {
    if (name.length < 3 || PUBLIC_HOSTS.test(name) || COMMON.has(name.toLowerCase())) return
    this.names.learn(kind, name)
    this.#namePattern = undefined
    const dot = name.indexOf('.')
    if (kind === 'host' && dot > 0) {
      this.learnName('host', name.slice(0, dot))
      this.learnName('domain', name.slice(dot + 1))
    }
  }

  /** Everything in a text that has to be known before it is met in another notation. */
  learn(text: string): void {
    for (const [uuid] of text.matchAll(UUID)) this.uuids.of(uuid.toLowerCase())
    for (const { groups } of text.matchAll(MAC)) this.macs.of(macNumber(groups?.['mac'] ?? ''))
    for (const [mac] of text.matchAll(CISCO_MAC)) this.macs.of(macNumber(mac))
    for (const [address] of text.matchAll(IPV4)) {
      const number = ipNumber(address)
      if (number !== undefined) this.ips.of(number)
    }
    for (const [, , user = ''] of text.matchAll(USER_PATH)) this.learnName('user', user)
    for (const [, host = ''] of text.matchAll(HOST_IN_ADDRESS)) this.learnName('host', host)
  }

  /** The text with stand-ins, and without secrets. */
  text(text: string): string {
    return this.#names(withoutSecrets(text))
      .replace(UUID, (uuid) => inCaseOf(uuid, this.uuids.of(uuid.toLowerCase())))
      .replace(MAC, (whole, ...rest) => this.#mac(whole, rest.at(-1) as Record<string, string | undefined>))
      .replace(CISCO_MAC, (mac) => inCaseOf(mac, macHex(this.macs.of(macNumber(mac))).replace(/(.{4})(?=.)/g, '$1.')))
      .replace(BARE_HEX, (hex) => this.#bareHex(hex))
      .replace(
        PXELINUX_HEX,
        (whole, before: string, hex: string) => before + (this.#hexBeginning(hex) ?? whole.slice(before.length)),
      )
      .replace(IPV4, (address) => {
        const number = ipNumber(address)
        return number === undefined ? address : ipText(this.ips.of(number), '.')
      })
      .replace(DASHED_IPV4, (address, gap: string) => {
        const number = ipNumber(address)
        return number === undefined || !this.ips.knows(number) ? address : ipText(this.ips.of(number), gap)
      })
      .replace(IPV6, (address) => this.#ipv6Of(address))
  }

  /** The text with `x` for each letter of a name: as long as it was. */
  namesBlanked(text: string): string {
    return text.replace(this.#pattern(), (name) => 'x'.repeat(name.length))
  }

  #names(text: string): string {
    return text.replace(this.#pattern(), (name) => this.names.get(name) ?? name)
  }

  #pattern(): RegExp {
    return (this.#namePattern ??= patternOf(this.names.names()))
  }

  #mac(whole: string, { before = '', mac = '', gap = ':' }: Record<string, string | undefined>): string {
    const hex = macHex(this.macs.of(macNumber(mac)))
    return whole === '' ? whole : before + inCaseOf(mac, (hex.match(/../g) ?? []).join(gap))
  }

  #bareHex(hex: string): string {
    const lower = hex.toLowerCase()
    if (hex.length === 12) {
      const mac = Number.parseInt(hex, 16)
      return this.macs.knows(mac) ? inCaseOf(hex, macHex(this.macs.of(mac))) : hex
    }
    if (hex.length === 8) {
      const address = Number.parseInt(hex, 16)
      return this.ips.knows(address) ? inCaseOf(hex, ipHex(this.ips.of(address))) : hex
    }
    const made = this.uuids.get(lower.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'))
    return made === undefined ? hex : inCaseOf(hex, made.replaceAll('-', ''))
  }

  #hexBeginning(hex: string): string | undefined {
    for (const [address, made] of this.ips.all()) {
      if (ipHex(address).toUpperCase().startsWith(hex)) return ipHex(made).toUpperCase().slice(0, hex.length)
    }
    return undefined
  }

  /** The second half of many holds the MAC, so that nothing of it stays. */
  #ipv6Of(address: string): string {
    if (address.length < 4 || !isIPv6(address)) return address
    const made = this.#ipv6.get(address.toLowerCase()) ?? `fd00::${(this.#ipv6.size + 1).toString(16)}`
    this.#ipv6.set(address.toLowerCase(), made)
    return made
  }
}

/** What machines are often called, and our own texts are full of. */
const COMMON = new Set([
  ...['localhost', 'localdomain', 'local', 'root', 'user', 'users', 'admin', 'bootdrop', 'server', 'client', 'machine'],
  ...[
    'debian',
    'ubuntu',
    'fedora',
    'linux',
    'windows',
    'ipxe',
    'pxe',
    'dhcp',
    'tftp',
    'http',
    'https',
    'boot',
    'uefi',
    'bios',
  ],
])

/** A short name counts as a word of its own; a long one wherever it stands. */
function patternOf(names: readonly string[]): RegExp {
  if (names.length === 0) return /(?!)/g
  const word = '[\\p{L}\\p{N}]'
  const parts = names.map((name) => {
    // A hyphen is nothing special outside brackets.
    const plain = name.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
    return name.length < 6 ? `(?<!${word})${plain}(?!${word})` : plain
  })
  return new RegExp(parts.join('|'), 'giu')
}

/** Strings under a name that says whose they are. */
export function learnKeyed(masker: Masker, value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  for (const [name, part] of Object.entries(value)) {
    if (typeof part === 'string' && NAMED_KEY.test(name)) masker.learnName(/host/i.test(name) ? 'host' : 'name', part)
    else learnKeyed(masker, part)
  }
}

function macNumber(text: string): number {
  return Number.parseInt(text.replace(/%3a/gi, '').replace(/[^0-9a-f]/gi, ''), 16)
}

function macHex(mac: number): string {
  return mac.toString(16).padStart(12, '0')
}

function ipNumber(text: string): number | undefined {
  const parts = text.split(/[.\-_]/).map(Number)
  return parts.every((part) => part <= 255) ? parts.reduce((sum, part) => sum * 256 + part, 0) : undefined
}

function ipText(address: number, gap: string): string {
  return [address >>> 24, (address >>> 16) & 255, (address >>> 8) & 255, address & 255].join(gap)
}

function ipHex(address: number): string {
  return (address >>> 0).toString(16).padStart(8, '0')
}

/** In capitals where the original was. */
function inCaseOf(original: string, made: string): string {
  return /[A-F]/.test(original) ? made.toUpperCase() : made
}
