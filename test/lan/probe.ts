/** DHCP clients without a machine behind them: a packet out of one namespace, and who answers it. */
import { randomBytes } from 'node:crypto'
import { readFirmware } from '../fixtures/firmware/read'
import { LAN, type Lan, type Place } from './netns'

export interface Reply {
  readonly from: string
  readonly port: number
  /** Hex of the whole message. */
  readonly hex: string
}

/** A DISCOVER of OVMF's own PXE client, in a transaction of its own and under that MAC, else one nobody has. */
export function pxeDiscover(mac?: string): Buffer {
  const [recorded] = readFirmware('ovmf-pxe')
  if (recorded === undefined) throw new Error('ovmf-pxe.hex has no packet')
  const packet = Buffer.from(recorded.payload)
  randomBytes(4).copy(packet, 4)
  const hardware = mac === undefined ? Buffer.from([0x52, 0x54, 0, 0x88, ...randomBytes(2)]) : macBytes(mac)
  hardware.copy(packet, 28)
  return packet
}

const macBytes = (mac: string): Buffer => Buffer.from(mac.replaceAll(':', ''), 'hex')

/** `yiaddr` of an answer: the address that it offers, 0.0.0.0 in a proxy's. */
export const offeredBy = ({ hex }: Reply): string => [...Buffer.from(hex, 'hex').subarray(16, 20)].join('.')

/** The DISCOVER of an ordinary computer (RFC 2131 4.4.1): no option 60, nothing about booting. */
export function plainDiscover(): Buffer {
  const packet = Buffer.alloc(300)
  packet.set([1, 1, 6, 0])
  randomBytes(4).copy(packet, 4)
  packet.set([0x80, 0], 10)
  packet.set([0x52, 0x54, 0, 0x99, ...randomBytes(2)], 28)
  packet.set([0x63, 0x82, 0x53, 0x63, 53, 1, 1, 55, 3, 1, 3, 6, 255], 236)
  return packet
}

/** The REQUEST of an ordinary computer that takes `address` from `server` (RFC 2131 4.3.2, SELECTING). */
export function taking(address: string, server: string): Buffer {
  const packet = plainDiscover()
  const bytes = (ip: string): number[] => ip.split('.').map(Number)
  packet.set([53, 1, 3, 50, 4, ...bytes(address), 54, 4, ...bytes(server), 255], 240)
  return packet
}

const SCRIPT = `
const [hex, waitMs] = process.argv.slice(1)
const socket = require('node:dgram').createSocket({ type: 'udp4', reuseAddr: true })
const message = Buffer.from(hex, 'hex'), replies = []
socket.on('message', (m, r) => {
  if (m.length > 240 && m.readUInt32BE(4) === message.readUInt32BE(4) && m[0] === 2)
    replies.push({ from: r.address, port: r.port, hex: m.toString('hex') })
})
socket.bind(68, () => {
  socket.setBroadcast(true)
  socket.send(message, 67, '255.255.255.255')
  setTimeout(() => { socket.close(); console.log(JSON.stringify(replies)) }, Number(waitMs))
})`

/**
 * Broadcasts a DISCOVER on that place's card and gives every answer that came within `waitMs`, but the router's: whether the
 * DHCP server of the LAN answers is not what is asked.
 */
export function discover(lan: Lan, place: Place, message: Buffer, waitMs = 600): Reply[] {
  // These namespaces have no default route, which a broadcast would need.
  lan.run(place, 'ip', 'route', 'replace', '255.255.255.255/32', 'dev', 'lan0')
  const output = lan.run(place, process.execPath, '-e', SCRIPT, message.toString('hex'), String(waitMs))
  return (JSON.parse(output) as Reply[]).filter(({ from }) => from !== LAN.router)
}

const SENDER = `
const dgram = require('node:dgram')
const sockets = new Map()
const socketOn = (port) => new Promise((done) => {
  if (sockets.has(port)) return done(sockets.get(port))
  const socket = dgram.createSocket({ type: 'udp4', reuseAddr: true })
  socket.on('message', () => {})
  socket.bind(port, () => { socket.setBroadcast(true); sockets.set(port, socket); done(socket) })
})
;(async () => {
  for (const { hex, from, to, port } of JSON.parse(process.argv[1])) {
    const socket = await socketOn(from)
    socket.send(Buffer.from(hex, 'hex'), port, to)
    await new Promise((next) => setTimeout(next, 20))
  }
  setTimeout(() => process.exit(), 500)
})()`

/** Sends what real firmware once sent, from its ports to those of `server`; broadcasts stay broadcasts. */
export function replay(lan: Lan, place: Place, recording: string, server: string): void {
  const packets = readFirmware(recording).map(({ payload, sourcePort, destination, destinationPort }) => ({
    hex: Buffer.from(payload).toString('hex'),
    from: destinationPort === 69 ? 0 : sourcePort,
    to: destination === '255.255.255.255' ? destination : server,
    port: destinationPort,
  }))
  lan.run(place, 'ip', 'route', 'replace', '255.255.255.255/32', 'dev', 'lan0')
  lan.run(place, process.execPath, '-e', SENDER, JSON.stringify(packets))
}
