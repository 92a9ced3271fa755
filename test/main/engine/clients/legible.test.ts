import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import { legible } from '../../../../main/engine/clients/legible'

it('makes control characters visible', () => {
  expect(legible('pc\x1b[31m\n')).toBe('pc·[31m·')
})

it('makes visible what would turn the direction of writing', () => {
  expect(legible('gpj.\u202eexe.iso')).toBe('gpj.·exe.iso')
})

it('cuts a long text and says so', () => {
  expect(legible('x'.repeat(300), 10)).toBe('xxxxxxxxx…')
})

it('leaves no half of a character where it cuts', () => {
  expect(legible('😀'.repeat(10), 4)).not.toMatch(/\p{Cs}/u)
})

it('does not keep alive the long text that it was cut from', () => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const used = (): number => {
    collect()
    return process.memoryUsage().heapUsed
  }
  const before = used()
  const kept = Array.from({ length: 100 }, (_, number) => legible(Buffer.alloc(500_000, 97 + (number % 26)).toString()))
  const grownBytes = used() - before
  expect(kept).toHaveLength(100)
  expect(grownBytes).toBeLessThan(10_000_000)
})

it.each([
  '\u00ad',
  '\u200b',
  '\u200f',
  '\u2028',
  '\u2029',
  '\u202e',
  '\u2060',
  '\u2064',
  '\u3164',
  '\ufeff',
  '\u{e0041}',
  '\u2066',
])('makes visible what nobody could see (%j)', (unseen) => expect(legible(`pc${unseen}1`)).toBe('pc·1'))

it('leaves letters of every language as they are', () => {
  expect(legible('Prüfstand №1 Ελλάδα 検査 가나 é')).toBe('Prüfstand №1 Ελλάδα 検査 가나 é')
})
