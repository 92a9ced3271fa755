/**
 * UUIDs of machines as people paste them. The same 16 bytes are written in two orders: SMBIOS stores the first three groups
 * with the lowest byte first (SMBIOS 3.x, 7.2.1), and option 97 carries them as they are stored, after a type byte 0 (RFC 4578,
 * 2.3). `dmidecode`, Windows and iPXE's `${uuid}` print those three groups the other way round, as numbers.
 */

/** One UUID in both forms. Both are lower case, and both are understood by every function here. */
export interface UuidForms {
  /** As `dmidecode -s system-uuid` prints it: `4c4c4544-0042-3510-8052-b4c04f4e3732`. */
  readonly smbios: string
  /** As option 97 has it, with the type byte, 34 digits: `0044454c4c42001035…`. */
  readonly wire: string
}

const WIRE_TYPE = '00'
/** What people copy along: `UUID: …`, `{…}`, `urn:uuid:…`, `0x…`, quotes. */
const AROUND = /^["'{\s]*(?:urn:uuid:|uuid\s*[:=]\s*)?["'{\s]*(?:0x)?|["'}\s]+$/gi

/**
 * Both forms of a UUID. 32 digits, with dashes or without, are taken for the SMBIOS text, as nothing in them tells the order;
 * 34 digits for option 97.
 * @throws RangeError with what is wrong, to follow a "The UUID": `has 31 digits; …`
 */
export function uuidForms(text: string): UuidForms {
  const digits = digitsOf(text)
  const isWire = digits.length === WIRE_TYPE.length + 32
  const bytes = isWire ? swapped(digits.slice(WIRE_TYPE.length)) : digits
  return { smbios: dashed(bytes), wire: WIRE_TYPE + swapped(bytes) }
}

/**
 * The two SMBIOS texts that somebody may mean: as written, and with the first three groups turned round.
 * @throws RangeError as uuidForms
 */
export function uuidReadings(text: string): readonly [string, string] {
  const { smbios } = uuidForms(text)
  return [smbios, dashed(swapped(smbios.replaceAll('-', '')))]
}

/** Whether both name one machine, in whichever order either is written. False where one is no UUID. */
export function sameUuid(a: string, b: string): boolean {
  try {
    return uuidReadings(a).includes(uuidForms(b).smbios)
  } catch {
    return false
  }
}

/** The hex digits of a UUID, 32 or 34, in lower case. */
function digitsOf(text: string): string {
  const bare = text.replace(AROUND, '').toLowerCase()
  const stray = /[^0-9a-f:\s-]/u.exec(bare)
  if (stray) throw new RangeError(`has ${JSON.stringify(stray[0])} in it; a UUID has the digits 0-9 and a-f`)
  const digits = bare.replace(/[^0-9a-f]/g, '')
  if (digits.length === 34 && !digits.startsWith(WIRE_TYPE)) {
    throw new RangeError(`begins with ${digits.slice(0, 2)}; the 34 digits of option 97 begin with ${WIRE_TYPE}`)
  }
  if (digits.length !== 32 && digits.length !== 34) {
    throw new RangeError(`has ${digits.length} digits; a UUID has 32, or 34 as option 97 has it`)
  }
  // Boards whose maker set none: one such UUID would name them all.
  if (/^0+$|^(00)?f+$/.test(digits)) throw new RangeError('is not set by its maker: every such machine has the same')
  return digits
}

/** 32 digits with the bytes of the first three groups turned round; undoes itself. */
function swapped(digits: string): string {
  const turned = [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16)].map((group) =>
    (group.match(/../g) ?? []).reverse().join(''),
  )
  return turned.join('') + digits.slice(16)
}

function dashed(digits: string): string {
  return [
    [0, 8],
    [8, 12],
    [12, 16],
    [16, 20],
    [20, 32],
  ]
    .map(([from, to]) => digits.slice(from, to))
    .join('-')
}
