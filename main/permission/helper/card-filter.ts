/**
 * Keeps a socket to what came in by one card, for whoever holds it: SO_BINDTODEVICE alone is undone by a connect to AF_UNSPEC (udp(7)),
 * and the port would then hear every card. What is sent cannot be held to a card in this way. socket(7), SO_ATTACH_FILTER and
 * SO_LOCK_FILTER; linux/filter.h.
 */
import koffi from 'koffi'
import { lastError, onFirstUse } from '../../engine/net/native'

const SOL_SOCKET = 1
const SO_ATTACH_FILTER = 26
const SO_LOCK_FILTER = 44
/** SKF_AD_OFF + SKF_AD_IFINDEX: not of the packet, but the index of the card that it came in by. */
const CARD_INDEX = 0xffff_f008
const [LOAD_WORD, JUMP_IF_EQUAL, RETURN] = [0x20, 0x15, 0x06]
const ALL_OF_IT = 0xffff_ffff

const libc = onFirstUse(() => {
  const library = koffi.load(null)
  koffi.struct('BootdropFilterProgram', { length: 'uint16_t', instructions: 'void*' })
  return {
    attach: library.func('int setsockopt(int, int, int, BootdropFilterProgram*, uint32_t)'),
    lock: library.func('int setsockopt(int, int, int, void*, uint32_t)'),
    indexOf: library.func('uint32_t if_nametoindex(const char*)'),
    programBytes: koffi.sizeof('BootdropFilterProgram'),
  }
})

/** @throws a system error, `ENODEV` where the card is gone */
export function hearOnly(fd: number, card: string): void {
  const { attach, lock, indexOf, programBytes } = libc()
  const index = indexOf(card)
  if (index === 0) throw lastError('if_nametoindex')
  const instructions = Buffer.concat([
    instruction(LOAD_WORD, 0, 0, CARD_INDEX),
    instruction(JUMP_IF_EQUAL, 0, 1, index),
    instruction(RETURN, 0, 0, ALL_OF_IT),
    instruction(RETURN, 0, 0, 0),
  ])
  const program = { length: instructions.length / 8, instructions }
  if (attach(fd, SOL_SOCKET, SO_ATTACH_FILTER, program, programBytes) < 0) throw lastError('setsockopt')
  const yes = Buffer.from([1, 0, 0, 0])
  if (lock(fd, SOL_SOCKET, SO_LOCK_FILTER, yes, yes.length) < 0) throw lastError('setsockopt')
}

/** `struct sock_filter`: code, where to go when true and when false, value. */
function instruction(code: number, whenTrue: number, whenFalse: number, value: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeUInt16LE(code, 0)
  bytes.set([whenTrue, whenFalse], 2)
  bytes.writeUInt32LE(value, 4)
  return bytes
}
