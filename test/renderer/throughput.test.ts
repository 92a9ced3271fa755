import { describe, expect, it } from 'vitest'
import { ByteCounter } from '../../renderer/src/throughput'
import { client, transfer } from './fixtures'

const sent = (sentBytes: number) => [client({ transfers: [transfer({ sentBytes })] })]

describe('the bytes between two looks', () => {
  it('are those that went out since', () => {
    const counter = new ByteCounter()
    counter.count(sent(1000))
    expect(counter.count(sent(1500))).toBe(500)
    expect(counter.count(sent(1500))).toBe(0)
  })

  it('are none at the first look of a window that opens while machines boot', () => {
    expect(new ByteCounter().count(sent(1_000_000))).toBe(0)
  })

  it('are all of a boot that came and went within the first second of serving', () => {
    const counter = new ByteCounter()
    counter.count(undefined)
    expect(counter.count(sent(1000))).toBe(1000)
  })
})
