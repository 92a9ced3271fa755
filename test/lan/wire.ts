/** What a wire does to packets besides carrying them: it loses and delays them, and a switch blocks a port that just came up. */
import type { Lan } from './netns'

export interface BadCable {
  /** QEMU's arguments for a network card at the end of this cable (`MachineOptions.cable`). */
  readonly arguments: readonly string[]
  /** Frames dropped so far, both ways. */
  dropped(): number
  unplug(): Promise<void>
}

/**
 * A cable to the LAN that loses one packet in so many and carries each `delayMs` later, both ways.
 *
 * `tc netem` would do the same, but for the kernels that are built without it. The machine's QEMU puts its frames into
 * datagrams, a process carries them on or not, and QEMU puts what arrives on the tap. The same packets are lost every time.
 */
export async function badCable(
  lan: Lan,
  { lossPercent, delayMs }: { lossPercent: number; delayMs: number },
): Promise<BadCable> {
  const [machine, nearMachine, nearTap, tap] = [7701, 7702, 7703, 7704]
  const node = process.execPath
  const settings = { lossPercent, delayMs, ends: [[nearMachine, machine], [nearTap, tap]] } // prettier-ignore
  const carrier = lan.start('lan', node, '-e', CARRIER, JSON.stringify(settings))
  await carrier.until('the bad cable', 5000, () => (carrier.stdout().includes('carries') ? true : undefined))
  const end = (id: string, own: number, other: number): string =>
    `dgram,id=${id},local.type=inet,local.host=127.0.0.1,local.port=${own},remote.type=inet,remote.host=127.0.0.1,remote.port=${other}`
  return {
    arguments: [
      ...['-netdev', end('lan', machine, nearMachine)],
      ...['-netdev', end('far', tap, nearTap)],
      ...['-netdev', 'tap,id=wire,ifname=tap0,script=no,downscript=no,vnet_hdr=off'],
      ...['-netdev', 'hubport,id=plug1,hubid=1,netdev=far', '-netdev', 'hubport,id=plug2,hubid=1,netdev=wire'],
    ],
    unplug: () => carrier.end(),
    dropped: () => carrier.stdout().split('dropped').length - 1,
  }
}

/** Two sockets; what one hears the other says, later or never. mulberry32 with a fixed seed decides. */
const CARRIER = `
const { lossPercent, delayMs, ends } = JSON.parse(process.argv[1])
let seed = 77
const random = () => {
  seed = (seed + 0x6d2b79f5) | 0
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296
}
const sockets = ends.map(([own]) => {
  const socket = require('node:dgram').createSocket({ type: 'udp4', recvBufferSize: 4 << 20 })
  socket.on('error', () => {})
  socket.bind(own, '127.0.0.1')
  return socket
})
sockets.forEach((socket, side) => socket.on('message', (frame) => {
  if (random() * 100 < lossPercent) return console.log('dropped')
  setTimeout(() => sockets[1 - side].send(frame, ends[1 - side][1], '127.0.0.1'), delayMs)
}))
setTimeout(() => console.log('carries'), 100)`

/** Seconds in which a port learns after its link came up: twice the forward delay of IEEE 802.1D, 15 s by default. */
export const STP_BLOCKS_S = 30

/**
 * The machine's link drops and comes back, on a switch that speaks the spanning tree protocol: the port neither sends nor
 * takes a frame for 30 seconds (FIELD.md 3.7). The bridge's own STP does it; the link has to be dropped by us, since QEMU's
 * card never drops it.
 */
export function dropLinkOnStpSwitch(lan: Lan): void {
  // In hundredths of a second.
  const forwardDelay = String((STP_BLOCKS_S / 2) * 100)
  lan.run('lan', 'ip', 'link', 'set', 'br0', 'type', 'bridge', 'forward_delay', forwardDelay, 'stp_state', '1')
  lan.run('lan', 'ip', 'link', 'set', 'tap0', 'down')
  lan.run('lan', 'ip', 'link', 'set', 'tap0', 'up')
}

/** `listening`, `learning`, `forwarding` …: what the switch does with the machine's port. */
export function portState(lan: Lan): string {
  return /state (\w+)/.exec(lan.run('lan', 'bridge', 'link', 'show', 'dev', 'tap0'))?.[1] ?? 'unknown'
}
