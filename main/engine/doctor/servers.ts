import type { VendorOf } from '../clients/registry'
import type { Card, Check, CheckItem, EngineState, Ipv4, Mac, OtherServer } from '../types'
import { line, type LineExtras, type whyFacts } from './line'

/** What is known of other servers on the card. */
export interface Heard {
  readonly servers: readonly OtherServer[]
  /** Who answers at these addresses, as far as the system's table of neighbours tells. */
  readonly macs: ReadonlyMap<Ipv4, Mac>
  /** Undefined while we serve: then the guard listens all the time. ms since the epoch. */
  readonly at?: number | undefined
}

/** Heard, or why not. */
export type Listening =
  | { readonly heard: Heard }
  | { readonly why: 'not-asked' | 'no-card' }
  | { readonly failed: ReturnType<typeof whyFacts> }

export interface ServersOptions {
  readonly card: Card | undefined
  readonly engine: Pick<EngineState, 'status' | 'mode'>
  readonly vendorOf: VendorOf
  /** The host can listen when its button is pressed. */
  readonly canListen: boolean
}

/** Who gives out addresses on this card. */
export function checkDhcpServers(listening: Listening, options: ServersOptions): Check {
  const { engine } = options
  if (!('heard' in listening)) return notHeard('dhcp-servers', listening, options)
  const items = itemsOf(listening.heard, 'dhcp', options)
  const extras = { ...extrasOf(listening.heard, options), ...(items.length === 0 ? {} : { items }) }
  const [first] = items
  if (items.length > 1) {
    const text = `${items.length} DHCP servers answer on this card: ${items.map(told).join(', ')}. Two that do not know of each other give machines the same address twice; unless they are meant as a pair, switch one off.`
    const servers = items.map(({ name }) => name).join(', ')
    return line('dhcp-servers', 'warning', 'several', text, { ...extras, facts: { ...extras.facts, servers } })
  }
  if (first !== undefined) {
    const text = `${told(first)} gives out the addresses; Bootdrop serves beside it.`
    return line('dhcp-servers', 'ok', 'one', text, {
      ...extras,
      facts: { ...extras.facts, server: first.name, ...vendorIn(first) },
    })
  }
  if (engine.status === 'serving' && engine.mode === 'dhcp') {
    return line(
      'dhcp-servers',
      'ok',
      'only-us',
      'Bootdrop gives out the addresses, and no other DHCP server is heard.',
      extras,
    )
  }
  const text =
    'No DHCP server answered on this card: machines get no address, unless Bootdrop gives them out itself. If there should be one, check the cable.'
  return line('dhcp-servers', 'warning', 'none', text, extras)
}

/** Who else answers machines that want to boot. */
export function checkPxeServers(listening: Listening, options: ServersOptions): Check {
  if (!('heard' in listening)) return notHeard('pxe-servers', listening, options)
  const extras = extrasOf(listening.heard, options)
  const boot = itemsOf(listening.heard, 'pxe', options)
  const claiming = itemsOf(listening.heard, 'dhcp', options).filter(({ claimsPxe }) => claimsPxe === 1)
  const facts = (items: readonly CheckItem[]): Check['facts'] => ({
    ...extras.facts,
    servers: items.map(({ name }) => name).join(', '),
  })
  if (boot.length > 0) {
    const text = `Another PXE server answers on this card: ${boot.map(told).join(', ')}. Machines take whichever answers first; switch it off, or serve on a cable of your own.`
    return line('pxe-servers', 'warning', 'other', text, { ...extras, items: boot, facts: facts(boot) })
  }
  if (claiming.length > 0) {
    const text = `The DHCP server ${claiming.map(told).join(', ')} calls itself a PXE server (option 60 "PXEClient"): UEFI machines then ask it instead of Bootdrop. Take option 60 out of its settings, unless a boot server runs there.`
    return line('pxe-servers', 'warning', 'claims', text, { ...extras, items: claiming, facts: facts(claiming) })
  }
  return line('pxe-servers', 'ok', 'none', 'No other PXE server answers on this card.', extras)
}

function notHeard(
  id: 'dhcp-servers' | 'pxe-servers',
  listening: Exclude<Listening, { heard: unknown }>,
  { canListen, card }: ServersOptions,
): Check {
  if ('failed' in listening) {
    const text = `It could not be listened: ${listening.failed.why}`
    return line(id, 'unknown', 'cannot-listen', text, { facts: listening.failed })
  }
  if (listening.why === 'no-card' || card === undefined) {
    return line(id, 'unknown', 'no-card', 'Choose a card that has a link and an address to listen there.')
  }
  const text =
    'Not listened yet. Listening sends a few DHCP requests (DISCOVER) to the network of the card, and takes up to 4 seconds.'
  return line(id, 'unknown', 'not-listened', text, canListen ? { fix: 'listen' } : {})
}

function itemsOf({ servers, macs }: Heard, kind: OtherServer['kind'], { vendorOf }: ServersOptions): CheckItem[] {
  return servers
    .filter((server) => server.kind === kind)
    .map(({ address, claimsPxe }) => {
      const mac = macs.get(address)
      const vendor = mac === undefined ? undefined : vendorOf(mac)
      return {
        name: address,
        claimsPxe: claimsPxe ? 1 : 0,
        ...(mac === undefined ? {} : { mac }),
        ...(vendor === undefined ? {} : { vendor }),
      }
    })
}

const vendorIn = ({ vendor }: CheckItem): { vendor?: string | number } => (vendor === undefined ? {} : { vendor })
const told = ({ name, vendor }: CheckItem): string => (vendor === undefined ? name : `${name} (${vendor})`)

/** What was heard by listening can be listened for again; the guard does it by itself. */
function extrasOf({ at }: Heard, { canListen }: ServersOptions): LineExtras {
  if (at === undefined) return { facts: {} }
  return { facts: { at }, ...(canListen ? { fix: 'listen' } : {}) }
}
