import { execFile, execFileSync } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import koffi from 'koffi'
import { hasTool } from '../../../support/tools'
import type { Card, CardAddress } from '../../../../main/engine/types'

/**
 * A laptop with two cards in a network namespace of its own, and one machine at the end of each cable:
 *
 * ```
 *   machine (10.77.0.2) ── bench0 10.77.0.1  laptop  10.78.0.1 office0 ── office (10.78.0.2), the default route
 * ```
 *
 * All links are made inside the namespaces; nothing here touches a real card.
 */
export type Place = 'laptop' | 'machine' | 'office'

const PLACES: readonly Place[] = ['laptop', 'machine', 'office']
const CLONE_NEWNET = 0x40000000

let made = 0

/** Why the tests cannot run here; undefined when they can, or must (DESIGN.md 3.1). */
export function whyNoNamespaces(): string | undefined {
  if (process.env['BOOTDROP_REQUIRE'] === 'all') return undefined
  if (process.platform !== 'linux') return 'network namespaces are Linux only'
  if (process.getuid?.() !== 0) return 'needs root: sudo npm test'
  return hasTool('ip') ? undefined : 'needs the program ip: apt install iproute2'
}

export class TwoCards {
  readonly #id = `bdnet-${process.pid}-${++made}`
  readonly #setns = koffi.load(null).func('int setns(int, int)')

  static open(): TwoCards {
    const cards = new TwoCards()
    try {
      cards.#make()
      return cards
    } catch (error) {
      cards.close()
      throw error
    }
  }

  /** The laptop's card to the machine, or to the office. */
  card(name: 'bench0' | 'office0'): [Card, CardAddress] {
    return [cardNamed(name), { address: name === 'bench0' ? '10.77.0.1' : '10.78.0.1', netmask: '255.255.255.0' }]
  }

  /** The only card of the machine, or of the office. */
  peer(place: 'machine' | 'office'): [Card, CardAddress] {
    return [cardNamed('eth0'), { address: place === 'machine' ? '10.77.0.2' : '10.78.0.2', netmask: '255.255.255.0' }]
  }

  name(place: Place): string {
    return `${this.#id}-${place}`
  }

  /** Runs `ip` there. */
  ip(place: Place, ...args: string[]): void {
    execFileSync('ip', ['-n', this.name(place), ...args])
  }

  /** Runs a program there; gives what it printed, also when it failed. */
  run(place: Place, [program = '', ...args]: readonly string[]): Promise<string> {
    return new Promise((resolve) => {
      execFile('ip', ['netns', 'exec', this.name(place), program, ...args], (_error, stdout) => resolve(stdout))
    })
  }

  /**
   * Runs `action` with this thread inside the namespace. Sockets stay where they were made, so only the part of `action`
   * before its first `await` counts.
   */
  within<T>(place: Place, action: () => T): T {
    const home = openSync('/proc/thread-self/ns/net', 'r')
    const there = openSync(`/run/netns/${this.name(place)}`, 'r')
    try {
      this.#enter(there)
      return action()
    } finally {
      this.#enter(home)
      closeSync(there)
      closeSync(home)
    }
  }

  close(): void {
    for (const place of PLACES) {
      try {
        execFileSync('ip', ['netns', 'del', this.name(place)], { stdio: 'ignore' })
      } catch {
        // Not made, or gone already.
      }
    }
  }

  #enter(descriptor: number): void {
    if (this.#setns(descriptor, CLONE_NEWNET) !== 0) throw new Error(`setns: errno ${koffi.errno()}`)
  }

  #make(): void {
    for (const place of PLACES) {
      execFileSync('ip', ['netns', 'add', this.name(place)])
      this.ip(place, 'link', 'set', 'lo', 'up')
    }
    this.#cable('bench0', '10.77.0.1/24', 'machine', '10.77.0.2/24')
    this.#cable('office0', '10.78.0.1/24', 'office', '10.78.0.2/24')
    this.ip('laptop', 'route', 'add', 'default', 'via', '10.78.0.2')
  }

  #cable(card: string, address: string, place: Place, peerAddress: string): void {
    this.ip('laptop', 'link', 'add', card, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', this.name(place))
    this.ip('laptop', 'addr', 'add', address, 'dev', card)
    this.ip('laptop', 'link', 'set', card, 'up')
    this.ip(place, 'addr', 'add', peerAddress, 'dev', 'eth0')
    this.ip(place, 'link', 'set', 'eth0', 'up')
  }
}

export function cardNamed(name: string): Card {
  return {
    name,
    title: name,
    mac: '02:00:00:00:00:01',
    kind: 'virtual',
    up: true,
    addresses: [],
    speedMbps: undefined,
    isDefaultRoute: false,
    problem: undefined,
  }
}
