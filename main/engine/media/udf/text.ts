const UTF16 = new TextDecoder('utf-16be')

/**
 * Text in OSTA compressed Unicode (UDF 2.1.1): the first byte says how many bits a character has. Undefined for what is neither:
 * nothing at all, and the 254 and 255 that mark a name as deleted.
 */
export function decodeCs0(bytes: Uint8Array): string | undefined {
  const content = bytes.subarray(1)
  if (bytes[0] === 8) return Buffer.from(content.buffer, content.byteOffset, content.length).toString('latin1')
  if (bytes[0] === 16) return UTF16.decode(content.subarray(0, content.length - (content.length % 2)))
  return undefined
}

/** A field of fixed length whose last byte tells how many are used (ECMA-167 1/7.2.12). Empty where it makes no sense. */
export function decodeDstring(field: Uint8Array): string {
  const used = field[field.length - 1] ?? 0
  return (decodeCs0(field.subarray(0, Math.min(used, field.length - 1))) ?? '').replace(/[\0 ]+$/g, '')
}
