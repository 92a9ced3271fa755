/**
 * What a driver's .inf file tells: which PCI devices it is for, and which files it needs (Microsoft's "INF File Sections and
 * Directives"). Only `[Version]`, `[Manufacturer]` with its models and `[SourceDisksFiles]` are read.
 */
import type { Cpu } from '../../types'
import type { PciDevice } from '../pci'

export interface Inf {
  /** `Net`, `SCSIAdapter`; empty where it does not tell. */
  readonly driverClass: string
  /** `DriverVer` as a number that grows: 20240131; 0 where there is none. */
  readonly date: number
  /** For each processor `8086:15f3`, or `8086:15f3:subsystem` for one card alone; lower case. */
  readonly devices: Readonly<Partial<Record<Cpu, ReadonlySet<string>>>>
  /** Relative to the .inf, with `/`: catalogues and what `[SourceDisksFiles]` lists. */
  readonly files: readonly string[]
}

type Sections = ReadonlyMap<string, readonly string[]>

const MAX_LINES = 200_000
const MAX_DEVICES = 20_000

/** Behind the first dot of a models section. Those without are for 32-bit x86. */
const PLATFORMS: readonly (readonly [RegExp, Cpu])[] = [
  [/^ntamd64/, 'x64'],
  [/^ntarm64/, 'arm64'],
  [/^nt(x86)?(\.|$)/, 'x86'],
]

const PCI_ID = /^pci\\ven_([0-9a-f]{4})&dev_([0-9a-f]{4})(?:&subsys_([0-9a-f]{8}))?/

/** Never throws: a file that is none has no devices. */
export function parseInf(bytes: Uint8Array): Inf {
  const sections = sectionsOf(textOf(bytes))
  const version = new Map(valuesOf(sections, 'version'))
  return {
    driverClass: unquoted(version.get('class') ?? ''),
    date: dateOf(version.get('driverver') ?? ''),
    devices: devicesOf(sections),
    files: filesOf(sections, version),
  }
}

/** Whether it is for this device on this processor. An entry with a subsystem is for that card alone. */
export function infFits({ devices }: Inf, cpu: Cpu, { vendor, device, subsystem }: PciDevice): boolean {
  const known = devices[cpu]
  if (known === undefined) return false
  if (known.has(`${vendor}:${device}`)) return true
  if (subsystem !== undefined) return known.has(`${vendor}:${device}:${subsystem}`)
  // Where the machine did not tell its subsystem, any card of the kind will do.
  const start = `${vendor}:${device}:`
  for (const id of known) if (id.startsWith(start)) return true
  return false
}

/** Makers write UTF-16 with a mark, UTF-8 with one, or the code page of their country. */
function textOf(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (buffer[0] === 0xff && buffer[1] === 0xfe) return buffer.toString('utf16le', 2)
  if (buffer[0] === 0xfe && buffer[1] === 0xff) {
    return Buffer.from(buffer.subarray(2, buffer.length - (buffer.length % 2)))
      .swap16()
      .toString('utf16le')
  }
  if (buffer[0] === 0xef && buffer[1] === 0xbb && buffer[2] === 0xbf) return buffer.toString('utf8', 3)
  return buffer[1] === 0 ? buffer.toString('utf16le') : buffer.toString('latin1')
}

function sectionsOf(text: string): Sections {
  const sections = new Map<string, string[]>()
  let current: string[] = []
  let open = ''
  for (const raw of text.split(/\r\n|\n|\r/, MAX_LINES)) {
    const line = open + withoutComment(raw).trim()
    if (line.endsWith('\\') && line.length < 4096) {
      open = line.slice(0, -1)
      continue
    }
    open = ''
    const name = /^\[([^\]]*)\]/.exec(line)?.[1]
    if (name !== undefined) {
      const key = unquoted(name).toLowerCase()
      // A section may come in pieces.
      current = sections.get(key) ?? []
      sections.set(key, current)
    } else if (line !== '') current.push(line)
  }
  return sections
}

function withoutComment(line: string): string {
  if (!line.includes(';')) return line
  let quoted = false
  for (let at = 0; at < line.length; at += 1) {
    if (line[at] === '"') quoted = !quoted
    else if (line[at] === ';' && !quoted) return line.slice(0, at)
  }
  return line
}

/** `key = value` lines of a section; keys in lower case, values as written. */
function valuesOf(sections: Sections, name: string): (readonly [string, string])[] {
  return (sections.get(name) ?? []).map((line) => {
    const at = line.indexOf('=')
    return at < 0 ? ['', line] : [unquoted(line.slice(0, at)).toLowerCase(), line.slice(at + 1).trim()]
  })
}

function unquoted(text: string): string {
  return text
    .trim()
    .replace(/^"(.*)"$/, '$1')
    .trim()
}

/** `01/31/2024,1.2.3.4` */
function dateOf(driverVer: string): number {
  const [, month = '0', day = '0', year = '0'] = /^\s*(\d{1,2})[/-](\d{1,2})[/-](\d{4})/.exec(driverVer) ?? []
  return Number(year) * 10_000 + Number(month) * 100 + Number(day)
}

function devicesOf(sections: Sections): Inf['devices'] {
  const devices: Partial<Record<Cpu, Set<string>>> = {}
  let count = 0
  for (const [, value] of valuesOf(sections, 'manufacturer')) {
    const [models = '', ...decorations] = value.split(',').map((word) => unquoted(word).toLowerCase())
    for (const decoration of ['', ...decorations]) {
      const cpu = decoration === '' ? 'x86' : PLATFORMS.find(([pattern]) => pattern.test(decoration))?.[1]
      if (cpu === undefined) continue
      const section = decoration === '' ? models : `${models}.${decoration}`
      for (const [, model] of valuesOf(sections, section)) {
        const [, ...ids] = model.split(',').map((word) => unquoted(word).toLowerCase())
        for (const id of ids) {
          const [, vendor, device, subsystem] = PCI_ID.exec(id) ?? []
          if (vendor === undefined || device === undefined || count >= MAX_DEVICES) continue
          count += 1
          const known = (devices[cpu] ??= new Set())
          known.add([vendor, device, ...(subsystem === undefined ? [] : [subsystem])].join(':'))
        }
      }
    }
  }
  return devices
}

/** Names in `[SourceDisksFiles]`: `e1d.sys = 1,sub\folder`. */
function filesOf(sections: Sections, version: ReadonlyMap<string, string>): string[] {
  const files = new Set<string>()
  const add = (folder: string, name: string): void => {
    const path = [...folder.split(/[\\/]/), name].filter((part) => part !== '' && part !== '.')
    if (!path.includes('..') && path.every((part) => /^[^<>:"|?*\\/]{1,255}$/.test(part))) files.add(path.join('/'))
  }
  for (const [key, value] of version) if (/^catalogfile(\.|$)/.test(key)) add('', unquoted(value))
  for (const [name] of sections) {
    if (!/^sourcedisksfiles(\.|$)/.test(name)) continue
    for (const [key, value] of valuesOf(sections, name)) {
      if (key !== '') add(unquoted(value.split(',')[1] ?? ''), key)
    }
  }
  return [...files]
}
