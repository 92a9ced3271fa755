import { BootdropError } from '../../errors'

/** What a broken-off open rejects with: the signal's own reason where that is one of ours. */
export function cancelledError(signal: AbortSignal): BootdropError {
  if (signal.reason instanceof BootdropError) return signal.reason
  return new BootdropError('cancelled', 'The unpacking was broken off.', {}, signal.reason)
}

/**
 * Waits until `other` ended, well or not.
 * @throws BootdropError of the signal, as soon as it comes
 */
export async function settledOrCancelled(other: Promise<unknown>, signal: AbortSignal | undefined): Promise<void> {
  const settled = other.then(
    () => undefined,
    () => undefined,
  )
  if (!signal) return settled
  if (signal.aborted) throw cancelledError(signal)
  let stop = (): void => undefined
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () => reject(cancelledError(signal))
    signal.addEventListener('abort', stop, { once: true })
  })
  try {
    await Promise.race([settled, aborted])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
