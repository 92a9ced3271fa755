/**
 * A pair of connected sockets over which texts and open descriptors pass (unix(7), SCM_RIGHTS). One end becomes fd 0 of the
 * helper: pkexec and sudo close everything above 2 and clear the environment, but leave that.
 *
 * Node's own passing of sockets (`process.send(message, socket)`) wraps what it received into an object that does not tell its
 * descriptor, and our sends need that (engine/net/card-udp.ts).
 */
import koffi from 'koffi'
import { lastError, onFirstUse } from '../engine/net/native'
import { MAX_TEXT_BYTES } from './messages'

const AF_UNIX = 1
const SOCK_SEQPACKET = 5
const SOCK_CLOEXEC = 0o2000000
const SOL_SOCKET = 1
const SCM_RIGHTS = 1
const SO_PEERCRED = 17
const MSG_DONTWAIT = 0x40
const MSG_NOSIGNAL = 0x4000
/** What we receive is not inherited by children. */
const MSG_CMSG_CLOEXEC = 0x40000000
const SHUT_RDWR = 2
const MAX_DESCRIPTORS = 8

const libc = onFirstUse(() => {
  const library = koffi.load(null)
  koffi.struct('BootdropPassVector', { base: 'void*', length: 'size_t' })
  koffi.struct('BootdropPassMessage', {
    name: 'void*',
    nameLength: 'uint32_t',
    vectors: 'BootdropPassVector*',
    vectorCount: 'size_t',
    control: 'void*',
    controlLength: 'size_t',
    flags: 'int',
  })
  return {
    socketpair: library.func('int socketpair(int, int, int, void*)'),
    sendmsg: library.func('intptr_t sendmsg(int, BootdropPassMessage*, int)'),
    recvmsg: library.func('intptr_t recvmsg(int, BootdropPassMessage*, int)'),
    recv: library.func('intptr_t recv(int, void*, size_t, int)'),
    getsockopt: library.func('int getsockopt(int, int, int, void*, void*)'),
    shutdown: library.func('int shutdown(int, int)'),
    /** `struct cmsghdr` begins with a size_t, and what follows it is aligned to that. */
    word: koffi.sizeof('size_t'),
  }
})

/** Two connected descriptors, the caller's to close. @throws a system error */
export function openPair(): readonly [ours: number, theirs: number] {
  const pair = Buffer.alloc(8)
  if (libc().socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0) throw lastError('socketpair')
  return [pair.readInt32LE(0), pair.readInt32LE(4)]
}

function message(data: Uint8Array, control: Uint8Array | undefined): object {
  return {
    name: null,
    nameLength: 0,
    vectors: [{ base: data, length: data.length }],
    vectorCount: 1,
    control: control ?? null,
    controlLength: control?.length ?? 0,
    flags: 0,
  }
}

const aligned = (sizeBytes: number, word: number): number => Math.ceil(sizeBytes / word) * word

/** Sends a text with descriptors, of which the other side gets copies. @throws a system error; RangeError when it is too long */
export function sendText(fd: number, text: string, fds: readonly number[] = []): void {
  const data = Buffer.from(text)
  if (data.length > MAX_TEXT_BYTES || fds.length > MAX_DESCRIPTORS) throw new RangeError('too much for one message')
  // Never waits: whoever does not read must not hold us.
  const flags = MSG_NOSIGNAL | MSG_DONTWAIT
  if (libc().sendmsg(fd, message(data, fds.length === 0 ? undefined : rights(fds)), flags) < 0) {
    throw lastError('sendmsg')
  }
}

/** The control message that carries descriptors: size (header and all), level, type, then one int each. */
function rights(fds: readonly number[]): Buffer {
  const { word } = libc()
  const head = aligned(word + 8, word)
  const control = Buffer.alloc(aligned(head + 4 * fds.length, word))
  control.writeUInt32LE(head + 4 * fds.length, 0)
  control.writeInt32LE(SOL_SOCKET, word)
  control.writeInt32LE(SCM_RIGHTS, word + 4)
  for (const [at, fd] of fds.entries()) control.writeInt32LE(fd, head + 4 * at)
  return control
}

export interface Received {
  readonly text: string
  /** The receiver's to close. */
  readonly fds: readonly number[]
}

/** What has arrived already; undefined where nothing has, or the other side is gone. Never waits. */
export function receiveText(fd: number): Received | undefined {
  const { recvmsg, word } = libc()
  const head = aligned(word + 8, word)
  const data = Buffer.alloc(MAX_TEXT_BYTES)
  const control = Buffer.alloc(aligned(head + 4 * MAX_DESCRIPTORS, word))
  const size = Number(recvmsg(fd, message(data, control), MSG_DONTWAIT | MSG_CMSG_CLOEXEC))
  if (size <= 0) return undefined
  const carries = control.readInt32LE(word) === SOL_SOCKET && control.readInt32LE(word + 4) === SCM_RIGHTS
  const count = carries ? Math.max(0, control.readUInt32LE(0) - head) / 4 : 0
  const fds = Array.from({ length: count }, (_, at) => control.readInt32LE(head + 4 * at))
  return { text: data.toString('utf8', 0, size), fds }
}

/**
 * Resolves when the other side closed its end, or was ended; also when anything more comes, which the app never sends: a message
 * left in the queue may carry a copy of that very end.
 */
export async function untilClosed(fd: number): Promise<void> {
  const scratch = Buffer.alloc(1)
  await new Promise<void>((resolve) => libc().recv.async(fd, scratch, 1, 0, () => resolve()))
}

/** Ends the connection for both sides; the descriptor stays to be closed. */
export function hangUp(fd: number): void {
  libc().shutdown(fd, SHUT_RDWR)
}

/** The user who made the pair. @throws a system error when `fd` is no such socket */
export const userBehind = (fd: number): number => credentialsOf(fd).readUInt32LE(4)

/** The process that made the pair. @throws a system error when `fd` is no such socket */
export const makerOf = (fd: number): number => credentialsOf(fd).readInt32LE(0)

/** `struct ucred`: process, user, group, 4 bytes each (socket(7), SO_PEERCRED). */
function credentialsOf(fd: number): Buffer {
  const credentials = Buffer.alloc(12)
  const size = Buffer.alloc(4)
  size.writeUInt32LE(credentials.length)
  if (libc().getsockopt(fd, SOL_SOCKET, SO_PEERCRED, credentials, size) < 0) throw lastError('getsockopt')
  return credentials
}
