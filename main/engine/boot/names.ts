/**
 * Names as machines ask for them. Firmware and boot loaders write them with `\`, with or without a leading slash, in any case
 * (FIELD.md 3.3); nothing that a peer sends may climb.
 */

/** A path of 255 names of 255 characters is not asked for by anything that boots. */
const MAX_NAME_LENGTH = 1024

/** The single names of a path, or why it is none. */
export type Names = { readonly names: readonly string[] } | { readonly reason: string }

/** Splits a path from TFTP or (percent-decoded) HTTP. `..` is refused, never resolved. */
export function namesOf(path: string): Names {
  if (path.length > MAX_NAME_LENGTH) return { reason: `the name is ${path.length} characters long` }
  if (/\p{Cc}/u.test(path)) return { reason: 'the name holds control characters' }
  const names = path
    .replaceAll('\\', '/')
    .split('/')
    .filter((name) => name !== '' && name !== '.')
  if (names.includes('..')) return { reason: 'the name climbs with ..' }
  return names.length === 0 ? { reason: 'the name is empty' } : { names }
}

/** Base names that firmware or a loader tries by habit, and what does so. Their absence is no failure. */
const BY_HABIT: readonly RegExp[] = [
  // shim looks for newer revocations and certificates beside itself.
  /^revocations.*\.efi$/,
  /^shim_certificate.*\.efi$/,
  /^mm.{2,4}\.efi$/,
  // Raspberry Pi boot ROM.
  /^bootsig\.bin$/,
  /^bootcfg\.txt$/,
  // GRUB's module lists, and its per-machine configurations.
  /\.lst$/,
  /^grub\.cfg-/,
  // pxelinux: by UUID, by MAC, by parts of the address in hex.
  /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  /^01(-[0-9a-f]{2}){6}$/,
  /^[0-9A-Fa-f]{1,8}$/,
  // anaconda: optional images beside install.img.
  /^(updates|product)\.img$/,
  // Browsers that a curious user points here.
  /^favicon\.ico$/,
]

/** Whether nobody should worry that `name` (a base name) is not there. */
export function isTriedByHabit(name: string): boolean {
  const lower = name.toLowerCase()
  return BY_HABIT.some((pattern) => pattern.test(lower))
}

// UEFI HTTP Boot goes by these types (EDK2 HttpBootSupport.c), and by the extension only without them.
const CONTENT_TYPES: readonly (readonly [ending: string, type: string])[] = [
  ['.efi', 'application/efi'],
  ['.iso', 'application/vnd.efi-iso'],
  ['.ipxe', 'text/plain'],
  ['.cfg', 'text/plain'],
  ['.txt', 'text/plain'],
]

export function contentTypeOf(name: string): string {
  const lower = name.toLowerCase()
  return CONTENT_TYPES.find(([ending]) => lower.endsWith(ending))?.[1] ?? 'application/octet-stream'
}
