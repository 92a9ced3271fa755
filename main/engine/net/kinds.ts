import type { CardKind } from '../types'

/**
 * Names of cards that are no wire: virtual machines, containers, tunnels. Windows gives whole phrases, which may stand in the
 * card's name or in its driver's description.
 */
const VIRTUAL_NAMES: readonly RegExp[] = [
  /^(docker|br-|veth|virbr|vmnet|vboxnet|vnet|lxc|lxd|podman|cni|flannel|cali|kube|ifb|dummy|nlmon)/i,
  /^(tun|tap|utun|wg|zt|tailscale|ipsec|gre|gretap|sit|ip6tnl|tunl|vti|ppp|nordlynx|proton)/i,
  // macOS: AirDrop, Thunderbolt bridge, access point of the Wi-Fi chip, transition tunnels.
  /^(awdl|llw|bridge\d|ap\d|anpi|gif\d|stf\d|feth)/,
  /vEthernet|hyper-v|vmware|virtualbox|vmnet|npcap|wireguard|openvpn|tap-windows|zerotier|tailscale|wintun/i,
  /^local area connection\* |wi-fi direct|bluetooth|wan miniport|parallels/i,
]
const WIFI_NAMES = /^(wlan|wlp|wlx|wl\d)|wi-?fi|wireless|802\.11|airport/i

/** What a card is, judged by its name and its driver's description alone. */
export function kindByName(name: string, description = ''): CardKind {
  if (/^lo\d*$|loopback/i.test(name)) return 'loopback'
  if (VIRTUAL_NAMES.some((pattern) => pattern.test(name) || pattern.test(description))) return 'virtual'
  return WIFI_NAMES.test(name) || WIFI_NAMES.test(description) ? 'wifi' : 'wired'
}
