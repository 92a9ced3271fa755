/** The loader of Windows PE (ipxe.org/wimboot), as the user's folder or set-up has it. */

/**
 * From this version on it takes boot.stl out of the boot image, without which Windows 11 24H2 stops with 0xc000000f, and picks the boot
 * manager that the machine trusts (its CHANGELOG). Firmware with current revocations refuses the signed ones of before.
 */
const OLDEST: readonly number[] = [2, 9, 0]

/** `wimboot`, and what releases add to the name for other processors. */
export function isWimbootName(name: string): boolean {
  return /^wimboot([._-]|$)/i.test(name)
}

/** `2.9.0`, as its greeting on the screen says; or why it cannot be used. */
export function wimbootVersion(bytes: Uint8Array): { readonly version: string } | { readonly reason: string } {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
  const [, version] =
    /wimboot v(\d{1,4}\.\d{1,4}\.\d{1,4})\b[^\0]* -- Windows Imaging Format bootloader/.exec(text) ?? []
  if (version === undefined) return { reason: 'it has the name of wimboot, and does not say that it is wimboot' }
  if (isOlder(version.split('.').map(Number))) {
    return {
      reason: `it is wimboot ${version}, with which Windows 11 24H2 and later stop with error 0xc000000f, and which firmware with Secure Boot may have revoked; get wimboot ${OLDEST.join('.')} or newer`,
    }
  }
  return { version }
}

function isOlder(version: readonly number[]): boolean {
  const at = OLDEST.findIndex((number, place) => number !== version[place])
  return at >= 0 && (version[at] ?? 0) < (OLDEST[at] ?? 0)
}
