/** How iPXE judges DHCP answers: a model of its src/net/udp/dhcp.c, as FIELD.md 3.1 tells it. */
import { addressOf, cString, readMessage, tags, type WireMessage } from './wire'

const NO_ADDRESS = '0.0.0.0'

export interface Heard {
  readonly bytes: Uint8Array
  /** Source port. */
  readonly fromPort: number
}

export type IpxeStep =
  /** What it boots, and from which answer. */
  | { readonly does: 'boot'; readonly file: string; readonly nextServer: string }
  /** REQUEST to port 4011 of the proxy. */
  | { readonly does: 'ask 4011'; readonly server: string }
  | { readonly does: 'wait 2 s for a proxy' }
  | { readonly does: 'no filename' }
  | { readonly does: 'no address' }

/** dhcp_discovery_rx and dhcp_request_rx. `waited`: the two seconds are over. */
export function decide(heard: readonly Heard[], waited = false): IpxeStep {
  const messages = heard
    .filter(({ fromPort }) => fromPort === 67)
    .map(({ bytes }) => readMessage(bytes))
    .filter(({ op, options }) => op === 2 && options.get(53)?.[0] === 2)
  const dhcp = messages.find(({ yiaddr }) => yiaddr !== NO_ADDRESS)
  const proxy = messages.find((message) => isPxeClient(message) && addressOf(message.options.get(54)) !== undefined)
  if (dhcp === undefined) return { does: 'no address' }
  if (proxy === undefined && !waited) return { does: 'wait 2 s for a proxy' }
  if (proxy !== undefined && !hasPxeOptions(proxy)) {
    return { does: 'ask 4011', server: addressOf(proxy.options.get(54)) ?? NO_ADDRESS }
  }
  return bootOf(proxy ?? dhcp)
}

/** dhcp_proxy_rx: what the answer from port 4011 leads to; undefined where it is passed over, which ends in silence after 2 s. */
export function afterBootServer(heard: Heard, proxyServer: string): IpxeStep | undefined {
  const message = readMessage(heard.bytes)
  const type = message.options.get(53)?.[0]
  const serverId = addressOf(message.options.get(54))
  if (heard.fromPort !== 4011 || (type !== 2 && type !== 5)) return undefined
  if (serverId !== undefined && serverId !== proxyServer) return undefined
  return hasPxeOptions(message) ? bootOf(message) : undefined
}

/** dhcp_has_pxeopts: complete with siaddr and a file, or with a boot menu. */
function hasPxeOptions(message: WireMessage): boolean {
  if (message.siaddr !== NO_ADDRESS && fileOf(message) !== '') return true
  return tags(message.options.get(43) ?? Buffer.alloc(0)).has(9)
}

function bootOf(message: WireMessage): IpxeStep {
  const file = fileOf(message)
  return file === '' ? { does: 'no filename' } : { does: 'boot', file, nextServer: message.siaddr }
}

/** The header's field counts before the option (dhcppkt.c, dhcp_packet_fields). */
function fileOf({ file, options }: WireMessage): string {
  return file !== '' ? file : cString(options.get(67) ?? Buffer.alloc(0))
}

function isPxeClient({ options }: WireMessage): boolean {
  return options.get(60)?.toString('latin1').startsWith('PXEClient') === true
}
