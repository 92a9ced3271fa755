/** The upper half of code page 437, the character set of the machines that FAT was made for. */
const CODE_PAGE_437 =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐' +
  '└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0'

/** Characters of one long name entry, and the most entries that a name has ("Long File Name Implementation"). */
const CHARACTERS_OF_A_PART = 13
const MAX_PARTS = 20
const LAST_PART = 0x40
const UTF16 = new TextDecoder('utf-16le')

/** Short names and labels: code page 437. */
export function decodeOem(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += byte < 0x80 ? String.fromCharCode(byte) : (CODE_PAGE_437[byte - 0x80] ?? '')
  return text
}

/**
 * The short name of a directory entry: `VMLINUZ.EFI`. `caseFlags` is the reserved byte that Windows NT and Linux keep the case
 * in: 0x08 for a name, 0x10 for an ending in lower case.
 */
export function shortName(raw: Uint8Array, caseFlags: number): string {
  const bytes = Uint8Array.from(raw)
  // 0xE5 at the beginning marks a deleted entry, so that a name that begins with it is written with 0x05.
  if (bytes[0] === 0x05) bytes[0] = 0xe5
  const base = decodeOem(bytes.subarray(0, 8)).replace(/ +$/, '')
  const ending = decodeOem(bytes.subarray(8, 11)).replace(/ +$/, '')
  const shownBase = (caseFlags & 0x08) === 0 ? base : base.toLowerCase()
  const shownEnding = (caseFlags & 0x10) === 0 ? ending : ending.toLowerCase()
  return shownEnding === '' ? shownBase : `${shownBase}.${shownEnding}`
}

/** The checksum of a short name that ties the long name's entries to it. */
export function shortNameChecksum(raw: Uint8Array): number {
  return raw.reduce((sum, byte) => (((sum & 1) << 7) + (sum >> 1) + byte) & 0xff, 0)
}

/**
 * Collects the entries of a long name, which come last part first before the short entry that they belong to. Parts that do
 * not follow one another, or that belong to another short name, are dropped: then the short name counts.
 */
export class LongName {
  #parts: Uint8Array[] = []
  #next = 0
  #checksum = 0

  /** Takes a directory entry whose attributes are 0x0F. */
  add(entry: Uint8Array): void {
    const order = entry[0] ?? 0
    const number = order & ~LAST_PART
    if ((order & LAST_PART) !== 0) {
      this.#parts = []
      this.#next = number
      this.#checksum = entry[13] ?? 0
    }
    if (number === 0 || number > MAX_PARTS || number !== this.#next || entry[13] !== this.#checksum) {
      this.reset()
      return
    }
    this.#next = number - 1
    this.#parts.unshift(Buffer.concat([entry.subarray(1, 11), entry.subarray(14, 26), entry.subarray(28, 32)]))
  }

  /** The long name of the short entry that follows, if it is that entry's. Forgets it. */
  takeFor(rawShortName: Uint8Array): string | undefined {
    const bytes = Buffer.concat(this.#parts)
    const fits = this.#next === 0 && bytes.length > 0 && shortNameChecksum(rawShortName) === this.#checksum
    this.reset()
    return fits ? textOf(bytes) : undefined
  }

  reset(): void {
    this.#parts = []
    this.#next = 0
  }
}

/** Up to the first NUL; the rest is padding. */
function textOf(bytes: Uint8Array): string {
  const text = UTF16.decode(bytes.subarray(0, MAX_PARTS * CHARACTERS_OF_A_PART * 2))
  const end = text.indexOf('\0')
  return end < 0 ? text : text.slice(0, end)
}
