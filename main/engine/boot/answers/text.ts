/** The bytes of an answer file as text, whichever editor wrote it. */

/** Byte order marks (Unicode 23.8), as Windows editors put them in front. */
const MARKS: readonly (readonly [mark: readonly number[], encoding: 'utf-8' | 'utf-16le' | 'utf-16be'])[] = [
  [[0xef, 0xbb, 0xbf], 'utf-8'],
  [[0xff, 0xfe], 'utf-16le'],
  [[0xfe, 0xff], 'utf-16be'],
]

/** Where an XML file says how it is written; it is sent as UTF-8, whatever it was. */
const XML_ENCODING = /^(\s*<\?xml\b[^>]*?)\s+encoding\s*=\s*(["'])([^"']*)\2/i

/** Characters within which an XML declaration ends. */
const MAX_DECLARATION = 200

/**
 * UTF-8, UTF-16 with or without a mark, or else Windows-1252, in which old editors write an umlaut. The mark is left out.
 * @throws Error with what is wrong, to follow "The answer file … cannot be used: "
 */
export function decodeAnswer(bytes: Uint8Array): string {
  const text = decoded(bytes)
  if (text.includes('\0')) throw new Error('it is no text')
  if (text.trim() === '') throw new Error('it is empty')
  const head = text.slice(0, MAX_DECLARATION)
  const declared = XML_ENCODING.exec(head)?.[3]?.toLowerCase()
  if (declared === undefined || declared === 'utf-8') return text
  return head.replace(XML_ENCODING, '$1 encoding=$2UTF-8$2') + text.slice(MAX_DECLARATION)
}

/** With `\n` alone: a shell takes the `\r` of a Windows editor for a part of the last word. */
export function withUnixLines(text: string): string {
  return text.replace(/\r\n?/g, '\n')
}

/**
 * JSON without the lines that are comments (`// …`), which JSON itself does not know: empty lines stand in their place. Anything that is
 * no JSON without them (jsonnet, XML) stays as it is.
 */
export function withoutJsonComments(text: string): string {
  const bare = text.replace(/^[ \t]*\/\/.*$/gm, '')
  if (bare === text) return text
  try {
    JSON.parse(bare)
    return bare
  } catch {
    return text
  }
}

function decoded(bytes: Uint8Array): string {
  const marked = MARKS.find(([mark]) => mark.every((byte, at) => bytes[at] === byte))
  if (marked !== undefined) return new TextDecoder(marked[1]).decode(bytes)
  // Answer files begin with ASCII, whose other byte is zero in UTF-16.
  if (bytes.length >= 2 && bytes[1] === 0 && bytes[0] !== 0) return new TextDecoder('utf-16le').decode(bytes)
  if (bytes.length >= 2 && bytes[0] === 0 && bytes[1] !== 0) return new TextDecoder('utf-16be').decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}
