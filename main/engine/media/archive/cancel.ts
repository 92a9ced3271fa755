import { BootdropError } from '../../errors'

/** What a broken-off open rejects with: the signal's own reason where that is one of ours. */
export function cancelledError(signal: AbortSignal): BootdropError {
  if (signal.reason instanceof BootdropError) return signal.reason
  return new BootdropError('cancelled', 'The unpacking was broken off.', {}, signal.reason)
}
