import { isIPv6 } from 'node:net'
import { Ipv4StandIns, MacStandIns, NameStandIns, UuidStandIns } from './stand-ins'
import { placesIn, USER_PATH } from './places'
import { withoutSecrets } from './secrets'
import { nameOf, patternOf, plainName } from './spellings'

const UUID = /(?<![0-9a-f])[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![0-9a-f])/gi
/** With `01-` before it in PXELINUX's and GRUB's names. */
const MAC =
  /(?<![0-9a-f])(?<before>01[:-])?(?<mac>[0-9a-f]{2}(?<gap>[:\-. _]|%3a)(?:[0-9a-f]{2}\k<gap>){4}[0-9a-f]{2})(?![0-9a-f])/gi
const CISCO_MAC = /(?<![0-9a-f.])[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}(?![0-9a-f.])/gi
const BARE_HEX = /(?<![0-9a-f])(?:[0-9a-f]{32}|[0-9a-f]{12}|[0-9a-f]{8})(?![0-9a-f])/gi
/** systemd's names of cards that have no fixed place: enx525400aabbcc. */
const CARD_NAME = /(?<![0-9a-z])(?:en|wl|ww|sl|ib)x([0-9a-f]{12})(?![0-9a-z])/gi
const IPV4 = /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?!\d|\.\d)/g
/** As some networks name their machines: ip-192-168-1-20. */
const DASHED_IPV4 = /(?<![0-9a-f]|[0-9a-f][-_])\d{1,3}([-_])\d{1,3}\1\d{1,3}\1\d{1,3}(?![-_]?[0-9a-f])/gi
const IPV6 = /(?<![0-9a-f:.])[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,8}(?![0-9a-f:])/gi
/** PXELINUX asks for its address in hex, and for ever shorter beginnings of it. */
const PXELINUX_HEX = /(pxelinux\.cfg\/)([0-9A-F]{1,7})(?![0-9A-Za-z])/g
/** Everybody may know of these. */
const PUBLIC_HOSTS = /^(?:ipxe\.org|github\.com|localhost|\d+\.\d+\.\d+\.\d+)$/i
/**
 * A machine may be called `101`, `192.168` or `54:00`: looked for everywhere, such a name would take addresses and numbers to pieces.
 * It is masked where it is a field of its own.
 */
const NUMBER_NAME = /^(?=.*[^a-f])[0-9a-f.:_-]+$/i
const NAMED_KEY = /ssid|serial|asset|hostname|username/i

/** Takes names, addresses and numbers of machines out of texts. Learn everything first, then mask. */
export class Masker {
  readonly macs = new MacStandIns()
  readonly ips = new Ipv4StandIns()
  readonly uuids = new UuidStandIns()
  readonly names = new NameStandIns()
  readonly #ipv6 = new Map<string, string>()
  #found: { readonly pattern: RegExp; readonly names: ReadonlyMap<string, string> } | undefined

  /** A name that somebody or something has. Words of two letters and less tell nothing, and stand everywhere. */
  learnName(kind: 'host' | 'user' | 'folder' | 'domain' | 'name', name: string): void {
    if (name.length < 3 || PUBLIC_HOSTS.test(name) || COMMON.has(name.toLowerCase())) return
    this.names.learn(kind, plainName(name))
    this.#found = undefined
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
    for (const [, mac = ''] of text.matchAll(CARD_NAME)) this.macs.of(macNumber(mac))
    for (const [address] of text.matchAll(IPV4)) {
      const number = ipNumber(address)
      if (number !== undefined) this.ips.of(number)
    }
    for (const { kind, name } of placesIn(text)) this.learnName(kind, name)
  }

  /** The text with stand-ins, and without secrets. */
  text(text: string): string {
    // Addresses are put out of reach first: whatever a machine is called, it takes no address to pieces.
    const shut = this.#addresses(withoutSecrets(text))
    const { pattern, names } = this.#find()
    const users = shut.replace(USER_PATH, (_whole, before: string, user: string) => before + this.#user(user))
    return opened(users.replace(pattern, (name) => names.get(nameOf(name)) ?? 'name'))
  }

  /** A field that is nothing but a name: here a number counts as one, too. To be put through `text`, or to be written down as it is. */
  field(value: string): string {
    const made = NUMBER_NAME.test(value) ? this.names.get(plainName(value)) : undefined
    return made === undefined || this.#addresses(value) !== value ? value : shut(made)
  }

  /** The text with `x` for each letter of a name: as long as it was. */
  namesBlanked(text: string): string {
    return text.replace(this.#find().pattern, (name) => 'x'.repeat(name.length))
  }

  #addresses(text: string): string {
    return text
      .replace(UUID, (uuid) => shut(inCaseOf(uuid, this.uuids.of(uuid.toLowerCase()))))
      .replace(MAC, (whole, ...rest) => shut(this.#mac(whole, rest.at(-1) as Record<string, string | undefined>)))
      .replace(CISCO_MAC, (mac) =>
        shut(inCaseOf(mac, macHex(this.macs.of(macNumber(mac))).replace(/(.{4})(?=.)/g, '$1.'))),
      )
      .replace(BARE_HEX, (hex) => this.#bareHex(hex))
      .replace(PXELINUX_HEX, (_whole, before: string, hex: string) => before + (this.#hexBeginning(hex) ?? hex))
      .replace(IPV4, (address) => {
        const number = ipNumber(address)
        return number === undefined ? address : shut(ipText(this.ips.of(number), '.'))
      })
      .replace(DASHED_IPV4, (address, gap: string) => {
        const number = ipNumber(address)
        return number === undefined || !this.ips.knows(number) ? address : shut(ipText(this.ips.of(number), gap))
      })
      .replace(IPV6, (address) => this.#ipv6Of(address))
  }

  /** Names with an address in them are looked for as they are once addresses are masked. */
  #find(): { readonly pattern: RegExp; readonly names: ReadonlyMap<string, string> } {
    if (this.#found !== undefined) return this.#found
    const names = new Map<string, string>()
    for (const name of this.names.names()) {
      if (NUMBER_NAME.test(name)) continue
      const made = shut(this.names.get(name) ?? 'name')
      names.set(name, made)
      names.set(plainName(this.#addresses(name)), made)
    }
    return (this.#found = { pattern: patternOf([...names.keys()]), names })
  }

  /** Whoever's home folder it is: the place says so, however short the name. */
  #user(user: string): string {
    const name = nameOf(user)
    if (COMMON.has(name)) return user
    this.names.learn('user', name)
    return shut(this.names.get(name) ?? 'user')
  }

  #mac(whole: string, { before = '', mac = '', gap = ':' }: Record<string, string | undefined>): string {
    const hex = macHex(this.macs.of(macNumber(mac)))
    return whole === '' ? whole : before + inCaseOf(mac, (hex.match(/../g) ?? []).join(gap))
  }

  #bareHex(hex: string): string {
    const lower = hex.toLowerCase()
    if (hex.length === 12) {
      const mac = Number.parseInt(hex, 16)
      return this.macs.knows(mac) ? shut(inCaseOf(hex, macHex(this.macs.of(mac)))) : hex
    }
    if (hex.length === 8) {
      const address = Number.parseInt(hex, 16)
      return this.ips.knows(address) ? shut(inCaseOf(hex, ipHex(this.ips.of(address)))) : hex
    }
    const made = this.uuids.get(lower.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'))
    return made === undefined ? hex : shut(inCaseOf(hex, made.replaceAll('-', '')))
  }

  #hexBeginning(hex: string): string | undefined {
    for (const [address, made] of this.ips.all()) {
      if (ipHex(address).toUpperCase().startsWith(hex)) return shut(ipHex(made).toUpperCase().slice(0, hex.length))
    }
    return undefined
  }

  /** The second half of many holds the MAC, so that nothing of it stays. */
  #ipv6Of(address: string): string {
    if (address.length < 4 || !isIPv6(address)) return address
    const made = this.#ipv6.get(address.toLowerCase()) ?? `fd00::${(this.#ipv6.size + 1).toString(16)}`
    this.#ipv6.set(address.toLowerCase(), made)
    return shut(made)
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

/** Where nothing else is looked for: ASCII moved into the private use of Unicode, which no pattern here knows. */
const SHUT = 0xe000

function shut(text: string): string {
  return text.replace(/[\0-\x7f]/g, (letter) => String.fromCharCode(SHUT + letter.charCodeAt(0)))
}

function opened(text: string): string {
  return text.replace(/[\uE000-\uE07F]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) - SHUT))
}

/** Every text in a value; and as names what is called one. */
export function learnValue(masker: Masker, value: unknown): void {
  if (typeof value === 'string') masker.learn(value)
  if (typeof value !== 'object' || value === null) return
  for (const [name, part] of Object.entries(value)) {
    masker.learn(name)
    if (typeof part === 'string' && NAMED_KEY.test(name)) masker.learnName(/host/i.test(name) ? 'host' : 'name', part)
    learnValue(masker, part)
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
