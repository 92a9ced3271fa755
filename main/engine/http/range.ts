/** Bytes `start` up to but not including `end`. */
export interface ByteSpan {
  readonly start: number
  readonly end: number
}

/** What a Range header asks for: everything, one part, or a part that lies behind the end. */
export type RangeRequest = { readonly kind: 'whole' | 'unsatisfiable' } | ({ readonly kind: 'part' } & ByteSpan)

const WHOLE: RangeRequest = { kind: 'whole' }
const UNSATISFIABLE: RangeRequest = { kind: 'unsatisfiable' }

/**
 * Reads a Range header (RFC 9110 14.1.2, 14.2) for a file of `sizeBytes`.
 *
 * What cannot be read counts as absent: Hyper-V's second generation sends `bytes=u-u` from iPXE's sanboot (FIELD.md 3.6).
 * Several ranges at once are answered with the whole file, which RFC 9110 14.2 allows: no boot client asks for them, and
 * overlapping ranges are a known way to make a server work for nothing.
 */
export function parseRange(header: string | undefined, sizeBytes: number): RangeRequest {
  const set = /^\s*bytes\s*=(.*)$/i.exec(header ?? '')?.[1]
  if (set === undefined) return WHOLE
  const specs = set.split(',').map((spec) => spec.trim())
  const [spec, ...others] = specs.filter((text) => text !== '')
  if (spec === undefined || others.length > 0) return WHOLE
  const match = /^(\d*)-(\d*)$/.exec(spec)
  const [first, last] = [match?.[1] ?? '', match?.[2] ?? '']
  if (first !== '') return fromFirst(Number(first), last === '' ? Infinity : Number(last), sizeBytes)
  return last === '' ? WHOLE : suffix(Number(last), sizeBytes)
}

/** A number too long for a double is Infinity here, which compares as it should. */
function fromFirst(first: number, last: number, sizeBytes: number): RangeRequest {
  if (last < first) return WHOLE
  if (first >= sizeBytes) return UNSATISFIABLE
  return { kind: 'part', start: first, end: Math.min(last + 1, sizeBytes) }
}

/** The last `length` bytes. */
function suffix(length: number, sizeBytes: number): RangeRequest {
  if (length === 0 || sizeBytes === 0) return UNSATISFIABLE
  return { kind: 'part', start: Math.max(0, sizeBytes - length), end: sizeBytes }
}
