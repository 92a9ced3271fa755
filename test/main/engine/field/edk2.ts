/**
 * How UEFI firmware judges DHCP answers: a model of EDK2's NetworkPkg, UefiPxeBcDxe/PxeBcDhcp4.c, PxeBcBoot.c and
 * HttpBootDxe/HttpBootDhcp4.c, as far as FIELD.md 3.1 and 3.2 tell. WfM 1.1a is as in EDK2: not supported, so discarded.
 */
import { addressOf, cString, readMessage, tags, type WireMessage } from './wire'

export type OfferType =
  'DhcpOnly' | 'DhcpPxe10' | 'DhcpBinl' | 'ProxyPxe10' | 'ProxyBinl' | 'Bootp' | 'discarded: WfM 1.1a' | 'discarded'

export interface Edk2Offer {
  readonly type: OfferType
  readonly message: WireMessage
  /** Option 67, else the header's field. */
  readonly bootFile: string | undefined
  /** Of option 43, and only beside "PXEClient". */
  readonly vendor: ReadonlyMap<number, Buffer>
}

/** EDK2 takes no larger UDP payload. */
const MAX_BYTES = 1472
const NO_ADDRESS = '0.0.0.0'

/** PxeBcParseDhcp4Packet. */
export function judgeOffer(bytes: Uint8Array): Edk2Offer {
  const message = readMessage(bytes)
  const isPxe = startsWith(message, 'PXEClient')
  const vendor = isPxe ? tags(message.options.get(43) ?? Buffer.alloc(0)) : new Map<number, Buffer>()
  const bootFile = bootFileOf(message)
  return { message, vendor, bootFile, type: typeOf(message, vendor, isPxe, bootFile) }
}

function typeOf(
  { bytes, options, yiaddr }: WireMessage,
  vendor: ReadonlyMap<number, Buffer>,
  isPxe: boolean,
  bootFile: string | undefined,
): OfferType {
  const has = (tag: number): boolean => vendor.has(tag)
  if (bytes.length > MAX_BYTES) return 'discarded'
  if (!options.has(53)) return bootFile === undefined ? 'discarded' : 'Bootp'
  const isProxy = yiaddr === NO_ADDRESS
  if ([6, 7, 8, 9, 10].some(has)) return isProxy ? 'ProxyPxe10' : 'DhcpPxe10'
  if ([1, 2, 3, 4, 5].every(has)) return 'discarded: WfM 1.1a'
  if (isPxe) return isProxy ? 'ProxyBinl' : 'DhcpBinl'
  return 'DhcpOnly'
}

/** What the firmware does once it has collected offers. */
export type Step =
  | { readonly does: 'tftp'; readonly server: string; readonly file: string; readonly by: string }
  /** REQUEST to port 4011 there, four times, after 1, 2, 3 and 4 s. */
  | { readonly does: 'ask 4011'; readonly server: string; readonly by: string }
  | { readonly does: 'menu'; readonly by: string }
  | { readonly does: 'PXE-E16'; readonly by: string }
  | { readonly does: 'PXE-E53'; readonly by: string }

/** PxeBcSelectDhcp4Offer, then PxeBcHandleDhcp4Offer; in the order of FIELD.md's third bullet. */
export function decide(offers: readonly Uint8Array[]): Step {
  const judged = offers.map(judgeOffer)
  const first = (type: OfferType): Edk2Offer | undefined => judged.find((offer) => offer.type === type)
  const plain = first('DhcpOnly')
  const [proxyPxe, proxyBinl] = [first('ProxyPxe10'), first('ProxyBinl')]
  const [dhcpPxe, dhcpBinl] = [first('DhcpPxe10'), first('DhcpBinl')]
  const withFile = judged.find(({ type, bootFile }) => type === 'DhcpOnly' && bootFile !== undefined)
  const bootp = first('Bootp')
  if (dhcpPxe) return load(dhcpPxe, 'DhcpPxe10')
  if (plain && proxyPxe) return load(proxyPxe, 'DhcpOnly + ProxyPxe10')
  if (dhcpBinl) return binl(dhcpBinl, 'DhcpBinl')
  if (plain && proxyBinl) return binl(proxyBinl, 'DhcpOnly + ProxyBinl')
  if (withFile) return load(withFile, 'DhcpOnly with boot file')
  if (bootp) return load(bootp, 'Bootp')
  return { does: 'PXE-E16', by: 'no valid offer' }
}

/** PxeBcRetryDhcp4Binl: siaddr, else option 54. */
function binl({ message }: Edk2Offer, by: string): Step {
  const server = message.siaddr === NO_ADDRESS ? addressOf(message.options.get(54)) : message.siaddr
  return { does: 'ask 4011', server: server ?? NO_ADDRESS, by }
}

/** PxeBcDhcp4BootInfo. Bit 3 of discovery control: no menu, no prompt, no discovery. */
function load({ type, vendor, bootFile, message }: Edk2Offer, by: string): Step {
  const direct = ((vendor.get(6)?.[0] ?? 0) & 8) !== 0
  if (type.endsWith('Pxe10') && !direct) return { does: 'menu', by }
  if (bootFile === undefined) return { does: 'PXE-E53', by }
  // A boot server list of ours would be believed before siaddr: type (2), count, addresses.
  const list = direct ? vendor.get(8) : undefined
  const listed = list !== undefined && list.length >= 7 ? addressOf(list.subarray(3, 7)) : undefined
  const own = message.siaddr === NO_ADDRESS ? addressOf(message.options.get(54)) : message.siaddr
  return { does: 'tftp', server: listed ?? own ?? NO_ADDRESS, file: bootFile, by }
}

/** What the ACK from port 4011 leads to; undefined where it is none for this question, or names no boot file. */
export function afterBootServer(bytes: Uint8Array, xid: number): Step | undefined {
  const offer = judgeOffer(bytes)
  const { message, bootFile } = offer
  if (message.op !== 2 || message.xid !== xid || message.options.get(53)?.[0] !== 5) return undefined
  if (bootFile === undefined) return undefined
  return { ...load({ ...offer, type: 'ProxyBinl' }, 'boot server ACK') }
}

export type HttpOfferType = 'DhcpOnly' | 'DhcpIpUri' | 'DhcpNameUri' | 'ProxyIpUri' | 'ProxyNameUri' | 'discarded'

export interface HttpOffer {
  readonly type: HttpOfferType
  readonly dns: boolean
  readonly url: string | undefined
}

/** HttpBootParseDhcp4Packet: a proxy's offer has to be an HTTP offer, and an HTTP offer has to have a URI that can be read. */
export function judgeHttpOffer(bytes: Uint8Array): HttpOffer {
  const message = readMessage(bytes)
  const url = bootFileOf(message)
  const dns = message.options.has(6)
  const isProxy = message.yiaddr === NO_ADDRESS
  if (!startsWith(message, 'HTTPClient')) return { type: isProxy ? 'discarded' : 'DhcpOnly', dns, url: undefined }
  if (url === undefined || !/^https?:\/\/[^/]+\/./.test(url)) return { type: 'discarded', dns, url }
  const byAddress = /^https?:\/\/\d+\.\d+\.\d+\.\d+[:/]/.test(url)
  return { type: `${isProxy ? 'Proxy' : 'Dhcp'}${byAddress ? 'Ip' : 'Name'}Uri`, dns, url }
}

/** HttpBootSelectDhcpOffer: the URL that is fetched, and why; undefined where nothing can be. */
export function decideHttp(offers: readonly Uint8Array[]): { readonly url: string; readonly by: string } | undefined {
  const judged = offers.map(judgeHttpOffer)
  const first = (...types: HttpOfferType[]): HttpOffer | undefined => judged.find(({ type }) => types.includes(type))
  const plain = first('DhcpOnly')
  const resolver = judged.some(({ dns, type }) => dns && type.startsWith('Dhcp'))
  const ways: readonly (readonly [HttpOffer | undefined, string])[] = [
    [first('DhcpIpUri'), 'DhcpIpUri'],
    [resolver ? first('DhcpNameUri') : undefined, 'DhcpNameUri with DNS'],
    [plain && first('ProxyIpUri'), 'DhcpOnly + ProxyIpUri'],
    [plain && resolver ? first('ProxyNameUri') : undefined, 'DhcpOnly with DNS + ProxyNameUri'],
  ]
  for (const [offer, by] of ways) if (offer?.url !== undefined) return { url: offer.url, by }
  return undefined
}

function startsWith({ options }: WireMessage, text: string): boolean {
  return options.get(60)?.toString('latin1').startsWith(text) === true
}

function bootFileOf({ options, file }: WireMessage): string | undefined {
  const option = options.get(67)
  if (option !== undefined) return cString(option)
  return file === '' ? undefined : file
}
