import { expect, it } from 'vitest'
import { Told } from '../../../../main/engine/dhcp/told'

it('tells each thing once, and after five of a kind one more that stands for the rest', () => {
  const told = new Told()
  const admitted = Array.from({ length: 256 }, (_, number) => [
    told.admit('other-pxe', `server ${number}`, `${number}`),
    told.admit('other-pxe', `server ${number}`, `${number}`),
  ]).flat()
  const texts = admitted.flatMap((each) => (each === undefined ? [] : [each.text]))
  expect(texts.slice(0, 5)).toEqual([0, 1, 2, 3, 4].map((number) => `server ${number}`))
  expect(texts.slice(5)).toEqual(['server 5 There are more of this kind; they are not told one by one.'])
})

it('counts each kind by itself', () => {
  const told = new Told()
  for (let number = 0; number < 10; number += 1) told.admit('other-pxe', 'one', `${number}`)
  expect(told.admit('address-in-use', 'two', '0')).toEqual({ text: 'two', isLast: false })
})
