import { expect, it } from 'vitest'
import { Outbox } from '../../../../main/engine/net/outbox'
import { FakeClock } from '../../../support/fake-clock'

const EVERYONE = { address: '255.255.255.255', port: 68 }
const dead = (number: number) => ({ address: `10.0.${number >> 8}.${number & 255}`, port: 68 })

/** A socket whose buffer holds `room` datagrams to single machines, as if none of them answered ARP; broadcasts always leave. */
class Bench {
  readonly clock = new FakeClock()
  readonly left: string[] = []
  readonly errors: Error[] = []
  room = 0
  tries = 0
  code = 'EAGAIN'
  readonly outbox = new Outbox({
    send: (data, to) => {
      this.tries += 1
      if (to.address !== EVERYONE.address) {
        if (this.room === 0) return Object.assign(new Error(this.code), { code: this.code })
        this.room -= 1
      }
      this.left.push(Buffer.from(data).toString())
      return undefined
    },
    onError: (error) => this.errors.push(error),
    clock: this.clock,
  })

  send(text: string, to = dead(1)): void {
    this.outbox.send(Buffer.from(text), to)
  }
}

it.each(['EAGAIN', 'EWOULDBLOCK', 'ENOBUFS'])('keeps what finds the buffer full (%s) until there is room', (code) => {
  const bench = new Bench()
  bench.code = code
  bench.send('answer')
  bench.room = 1
  bench.clock.advance(2)
  expect([bench.left, bench.errors, bench.outbox.isEmpty]).toEqual([['answer'], [], true])
})

it('sends a broadcast at once while answers to others wait', () => {
  const bench = new Bench()
  for (let number = 0; number < 300; number += 1) bench.send('to nobody', dead(number))
  bench.send('offer', EVERYONE)
  expect(bench.left).toEqual(['offer'])
})

it('lets an answer to one machine pass those that wait for others', () => {
  const bench = new Bench()
  bench.send('to nobody', dead(1))
  bench.room = 1
  bench.send('answer', dead(2))
  expect(bench.left).toEqual(['answer'])
})

it('keeps the order of what goes to one machine', () => {
  const bench = new Bench()
  bench.send('1')
  bench.room = 3
  bench.send('2')
  bench.send('3')
  bench.clock.advance(2)
  expect(bench.left).toEqual(['1', '2', '3'])
})

it('drops what waited for more than half a second', () => {
  const bench = new Bench()
  bench.send('answer')
  bench.clock.advance(600)
  bench.room = 10
  bench.clock.advance(10)
  expect([bench.left, bench.outbox.isEmpty]).toEqual([[], true])
})

it('keeps no more than 1,024 datagrams', () => {
  const bench = new Bench()
  for (let number = 0; number < 5_000; number += 1) bench.send('answer', dead(number))
  bench.room = 10_000
  bench.clock.advance(2)
  expect(bench.left).toHaveLength(1_024)
})

it('keeps no more than 4 MB', () => {
  const bench = new Bench()
  for (let number = 0; number < 200; number += 1) bench.send('x'.repeat(60_000), dead(number))
  bench.room = 10_000
  bench.clock.advance(2)
  expect(bench.left).toHaveLength(69)
})

it('has room again after what waited has left', () => {
  const bench = new Bench()
  for (let round = 0; round < 3; round += 1) {
    for (let number = 0; number < 1_024; number += 1) bench.send('answer', dead(number))
    bench.room = 1_024
    bench.clock.advance(2)
  }
  expect(bench.left).toHaveLength(3 * 1_024)
})

it('has let go of the data when send returns', () => {
  const bench = new Bench()
  const data = Buffer.from('first')
  bench.outbox.send(data, dead(1))
  data.write('XXXXX')
  bench.room = 1
  bench.clock.advance(2)
  expect(bench.left).toEqual(['first'])
})

it('tells other errors, and keeps nothing', () => {
  const bench = new Bench()
  bench.code = 'ENETUNREACH'
  bench.send('answer')
  expect(bench.errors).toMatchObject([{ code: 'ENETUNREACH' }])
  expect(bench.outbox.isEmpty).toBe(true)
})

it('tries no more and leaves no timer after close', () => {
  const bench = new Bench()
  bench.send('answer')
  bench.outbox.close()
  bench.send('late', EVERYONE)
  bench.clock.advance(100)
  expect([bench.tries, bench.clock.pending]).toEqual([1, 0])
})
