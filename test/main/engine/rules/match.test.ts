import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { MachineFacts } from '../../../../main/engine/boot/contract'
import { ruleFor } from '../../../../main/engine/rules/match'
import type { Rule, RuleMatch } from '../../../../main/engine/types'
import { machine } from './machine'

function fits(match: RuleMatch, facts: Partial<MachineFacts> = {}): boolean {
  return ruleFor([{ match, action: { ignore: true } }], machine(facts)) !== undefined
}

describe('ruleFor', () => {
  it('finds none in an empty list', () => {
    expect(ruleFor([], machine())).toBeUndefined()
  })

  it('takes the first that fits, and gives back that very rule', () => {
    const rules: Rule[] = [
      { match: { arch: ['bios'] }, action: { ignore: true } },
      { match: { mac: '52:54:00' }, action: { loader: 'full' } },
      { match: {}, action: { localDisk: true } },
    ]
    expect(ruleFor(rules, machine())).toBe(rules[1])
    expect(ruleFor(rules, machine({ mac: '00:11:22:33:44:55' }))).toBe(rules[2])
  })

  it('fits every machine where nothing is given', () => {
    expect(fits({})).toBe(true)
  })

  it('wants every given field to fit: architecture AND UUID, as in FOG recipes for dnsmasq', () => {
    const match = { arch: ['bios'], uuid: '4c4c4544-0042-3510-8052-b4c04f4e3732' } as const
    expect(fits(match, { arch: 'bios' })).toBe(true)
    expect(fits(match, { arch: 'uefi-x64' })).toBe(false)
    expect(fits(match, { arch: 'bios', uuid: undefined })).toBe(false)
  })
})

describe('a rule by MAC', () => {
  it.each([
    '52:54:00:12:34:56',
    '52-54-00-12-34-56',
    '525400123456',
    '5254.0012.3456',
    '52:54:00',
    '52-54-00-',
    ' 52',
    '525',
  ])('fits %j', (mac) => {
    expect(fits({ mac })).toBe(true)
    expect(fits({ mac: mac.toUpperCase() })).toBe(true)
  })

  it.each(['52:54:01', '54:00', '52:54:00:12:34:57', '52:54:00:12:34:56:78', 'printers', '', ':'])(
    'does not fit %j: nothing unreadable may stand for every machine',
    (mac) => {
      expect(fits({ mac })).toBe(false)
    },
  )

  it('tells capitals in the address of a machine from nothing', () => {
    expect(fits({ mac: 'AA:BB:CC' }, { mac: 'aa:bb:cc:00:00:01' })).toBe(true)
  })

  it('fits by each prefix of the address, in whichever way it is written', () => {
    const prefix = fc.tuple(fc.integer({ min: 1, max: 12 }), fc.constantFrom(':', '-', ''))
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 6, maxLength: 6 }), prefix, (bytes, [digits, separator]) => {
        const hex = Buffer.from(bytes).toString('hex')
        const written = (hex.slice(0, digits).match(/..?/g) ?? []).join(separator)
        expect(fits({ mac: written }, { mac: (hex.match(/../g) ?? []).join(':') })).toBe(true)
      }),
    )
  })
})

describe('a rule by UUID', () => {
  it.each([
    '4C4C4544-0042-3510-8052-B4C04F4E3732',
    '44454c4c-4200-1035-8052-b4c04f4e3732',
    '0044454c4c420010358052b4c04f4e3732',
    '{4c4c4544004235108052b4c04f4e3732}',
  ])('fits in either byte order: %s', (uuid) => {
    expect(fits({ uuid })).toBe(true)
  })

  it.each(['4c4c4544-0042-3510-8052-b4c04f4e3733', 'teacher', ''])('does not fit %j', (uuid) => {
    expect(fits({ uuid })).toBe(false)
  })

  it('does not fit boards without a UUID, although it has none either', () => {
    const zeros = '00000000-0000-0000-0000-000000000000'
    expect(fits({ uuid: zeros }, { uuid: zeros })).toBe(false)
  })
})

describe('a rule by architecture', () => {
  it('fits the same PC by PXE and by UEFI HTTP Boot', () => {
    expect(fits({ arch: ['uefi-x64'] }, { arch: 'http-x64' })).toBe(true)
    expect(fits({ arch: ['bios', 'uefi-arm64'] }, { arch: 'http-arm64' })).toBe(true)
  })

  it('fits UEFI HTTP Boot alone where that is what it says', () => {
    expect(fits({ arch: ['http-x64'] }, { arch: 'uefi-x64' })).toBe(false)
    expect(fits({ arch: ['http-x64'] }, { arch: 'http-x64' })).toBe(true)
  })

  it('fits no other processor, and no Raspberry Pi that says it is a BIOS', () => {
    expect(fits({ arch: ['uefi-x64'] }, { arch: 'uefi-ia32' })).toBe(false)
    expect(fits({ arch: ['bios'] }, { arch: 'rpi' })).toBe(false)
  })
})

describe('a rule by vendor', () => {
  it.each([['PXEClient'], ['pxeclient:arch:00007'], ['PXEClient:Arch:00007:UNDI:003016'], ['*UNDI*']])(
    'fits the vendor class by %j',
    (vendor) => {
      expect(fits({ vendor })).toBe(true)
    },
  )

  it.each([['HTTPClient'], ['PXE'], ['UNDI']])('does not fit the vendor class by %j', (vendor) => {
    expect(fits({ vendor })).toBe(false)
  })

  it.each([['Dell'], ['dell inc.'], ['Dell*']])('fits the maker once it is known: %j', (vendor) => {
    expect(fits({ vendor }, { model: 'Dell Inc. OptiPlex 7090' })).toBe(true)
    expect(fits({ vendor })).toBe(false)
  })

  it('does not fit a maker whose name begins alike', () => {
    expect(fits({ vendor: 'HP' }, { model: 'HPE ProLiant DL20' })).toBe(false)
  })

  it('does not mind a machine that sent no vendor class', () => {
    expect(fits({ vendor: 'PXEClient' }, { vendorClass: undefined })).toBe(false)
  })
})

describe('a rule by model', () => {
  it.each([['OptiPlex 7090'], ['optiplex*'], ['OptiPlex 70?0'], ['Dell Inc. OptiPlex 7090'], ['*7090']])(
    'fits the product, with or without the maker: %j',
    (model) => {
      expect(fits({ model }, { model: 'Dell Inc. OptiPlex 7090' })).toBe(true)
    },
  )

  it.each([['OptiPlex'], ['Plex 7090'], ['OptiPlex 709'], ['']])('does not fit a part of it: %j', (model) => {
    expect(fits({ model }, { model: 'Dell Inc. OptiPlex 7090' })).toBe(false)
  })

  it('does not fit while the model is not known, even with *', () => {
    expect(fits({ model: '*' })).toBe(false)
  })
})

describe('a rule by user class', () => {
  it('fits one of several, as a whole and in any case', () => {
    expect(fits({ userClass: 'ipxe' }, { userClasses: ['lab', 'iPXE'] })).toBe(true)
    expect(fits({ userClass: 'PXE' }, { userClasses: ['iPXE'] })).toBe(false)
    expect(fits({ userClass: 'iPXE' })).toBe(false)
  })
})

it('takes hostile facts of a machine without a throw', () => {
  const text = fc.string({ unit: 'binary' })
  const rules: Rule[] = [
    { match: { vendor: '*a*b*', model: '?*', userClass: 'x' }, action: {} },
    { match: { mac: 'ff', uuid: '0044454c4c420010358052b4c04f4e3732' }, action: {} },
  ]
  fc.assert(
    fc.property(text, text, text, (vendorClass, model, userClass) => {
      const facts = machine({ vendorClass, model, uuid: userClass, userClasses: [userClass] })
      expect(() => ruleFor(rules, facts)).not.toThrow()
    }),
  )
})
