/**
 * Who gets which stand-in. The same original always gets the same one; no stand-in is an original.
 */

/** MAC addresses as 48-bit numbers: the maker's half stays, the other half is counted. */
export class MacStandIns {
  readonly #byOriginal = new Map<number, number>()
  readonly #taken = new Set<number>()
  #next = 1

  learn(mac: number): void {
    if (isPlainMac(mac)) this.#taken.add(mac)
  }

  /** @param mac 48 bits */
  of(mac: number): number {
    if (!isPlainMac(mac)) return mac
    const known = this.#byOriginal.get(mac)
    if (known !== undefined) return known
    this.#taken.add(mac)
    const maker = mac - (mac % 0x1000000)
    let made = maker + this.#next
    while (this.#taken.has(made)) made = maker + (this.#next += 1)
    this.#next += 1
    this.#taken.add(made)
    this.#byOriginal.set(mac, made)
    return made
  }

  knows(mac: number): boolean {
    return this.#byOriginal.has(mac)
  }
}

/** Neither nobody nor everybody. */
function isPlainMac(mac: number): boolean {
  return mac !== 0 && mac !== 0xffffffffffff
}

/**
 * IPv4 addresses as 32-bit numbers. Stand-ins begin with 240 and more, which nobody has (RFC 1112 section 4): who shares the first
 * two or three numbers shares those of the stand-in, and the last one stays, so that subnets stay what they are.
 */
export class Ipv4StandIns {
  readonly #networks = new Map<number, number>()
  readonly #thirds = new Map<number, Map<number, number>>()
  readonly #known = new Map<number, number>()

  of(address: number): number {
    if (!isPlainAddress(address)) return address
    const known = this.#known.get(address)
    if (known !== undefined) return known
    const network = address >>> 16
    const second = entry(this.#networks, network, () => this.#networks.size)
    const thirds = entry(this.#thirds, network, () => new Map<number, number>())
    const third = entry(thirds, (address >>> 8) & 255, () => thirds.size)
    // 240.0 to 254.255: 15 * 256 networks, more than any bench has.
    const first = 240 + (Math.floor(second / 256) % 15)
    const made = first * 0x1000000 + (second % 256) * 0x10000 + third * 256 + (address & 255)
    this.#known.set(address, made)
    return made
  }

  knows(address: number): boolean {
    return this.#known.has(address)
  }

  /** Originals, each with its stand-in. */
  all(): Iterable<readonly [number, number]> {
    return this.#known
  }
}

/** Not: nobody, this computer itself, groups, netmasks and everybody. They tell nothing of anyone. */
function isPlainAddress(address: number): boolean {
  const first = address >>> 24
  return first !== 0 && first !== 127 && first < 224
}

/** UUIDs in text form, lower case. All zeros or all ones is what firmware says that has none. */
export class UuidStandIns {
  readonly #known = new Map<string, string>()
  #count = 0

  of(uuid: string): string {
    if (/^(?:[0-]+|[f-]+)$/.test(uuid)) return uuid
    const known = this.#known.get(uuid)
    if (known !== undefined) return known
    this.#count += 1
    const made = `00000000-0000-4000-8000-${this.#count.toString(16).padStart(12, '0')}`
    this.#known.set(uuid, made)
    // Rules may name a machine in the other byte order (SMBIOS stores the first three groups turned round).
    if (swapped(uuid) !== uuid) this.#known.set(swapped(uuid), swapped(made))
    return made
  }

  get(uuid: string): string | undefined {
    return this.#known.get(uuid)
  }
}

/** The same 16 bytes as SMBIOS stores them. */
function swapped(uuid: string): string {
  const turned = (hex: string): string => (hex.match(/../g) ?? []).reverse().join('')
  return uuid
    .split('-')
    .map((group, place) => (place < 3 ? turned(group) : group))
    .join('-')
}

/** `host-1`, `host-2` …, and the like. */
export class NameStandIns {
  readonly #known = new Map<string, string>()
  readonly #counts = new Map<string, number>()

  learn(kind: string, name: string): void {
    const key = name.toLowerCase()
    if (this.#known.has(key)) return
    const number = (this.#counts.get(kind) ?? 0) + 1
    this.#counts.set(kind, number)
    this.#known.set(key, `${kind}-${String(number)}`)
  }

  get(name: string): string | undefined {
    return this.#known.get(name.toLowerCase())
  }

  /** Longest first: a name may begin with another. */
  names(): string[] {
    return [...this.#known.keys()].sort((a, b) => b.length - a.length)
  }
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}
