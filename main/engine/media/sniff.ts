/** How many bytes `looksLike` wants to see. */
export const SNIFF_LENGTH = 64 * 1024

/** What the first bytes of a file that is no image tell. `advice` is a whole sentence for the user. */
export interface Looks {
  readonly what: string
  readonly advice: string
}

const UNPACK = 'Unpack it, and choose what is inside.'
const DOWNLOAD_AGAIN = 'Download it again.'
const CONVERT = 'Convert it to an ISO image first.'

/** Magic numbers at fixed offsets, in Latin-1. From each format's own specification; file(1) knows the same ones. */
const MAGIC: readonly (readonly [offset: number, magic: string, what: string, advice: string])[] = [
  [0, '7z\xbc\xaf\x27\x1c', 'a 7z archive', UNPACK],
  [0, 'PK\x03\x04', 'a zip archive', UNPACK],
  [0, 'PK\x05\x06', 'an empty zip archive', DOWNLOAD_AGAIN],
  [0, 'Rar!\x1a\x07', 'a RAR archive', UNPACK],
  [0, '\x1f\x8b', 'a gzip archive', UNPACK],
  [0, 'BZh', 'a bzip2 archive', UNPACK],
  [0, '\xfd7zXZ\0', 'an xz archive', UNPACK],
  [0, '\x28\xb5\x2f\xfd', 'a zstd archive', UNPACK],
  [0, '\x04\x22\x4d\x18', 'an lz4 archive', UNPACK],
  [257, 'ustar', 'a tar archive', UNPACK],
  [0, '!<arch>\n', 'a Debian package or a static library', UNPACK],
  [0, '\xed\xab\xee\xdb', 'an RPM package', UNPACK],
  [0, 'hsqs', 'a squashfs file system', 'Choose the ISO image it comes from.'],
  [0, 'QFI\xfb', "a virtual machine's disk (qcow2)", CONVERT],
  [0, 'KDMV', "a virtual machine's disk (VMDK)", CONVERT],
  [0, 'vhdxfile', "a virtual machine's disk (VHDX)", CONVERT],
  [0, 'conectix', "a virtual machine's disk (VHD)", CONVERT],
  [0, '\x00\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x00', 'a raw CD image (the .bin of a .bin/.cue pair)', CONVERT],
  [0, 'CISO', 'a compressed CISO image', CONVERT],
  [0, '%PDF-', 'a PDF document', 'Choose the image itself.'],
]

/** What the first bytes of a file (at most SNIFF_LENGTH) look like; undefined where they tell nothing. */
export function looksLike(head: Uint8Array): Looks | undefined {
  if (head.length === 0) return undefined
  for (const [offset, magic, what, advice] of MAGIC) {
    if (latin1(head, offset, magic.length) === magic) return { what, advice }
  }
  if (head.every((byte) => byte === 0)) {
    return { what: 'a download that has not got its data yet: it begins with zeros only', advice: DOWNLOAD_AGAIN }
  }
  const start = latin1(head, 0, 512).trimStart().toLowerCase()
  if (start.startsWith('<!doctype') || start.startsWith('<html') || start.startsWith('<?xml')) {
    return { what: 'a web page', advice: 'The download gave a page instead of the image: download it again.' }
  }
  return isText(head) ? { what: 'a text file', advice: 'Choose the image itself.' } : undefined
}

/** Whether the bytes are something that a machine could start: a PE program, a boot sector, a Linux kernel. */
export function looksBootable(head: Uint8Array): boolean {
  const peProgram = latin1(head, 0, 2) === 'MZ'
  const bootSector = head.length >= 512 && head[510] === 0x55 && head[511] === 0xaa
  return peProgram || bootSector || isLinuxKernel(head)
}

/** Documentation/arch/x86/boot.rst: "HdrS" at 0x202; Documentation/arch/arm64/booting.rst: "ARM\x64" at 56. */
export function isLinuxKernel(head: Uint8Array): boolean {
  return latin1(head, 0x202, 4) === 'HdrS' || latin1(head, 56, 4) === 'ARM\x64'
}

/** UTF-8 without control characters that no text has. */
function isText(head: Uint8Array): boolean {
  const start = head.subarray(0, 4096)
  const controls = start.some((byte) => byte < 0x20 && ![0x09, 0x0a, 0x0c, 0x0d, 0x1b].includes(byte))
  if (controls) return false
  try {
    // As a stream: the last character may be cut in two.
    new TextDecoder('utf-8', { fatal: true }).decode(start, { stream: true })
    return true
  } catch {
    return false
  }
}

function latin1(bytes: Uint8Array, offset: number, length: number): string {
  return Buffer.from(bytes.subarray(offset, offset + length)).toString('latin1')
}
