const UTF8 = new TextDecoder('utf-8', { fatal: true })
const UCS2 = new TextDecoder('utf-16be')

/** Names without a declared character set: UTF-8 as Linux tools write it, Latin-1 where it is none. */
export function decodeName(bytes: Uint8Array): string {
  const latin1 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
  // Nearly all names are ASCII, and that is three times as fast to find out as to decode.
  if (!/[\x80-\xff]/.test(latin1)) return latin1
  try {
    return UTF8.decode(bytes)
  } catch {
    return latin1
  }
}

/** Joliet names: UCS-2, big-endian; writers put UTF-16 pairs there too. */
export function decodeUcs2(bytes: Uint8Array): string {
  return UCS2.decode(bytes)
}

/** Whether a name can stand in a path: one that holds `/` or NUL, or that means a directory itself, cannot. */
export function isUsableName(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && !/[/\0]/.test(name)
}
