/** What a shim is set to start next. */

/** Its own tools, in the same folder: fallback (`fbx64.efi`) and MokManager (`mmx64.efi`). */
const OWN = /^(fb|mm|boot)(x64|aa64|ia32|arm)?\.efi$/i
const LIMIT_BYTES = 8 * 1024 * 1024

/**
 * Base name of the program that a shim asks for, which is compiled in as UTF-16 text: `\\grubx64.efi` (DEFAULT_LOADER in shim's
 * Make.defaults; SUSE has `\grub.efi`, iPXE its own). Undefined where none is found.
 */
export function secondStageOf(shim: Uint8Array): string | undefined {
  const text = Buffer.from(shim.buffer, shim.byteOffset, Math.min(shim.byteLength, LIMIT_BYTES) & ~1).toString(
    'utf16le',
  )
  const names = [...text.matchAll(/\\([a-z0-9_-]{1,40}\.efi)\0/gi)].map(([, name = '']) => name)
  return names.find((name) => !OWN.test(name))
}
