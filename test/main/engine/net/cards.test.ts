import { networkInterfaces, type NetworkInterfaceInfo } from 'node:os'
import { describe, expect, it } from 'vitest'
import { addressesOf } from '../../../../main/engine/net/addresses'
import { listCards, rankCards } from '../../../../main/engine/net/cards'
import { kindByName } from '../../../../main/engine/net/kinds'
import { defaultRouteCard, deviceNames, modelFromUdev } from '../../../../main/engine/net/linux-cards'
import { inSubnet } from '../../../../main/engine/net/subnet'
import { mergeCards } from '../../../../main/engine/net/system-cards'
import type { Card } from '../../../../main/engine/types'
import { cardNamed } from './two-cards'

function entry(address: string, mac = '02:00:00:00:00:01', internal = false): NetworkInterfaceInfo {
  return { family: 'IPv4', address, netmask: '255.255.255.0', mac, internal, cidr: null }
}

describe('kind of a card by its name', () => {
  it.each([
    ...[
      'docker0',
      'br-1a2b',
      'veth12ab',
      'virbr0',
      'vmnet1',
      'vboxnet0',
      'tun0',
      'tap3',
      'wg0',
      'ztabcdef',
      'tailscale0',
    ],
    ...['vEthernet (Default Switch)', 'VMware Network Adapter VMnet8', 'Local Area Connection* 2', 'utun3', 'awdl0'],
  ])('%s is virtual', (name) => expect(kindByName(name)).toBe('virtual'))

  it.each(['wlan0', 'wlp3s0', 'wlx00c0ca', 'Wi-Fi', 'WiFi 2'])('%s is Wi-Fi', (name) =>
    expect(kindByName(name)).toBe('wifi'),
  )

  it.each(['eth0', 'eno1', 'enp0s31f6', 'enx00e04c', 'Ethernet', 'Ethernet 2', 'en0'])('%s is wired', (name) =>
    expect(kindByName(name)).toBe('wired'),
  )

  it.each(['lo', 'lo0', 'Loopback Pseudo-Interface 1'])('%s is the loopback', (name) =>
    expect(kindByName(name)).toBe('loopback'),
  )

  it('looks at the driver where the name says nothing', () => {
    expect(kindByName('Ethernet 3', 'VirtualBox Host-Only Ethernet Adapter')).toBe('virtual')
    expect(kindByName('en1', 'Intel(R) Wi-Fi 6 AX201')).toBe('wifi')
  })
})

describe('order of the cards', () => {
  const card = (name: string, changes: Partial<Card>): Card => ({ ...cardNamed(name), kind: 'wired', ...changes })

  it('puts wired, up and addressed first, the default route before others, loopback last', () => {
    const cards = [
      card('lo', { kind: 'loopback' }),
      card('docker0', { kind: 'virtual' }),
      card('wlan0', { kind: 'wifi', isDefaultRoute: true }),
      card('eth10', {}),
      card('eth2', {}),
      card('eth1', { problem: 'down' }),
      card('eth3', { problem: 'no-address' }),
      card('eth4', { isDefaultRoute: true }),
    ]
    const names = rankCards(cards).map(({ name }) => name)
    expect(names).toEqual(['eth4', 'eth2', 'eth10', 'eth3', 'eth1', 'wlan0', 'docker0', 'lo'])
  })
})

describe('what Linux tells', () => {
  it('reads card names, also with an alias', () => {
    const text = 'Inter-|   Receive\n face |bytes\n    lo: 1 2\n  eth0: 0 0\neth0:1: 0 0\n'
    expect(deviceNames(text)).toEqual(['lo', 'eth0', 'eth0:1'])
  })

  it('takes the default route with the lowest metric', () => {
    const route = (card: string, destination: string, metric: number, mask: string): string =>
      [card, destination, '0101A8C0', '0003', '0', '0', metric, mask, '0', '0', '0'].join('\t')
    const text = [
      'Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT',
      route('wlan0', '00000000', 600, '00000000'),
      route('eth0', '00000000', 100, '00000000'),
      route('eth1', '0000A8C0', 0, '0000FFFF'),
    ].join('\n')
    expect(defaultRouteCard(text)).toBe('eth0')
    expect(defaultRouteCard('')).toBeUndefined()
  })

  it('reads maker and model from udev', () => {
    const text = 'E:ID_VENDOR_FROM_DATABASE=Intel Corporation\nE:ID_MODEL_FROM_DATABASE=Ethernet Connection I219-LM\n'
    expect(modelFromUdev(text)).toBe('Intel Ethernet Connection I219-LM')
    expect(modelFromUdev('E:ID_BUS=pci\n')).toBeUndefined()
  })
})

describe('what Windows and macOS tell', () => {
  it('joins fresh addresses with names and speeds, and marks what cannot serve', () => {
    const known = [
      { iface: 'Ethernet', ifaceName: 'Intel(R) I219-LM', type: 'wired', speed: 1000, default: true, virtual: false },
      { iface: 'Ethernet 2', ifaceName: 'Realtek USB GbE', type: 'wired', speed: null, default: false, virtual: false },
    ] as unknown as Parameters<typeof mergeCards>[1]
    const cards = mergeCards({ Ethernet: [entry('192.168.1.5')], 'Wi-Fi': [entry('169.254.3.4')] }, known)
    expect(cards).toMatchObject([
      {
        title: 'Intel(R) I219-LM (Ethernet)',
        kind: 'wired',
        speedMbps: 1000,
        isDefaultRoute: true,
        problem: undefined,
      },
      { name: 'Wi-Fi', kind: 'wifi', problem: undefined },
      { name: 'Ethernet 2', up: false, speedMbps: undefined, problem: 'down' },
    ])
  })
})

it('lists self-assigned addresses last', () => {
  expect(addressesOf([entry('169.254.1.1'), entry('10.0.0.1')]).map(({ address }) => address)).toEqual([
    '10.0.0.1',
    '169.254.1.1',
  ])
})

it('knows which addresses are of a card’s network', () => {
  const card = { address: '192.168.1.5', netmask: '255.255.255.0' }
  expect(['192.168.1.200', '192.168.2.1', '300.1.1.1', 'x'].map((address) => inSubnet(address, card))).toEqual([
    true,
    false,
    false,
    false,
  ])
})

it('lists the cards of this computer, loopback last', async () => {
  const cards = await listCards()
  expect(cards.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(networkInterfaces())))
  expect(cards.at(-1)?.kind).toBe('loopback')
})
