import type { Card, Check } from '../types'
import { line } from './line'
import type { System } from './system'

const USUAL_MTU = 1500
/** Below it a classroom waits: 100 Mb/s are 11 MB/s for all machines together. */
const SLOW_MBPS = 100
const TUNNELS =
  /^(tun|tap|utun|wg|zt|tailscale|ipsec|ppp|nordlynx|proton)|wireguard|openvpn|tap-windows|zerotier|tailscale|wintun|vpn/i
const IFF_UP = 1

/** What Linux tells of a card beyond what the list has. */
interface More {
  readonly mtu: number | undefined
  /** Switched off by the administrator, whatever the cable says. */
  readonly off: boolean
  readonly halfDuplex: boolean
}

/** Whether machines can boot over this card, and how well. @param nic the name that was asked for; null for none */
export async function checkCard(system: System, nic: string | null, cards: readonly Card[]): Promise<Check> {
  if (nic === null) return noCard(cards)
  const card = cards.find(({ name }) => name === nic)
  if (card === undefined) {
    const text = `There is no network card "${nic}" (any more). Plug it in, or choose another (bootdrop nics lists them).`
    return line('card', 'failed', 'gone', text, { facts: { card: nic } })
  }
  const more = await moreOf(system, nic)
  const route = card.isDefaultRoute ? { internet: 1 } : {}
  const mtu = more.mtu === undefined ? {} : { mtu: more.mtu }
  const speed = card.speedMbps === undefined ? {} : { speedMbps: card.speedMbps }
  const duplex = more.halfDuplex ? { halfDuplex: 1 } : {}
  const address = card.addresses[0] === undefined ? {} : { address: card.addresses[0].address }
  const facts = { card: nic, title: card.title, ...address, ...speed, ...duplex, ...mtu, ...route }
  return trouble(card, more, facts) ?? doubts(card, more, facts) ?? ready(card, facts)
}

type Facts = Check['facts']

function noCard(cards: readonly Card[]): Check {
  const usable = cards.filter(({ problem, kind }) => problem === undefined && kind !== 'loopback')
  const names = usable.map(({ name }) => name).join(', ')
  return names === ''
    ? line(
        'card',
        'failed',
        'none-usable',
        'No network card has a link and an address. Plug in the cable that the machines hang on.',
      )
    : line('card', 'unknown', 'none-chosen', `No card is chosen. There are: ${names}.`, { facts: { names } })
}

async function moreOf(system: System, nic: string): Promise<More> {
  if (system.platform !== 'linux') return { mtu: undefined, off: false, halfDuplex: false }
  const read = (name: string): Promise<string | undefined> => system.readFile(`/sys/class/net/${nic}/${name}`)
  const [mtu, flags, duplex] = await Promise.all([read('mtu'), read('flags'), read('duplex')])
  const number = Number.parseInt(mtu ?? '', 10)
  return {
    mtu: number > 0 ? number : undefined,
    off: flags !== undefined && (Number(flags.trim()) & IFF_UP) === 0,
    halfDuplex: duplex?.trim() === 'half',
  }
}

/** Nothing can be served as it is. */
function trouble({ name, problem }: Card, { off }: More, facts: Facts): Check | undefined {
  if (off) {
    const text = `The card ${name} is switched off. Switch it on in the network settings.`
    return line('card', 'failed', 'down', text, { facts, command: `sudo ip link set ${name} up` })
  }
  if (problem === 'down') {
    const text = `The card ${name} has no link. Check the cable at both ends, and whether the switch or the machine is on.`
    return line('card', 'failed', 'no-link', text, { facts })
  }
  if (problem === 'no-address') {
    const text = `The card ${name} has no address. With no DHCP server on the cable, give it one by hand: for a bench 192.168.77.1, mask 255.255.255.0.`
    return line('card', 'failed', 'no-address', text, { facts })
  }
  return undefined
}

/** It works, but perhaps not as it was meant. The first that holds counts. */
function doubts(card: Card, { mtu = USUAL_MTU, halfDuplex }: More, facts: Facts): Check | undefined {
  const { name, kind, title, speedMbps = Number.POSITIVE_INFINITY } = card
  const warn = (code: Parameters<typeof line<'card'>>[2], text: string): Check =>
    line('card', 'warning', code, text, { facts })
  if (kind === 'loopback') return warn('loopback', `${name} is this computer alone: no machine can boot from it.`)
  if (TUNNELS.test(name) || TUNNELS.test(title)) {
    return warn('vpn', `${name} is a tunnel (VPN): no machine can boot over it. Choose the card that the cable is in.`)
  }
  if (kind === 'wifi') {
    return warn(
      'wifi',
      `${name} is Wi-Fi: machines have to hang on a cable of the same network, and many access points keep broadcasts from them.`,
    )
  }
  if (card.addresses[0]?.address.startsWith('169.254.') === true) {
    return warn(
      'link-local',
      `${name} gave itself an address (169.254…), for no DHCP server did. On an isolated bench Bootdrop can give out the addresses; else check the cable.`,
    )
  }
  if (mtu !== USUAL_MTU && kind !== 'virtual') {
    return warn(
      'mtu',
      `${name} has an MTU of ${mtu} where machines expect ${USUAL_MTU}: large packets may get lost. Set it back to ${USUAL_MTU}.`,
    )
  }
  if (speedMbps <= SLOW_MBPS || halfDuplex) {
    const how = halfDuplex ? `${speedMbps} Mb/s half duplex` : `${speedMbps} Mb/s`
    return warn(
      'slow',
      `${name} runs at ${how}: all machines share it. Try another cable or port; old cables have only two pairs.`,
    )
  }
  if (kind === 'virtual')
    return warn('virtual', `${name} is a virtual card: only virtual machines on this computer can boot from it.`)
  return undefined
}

function ready({ name, speedMbps, addresses, isDefaultRoute }: Card, facts: Facts): Check {
  const speed =
    speedMbps === undefined ? '' : `, ${speedMbps >= 1000 ? `${speedMbps / 1000} Gb/s` : `${speedMbps} Mb/s`}`
  const route = isDefaultRoute ? ', and the way to the internet' : ''
  return line('card', 'ok', 'ready', `${name} has a link and the address ${addresses[0]?.address}${speed}${route}.`, {
    facts,
  })
}
