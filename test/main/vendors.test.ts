import { describe, expect, it } from 'vitest'
import { createVendors, shortName } from '../../main/vendors'

describe('who made a network card', () => {
  it('is told by the list of the IEEE, without the legal form', async () => {
    const vendors = createVendors()
    await vendors.load()
    expect(vendors.of('d8:9e:f3:12:34:56')).toBe('Dell')
    expect(vendors.of('b8:27:eb:12:34:56')).toBe('Raspberry Pi')
  })

  it('is not known before the list was read', () => {
    expect(createVendors().of('d8:9e:f3:12:34:56')).toBeUndefined()
  })

  it('is not guessed for addresses that software made up', async () => {
    const vendors = createVendors()
    await vendors.load()
    expect(vendors.of('02:00:00:00:00:01')).toBeUndefined()
  })

  it.each([
    ['52:54:00:12:34:56', 'QEMU/KVM'],
    ['08:00:27:00:00:01', 'VirtualBox'],
    ['00:15:5d:00:00:01', 'Hyper-V'],
  ])('of the virtual card %s is %s', (mac, name) => {
    expect(createVendors().of(mac)).toBe(name)
  })

  it('takes the longest block that fits', async () => {
    const vendors = createVendors(() =>
      Promise.resolve(
        new Map([
          ['001BC5', 'IEEE'],
          ['001BC5000', 'Converging Systems'],
        ]),
      ),
    )
    await vendors.load()
    expect(vendors.of('00:1b:c5:00:01:02')).toBe('Converging Systems')
    expect(vendors.of('00:1b:c5:ff:01:02')).toBe('IEEE')
  })

  it('stays unknown where the list cannot be read, and nothing else fails', async () => {
    const vendors = createVendors(() => Promise.reject(new Error('gone')))
    await vendors.load()
    expect(vendors.of('d8:9e:f3:12:34:56')).toBeUndefined()
  })
})

describe('the short name of a maker', () => {
  it.each([
    ['Dell Inc.', 'Dell'],
    ['Hewlett Packard Enterprise', 'Hewlett Packard Enterprise'],
    ['ASUSTek COMPUTER INC.', 'ASUSTek COMPUTER'],
    ['Micro-Star INTL CO., LTD.', 'Micro-Star INTL'],
    ['Inc.', 'Inc.'],
  ])('of %s is %s', (name, short) => {
    expect(shortName(name)).toBe(short)
  })
})
