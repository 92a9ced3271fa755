import koffi from 'koffi'
import type { Ipv4 } from '../types'
import { lastError, onFirstUse } from './native'
import type { UdpPeer } from './udp'

/**
 * The few system calls that Node does not offer: a socket that is tied to one network card before it is bound, and a send
 * that has left the buffer when it returns. Linux and macOS; on Windows binding to the card's address is enough.
 */

/** The numbers of one system: Linux asm-generic/socket.h, in.h, udp.h; macOS sys/socket.h, netinet/in.h. */
interface Numbers {
  readonly solSocket: number
  readonly soReuseAddr: number
  /** macOS only lets two sockets have one UDP port when both said this. */
  readonly soReusePort: number | undefined
  readonly soBroadcast: number
  readonly soReceiveBuffer: number
}

const LINUX: Numbers = {
  solSocket: 1,
  soReuseAddr: 2,
  // Linux gives each datagram to one socket only of those that said it.
  soReusePort: undefined,
  soBroadcast: 6,
  soReceiveBuffer: 8,
}
const MACOS: Numbers = {
  solSocket: 0xffff,
  soReuseAddr: 4,
  soReusePort: 0x200,
  soBroadcast: 0x20,
  soReceiveBuffer: 0x1002,
}

const AF_INET = 2
const SOCK_STREAM = 1
const SOCK_DGRAM = 2
const IPPROTO_IP = 0
/** Linux: the new socket is not inherited by children and does not block. */
const SOCK_CLOEXEC = 0o2000000
const SOCK_NONBLOCK = 0o4000
const SO_BINDTODEVICE = 25
const SO_SNDBUF = 7
const SO_SNDBUFFORCE = 32
const SO_RCVBUFFORCE = 33
/** Linux gives every program send buffers of this size (net.core.wmem_max) and silently no larger ones. */
const USUAL_SEND_BUFFER_BYTES = 212_992
const IP_PKTINFO = 8
const SOL_UDP = 17
const UDP_SEGMENT = 103
/** macOS: the card, by index, that a socket is held to. */
const IP_BOUND_IF = 25
const MSG_DONTWAIT = 0x40
const F_DUPFD_CLOEXEC = 1030

const linux = process.platform === 'linux'
const numbers = process.platform === 'darwin' ? MACOS : LINUX

/** True where sockets can be tied to a card by these calls. */
export const canTieToCard = linux || process.platform === 'darwin'

/** The C library that the process runs with already: no name, so that glibc and musl are the same to us. */
const libc = onFirstUse(() => {
  const library = koffi.load(null)
  koffi.struct('BootdropIovec', { base: 'void*', length: 'size_t' })
  koffi.struct('BootdropMsghdr', {
    name: 'void*',
    nameLength: 'uint32_t',
    vectors: 'BootdropIovec*',
    vectorCount: 'size_t',
    control: 'void*',
    controlLength: 'size_t',
    flags: 'int',
  })
  return {
    socket: library.func('int socket(int, int, int)'),
    bind: library.func('int bind(int, void*, uint32_t)'),
    close: library.func('int close(int)'),
    setsockopt: library.func('int setsockopt(int, int, int, void*, uint32_t)'),
    sendto: library.func('intptr_t sendto(int, void*, size_t, int, void*, uint32_t)'),
    sendmsg: library.func('intptr_t sendmsg(int, BootdropMsghdr*, int)'),
    recv: library.func('intptr_t recv(int, void*, size_t, int)'),
    fcntl: library.func('int fcntl(int, int, ...)'),
    ifNameToIndex: library.func('uint32_t if_nametoindex(const char*)'),
  }
})

/** `struct sockaddr_in`, 16 bytes. macOS puts the length into the first byte. */
export function socketAddress({ address, port }: UdpPeer): Buffer {
  const bytes = Buffer.alloc(16)
  if (linux) bytes.writeUInt16LE(AF_INET, 0)
  else bytes.set([16, AF_INET])
  bytes.writeUInt16BE(port, 2)
  bytes.set(ipv4Bytes(address), 4)
  return bytes
}

function ipv4Bytes(address: Ipv4): number[] {
  return address.split('.').map(Number)
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32LE(value)
  return bytes
}

function setOption(fd: number, level: number, option: number, value: Buffer): boolean {
  return libc().setsockopt(fd, level, option, value, value.length) === 0
}

export interface BoundSocketOptions {
  readonly type: 'udp' | 'tcp'
  readonly card: string
  /** `0.0.0.0` for a socket that shall hear broadcasts. */
  readonly address: Ipv4
  readonly port: number
  /** UDP only: others may have the port, too. */
  readonly shared?: boolean
}

/**
 * A bound socket that only sends and receives by `card`. The caller owns the file descriptor.
 *
 * UDP sockets have no SO_REUSEADDR, but for shared ones: with it a second program could share the port unnoticed, and each request would reach
 * only one of the two. A server elsewhere on another card is no conflict as long as it is tied to that card, too.
 * @throws a system error with `code` (EADDRINUSE, EACCES, ENODEV, EADDRNOTAVAIL …)
 */
export function openBoundSocket({ type, card, address, port, shared = false }: BoundSocketOptions): number {
  const kind = type === 'udp' ? SOCK_DGRAM : SOCK_STREAM
  const fd: number = libc().socket(AF_INET, linux ? kind | SOCK_CLOEXEC | SOCK_NONBLOCK : kind, 0)
  if (fd < 0) throw lastError('socket')
  try {
    tieToCard(fd, card)
    // For TCP the option has another meaning: connections of the last run that linger do not bar the port.
    if (type === 'tcp') setOption(fd, numbers.solSocket, numbers.soReuseAddr, int32(1))
    if (type === 'udp') setOption(fd, numbers.solSocket, numbers.soBroadcast, int32(1))
    if (shared) share(fd)
    const sockaddr = socketAddress({ address, port })
    if (libc().bind(fd, sockaddr, sockaddr.length) < 0) throw lastError('bind')
    return fd
  } catch (error) {
    libc().close(fd)
    throw error
  }
}

function share(fd: number): void {
  setOption(fd, numbers.solSocket, numbers.soReuseAddr, int32(1))
  if (numbers.soReusePort !== undefined) setOption(fd, numbers.solSocket, numbers.soReusePort, int32(1))
}

function tieToCard(fd: number, card: string): void {
  const tied = linux
    ? setOption(fd, numbers.solSocket, SO_BINDTODEVICE, Buffer.from(`${card}\0`, 'latin1'))
    : setOption(fd, IPPROTO_IP, IP_BOUND_IF, int32(libc().ifNameToIndex(card)))
  if (!tied) throw lastError('setsockopt')
}

/** A second descriptor of the same socket, closed apart from the first. Linux. @throws a system error */
export function duplicate(fd: number): number {
  const second: number = libc().fcntl(fd, F_DUPFD_CLOEXEC, 'int', 0)
  if (second < 0) throw lastError('fcntl')
  return second
}

/** Throws away what came in while nobody listened. Linux. */
export function discardWaiting(fd: number): void {
  const byte = Buffer.alloc(1)
  // The buffer holds fewer; whoever floods the port meanwhile does not keep us here.
  for (let left = 10_000; left > 0 && libc().recv(fd, byte, 1, MSG_DONTWAIT) >= 0; left--);
}

/** Closes a descriptor that no handle adopted. */
export function closeDescriptor(fd: number): void {
  libc().close(fd)
}

/**
 * Undoes what libuv does to every socket that it adopts (uv_udp_open sets SO_REUSEADDR): dnsmasq, which sets it too, could
 * otherwise be started on our port without either of us noticing.
 */
export function keepPortToOurselves(fd: number): void {
  setOption(fd, numbers.solSocket, numbers.soReuseAddr, int32(0))
}

/** Room for a burst of requests: a classroom switched on at once. As much as the system gives. */
export function widenReceiveBuffer(fd: number, sizeBytes: number): void {
  if (linux && setOption(fd, numbers.solSocket, SO_RCVBUFFORCE, int32(sizeBytes))) return
  setOption(fd, numbers.solSocket, numbers.soReceiveBuffer, int32(sizeBytes))
}

/**
 * Sets how much may wait to be sent. False where the system does not let us, also for sizes that it would silently cut, and
 * on macOS, where the buffer only bounds one datagram.
 */
export function setSendBuffer(fd: number, sizeBytes: number): boolean {
  if (!linux) return false
  if (setOption(fd, numbers.solSocket, SO_SNDBUFFORCE, int32(sizeBytes))) return true
  return sizeBytes <= USUAL_SEND_BUFFER_BYTES && setOption(fd, numbers.solSocket, SO_SNDBUF, int32(sizeBytes))
}

/** Sets the size that one large send is cut into by the kernel (udp(7), UDP_SEGMENT); 0 for none. False where it cannot. */
export function setSegmentSize(fd: number, sizeBytes: number): boolean {
  return linux && setOption(fd, SOL_UDP, UDP_SEGMENT, int32(sizeBytes))
}

/** Sends now. Returns undefined when it went, else the system error (`EAGAIN`: the send buffer is full). */
export function sendNow(fd: number, data: Uint8Array, sockaddr: Buffer): NodeJS.ErrnoException | undefined {
  const sent: number = libc().sendto(fd, data, data.length, 0, sockaddr, sockaddr.length)
  return sent < 0 ? lastError('sendto') : undefined
}

/** The control message that names the source address of a datagram: ip(7), IP_PKTINFO. */
export function sourceControl(address: Ipv4): Buffer | undefined {
  // `struct cmsghdr` as 64-bit Linux lays it out; elsewhere the kernel's own choice of source stands.
  if (!linux || !['x64', 'arm64', 'riscv64', 'loong64'].includes(process.arch)) return undefined
  const control = Buffer.alloc(32)
  control.writeBigUInt64LE(28n, 0)
  control.writeInt32LE(IPPROTO_IP, 8)
  control.writeInt32LE(IP_PKTINFO, 12)
  control.set(ipv4Bytes(address), 20)
  return control
}

/** As `sendNow`, with the source address of `control` (see `sourceControl`). */
export function sendNowFrom(
  fd: number,
  data: Uint8Array,
  sockaddr: Buffer,
  control: Buffer,
): NodeJS.ErrnoException | undefined {
  const message = {
    name: sockaddr,
    nameLength: sockaddr.length,
    vectors: [{ base: data, length: data.length }],
    vectorCount: 1,
    control,
    controlLength: control.length,
    flags: 0,
  }
  const sent: number = libc().sendmsg(fd, message, 0)
  return sent < 0 ? lastError('sendmsg') : undefined
}
