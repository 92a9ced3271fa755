const TEXT = 'text/plain; charset=utf-8'

const BY_EXTENSION = new Map(
  Object.entries({
    // EDK2's HTTP Boot decides by these what to do with the file (HttpBootSupport.c): run it, or mount it as a RAM disk.
    efi: 'application/efi',
    iso: 'application/vnd.efi-iso',
    ipxe: TEXT,
    cfg: TEXT,
    conf: TEXT,
    txt: TEXT,
    sh: TEXT,
    ks: TEXT,
    seed: TEXT,
    json: 'application/json',
    xml: 'application/xml',
    gz: 'application/gzip',
  }),
)

/** Content type of a file by the end of its name; bytes without a meaning when the end is not known. */
export function contentTypeOf(name: string): string {
  const extension = /\.([^./\\]+)$/.exec(name)?.[1]?.toLowerCase()
  return BY_EXTENSION.get(extension ?? '') ?? 'application/octet-stream'
}
