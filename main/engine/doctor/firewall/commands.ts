import type { BaseChain } from './ruleset'
import type { Packet } from './packets'

/** Lines for the terminal that let the packets in. Pure; for the user to read before anything is changed. */
const portsOf = (packets: readonly Packet[], protocol: 'udp' | 'tcp'): number[] =>
  packets.filter((packet) => packet.protocol === protocol && packet.state === 'new').map(({ port }) => port)

const both = (parts: readonly (string | undefined)[]): string => parts.filter((part) => part !== undefined).join(' && ')

export function ufwCommand(card: string, packets: readonly Packet[]): string {
  const rule = (protocol: 'udp' | 'tcp'): string | undefined => {
    const ports = portsOf(packets, protocol).join(',')
    return ports === '' ? undefined : `sudo ufw allow in on ${card} to any port ${ports} proto ${protocol}`
  }
  return both([rule('udp'), rule('tcp')])
}

/** Until the next start of firewalld: what is kept for good needs --permanent as well. */
export function firewalldCommand(zone: string | undefined, packets: readonly Packet[]): string {
  const ports = (['udp', 'tcp'] as const).flatMap((protocol) =>
    portsOf(packets, protocol).map((port) => `--add-port=${port}/${protocol}`),
  )
  return ['sudo firewall-cmd', ...(zone === undefined ? [] : [`--zone=${zone}`]), ...ports].join(' ')
}

/** At the top of each chain that stands in the way. */
export function rulesCommand(card: string, packets: readonly Packet[], chains: readonly BaseChain[]): string {
  const transfers = packets.some(({ state }) => state === 'established')
  return both(
    chains.flatMap(({ tool, name }) => {
      const udp = portsOf(packets, 'udp')
      const tcp = portsOf(packets, 'tcp')
      if (tool === 'nft') {
        const rule = (what: string): string => `sudo nft insert rule ${name} 'iifname "${card}" ${what} accept'`
        return [
          udp.length === 0 ? undefined : rule(`udp dport { ${udp.join(', ')} }`),
          tcp.length === 0 ? undefined : rule(`tcp dport { ${tcp.join(', ')} }`),
          transfers ? rule('ct state established,related') : undefined,
        ]
      }
      const [table = 'filter', chain = 'INPUT'] = name.split(' ')
      const rule = `sudo iptables${table === 'filter' ? '' : ` -t ${table}`} -I ${chain} -i ${card}`
      return [
        udp.length === 0 ? undefined : `${rule} -p udp -m multiport --dports ${udp.join(',')} -j ACCEPT`,
        tcp.length === 0 ? undefined : `${rule} -p tcp -m multiport --dports ${tcp.join(',')} -j ACCEPT`,
        transfers ? `${rule} -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT` : undefined,
      ]
    }),
  )
}
