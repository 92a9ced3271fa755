import { BootdropError } from '../engine/errors'
import { bindError } from '../engine/net/bind-error'
import { closeDescriptor } from '../engine/net/libc'
import type { OpenedPort, PortOpener, PortRequest } from '../engine/net/low-ports'
import type { Elevate } from './elevate'
import type { HelperReply } from './messages'
import { helperFailed } from './refusals'

/** Opens ports through the helper: one question to the user for all of them. */
export function createPortOpener(elevate: Elevate): PortOpener {
  return async (request, signal) => {
    const { reply, fds, end } = await elevate({ verb: 'open-ports', ...request }, signal)
    try {
      if (reply.kind !== 'ports') throw await failure(reply, request)
      const opened = reply.ports.flatMap((port, at): OpenedPort[] => {
        const fd = fds[at]
        return fd === undefined ? [] : [{ port, fd }]
      })
      if (opened.length !== fds.length) throw helperFailed('descriptors without a port')
      return opened
    } catch (error) {
      fds.forEach(closeDescriptor)
      throw error
    } finally {
      // It ends by itself, having handed everything over; nobody has to wait for that.
      void end()
    }
  }
}

/** What the helper could not open, in the words of a port that we could not open ourselves. */
async function failure(reply: HelperReply, { card, ports }: PortRequest): Promise<unknown> {
  if (reply.kind !== 'failed') return helperFailed('another answer')
  const { code, text, port = ports[0] ?? 0, owner } = reply
  const attempt = { protocol: 'udp', port, card, ...(owner === undefined ? {} : { owner }) } as const
  const meant = await bindError(Object.assign(new Error(text), { code }), attempt)
  return meant instanceof BootdropError && meant.code !== 'port-forbidden' ? meant : helperFailed(text)
}
