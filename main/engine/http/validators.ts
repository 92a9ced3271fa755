import type { IncomingHttpHeaders } from 'node:http'
import type { MediumFile } from '../media/medium'

/** What tells one state of a file from another (RFC 9110 8.8), in header form. */
export interface Validators {
  readonly etag: string
  /** Undefined where the medium has no usable date. */
  readonly lastModified: string | undefined
}

/** @param now ms since the epoch: a date in the future is no validator (RFC 9110 8.8.2.1) */
export function validatorsOf(file: Pick<MediumFile, 'etag' | 'mtime'>, now: number): Validators {
  const { mtime } = file
  const usable = mtime !== undefined && mtime >= 0 && mtime <= now
  return {
    etag: `"${file.etag.replace(/[^\x21\x23-\x7e]/g, '_')}"`,
    lastModified: usable ? new Date(mtime).toUTCString() : undefined,
  }
}

/** What the conditions of a request come to, in the order of RFC 9110 13.2.2. */
export function evaluateConditions(headers: IncomingHttpHeaders, validators: Validators): 'send' | 304 | 412 {
  const { etag } = validators
  const ifMatch = headers['if-match']
  if (ifMatch !== undefined && !listNames(ifMatch, etag, 'strong')) return 412
  if (ifMatch === undefined && changedSince(headers['if-unmodified-since'], validators) === true) return 412
  const ifNoneMatch = headers['if-none-match']
  if (ifNoneMatch !== undefined) return listNames(ifNoneMatch, etag, 'weak') ? 304 : 'send'
  return changedSince(headers['if-modified-since'], validators) === false ? 304 : 'send'
}

/** Whether a Range header may be honoured (RFC 9110 13.1.5). */
export function rangeStillFits(ifRange: string | undefined, validators: Validators): boolean {
  if (ifRange === undefined) return true
  const text = ifRange.trim()
  return text === validators.etag || text === validators.lastModified
}

function listNames(list: string, etag: string, comparison: 'strong' | 'weak'): boolean {
  if (list.trim() === '*') return true
  const named = list.split(',').map((item) => item.trim())
  return named.some((item) => item === etag || (comparison === 'weak' && item === `W/${etag}`))
}

/** Undefined when there is nothing to compare. HTTP dates have whole seconds. */
function changedSince(header: string | undefined, { lastModified }: Validators): boolean | undefined {
  if (header === undefined || lastModified === undefined) return undefined
  const since = Date.parse(header)
  return Number.isNaN(since) ? undefined : Date.parse(lastModified) > since
}
