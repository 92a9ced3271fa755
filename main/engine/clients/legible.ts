/** Control characters; those that cannot be seen, or turn the direction of writing: a name could read as another. */
const STEERING = /[\p{Cc}\p{Default_Ignorable_Code_Point}\u2028\u2029]/gu
/** What a line can show. */
const MAX_TEXT = 200
/** Longer than any path that something boots from. */
const MAX_FILE_NAME = 512

/**
 * A text of the peer's choice without control characters, which could steer a terminal, and invisible ones, and cut to `max` characters,
 * so that a thousand machines cannot fill the memory. A copy: V8's slices keep the whole text alive that they were cut from.
 */
export function legible(text: string, max = MAX_TEXT): string {
  const clean = text.slice(0, max + 1).replace(STEERING, '\u00b7')
  return Buffer.from(clean.length > max ? `${clean.slice(0, max - 1)}…` : clean).toString()
}

/** The same for a file name, which has to be told from others. */
export function legibleName(name: string): string {
  return legible(name, MAX_FILE_NAME)
}
