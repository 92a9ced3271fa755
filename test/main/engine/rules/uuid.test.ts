import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { uuidText } from '../../../../main/engine/dhcp/options'
import { sameUuid, uuidForms, uuidReadings } from '../../../../main/engine/rules/uuid'

const SMBIOS = '4c4c4544-0042-3510-8052-b4c04f4e3732'
const WIRE = '0044454c4c420010358052b4c04f4e3732'
/** What tools print that take option 97 for a UUID in network order. */
const TURNED = '44454c4c-4200-1035-8052-b4c04f4e3732'

describe('a UUID as people paste it', () => {
  it.each([
    ['as dmidecode prints it', SMBIOS],
    ['as dmidecode prints the whole line', `\tUUID: ${SMBIOS}\n`],
    ['in capitals', SMBIOS.toUpperCase()],
    ['in braces, as Windows has it', `{${SMBIOS.toUpperCase()}}`],
    ['in quotes', `"${SMBIOS}"`],
    ['without dashes', SMBIOS.replaceAll('-', '')],
    ['as a URN', `urn:uuid:${SMBIOS}`],
    ['as option 97', WIRE],
    ['as option 97 with a 0x', `0x${WIRE.toUpperCase()}`],
    ['as option 97 with colons, from dnsmasq', (WIRE.match(/../g) ?? []).join(':')],
    ['as option 97 with spaces, from a hex dump', (WIRE.match(/../g) ?? []).join(' ')],
  ])('is read %s', (_, text) => {
    expect(uuidForms(text)).toEqual({ smbios: SMBIOS, wire: WIRE })
  })

  it.each([
    ['', 'has 0 digits'],
    ['4c4c4544', 'has 8 digits; a UUID has 32, or 34 as option 97 has it'],
    [`${SMBIOS}0`, 'has 33 digits'],
    [`01${WIRE.slice(2)}`, 'begins with 01; the 34 digits of option 97 begin with 00'],
    [SMBIOS.replace('4', 'g'), 'has "g" in it'],
    ['00000000-0000-0000-0000-000000000000', 'is not set by its maker'],
    ['ffffffff-ffff-ffff-ffff-ffffffffffff', 'is not set by its maker'],
    [`00${'f'.repeat(32)}`, 'is not set by its maker'],
    [`00${'0'.repeat(32)}`, 'is not set by its maker'],
  ])('is refused with what is wrong: %j', (text, words) => {
    expect(() => uuidForms(text)).toThrow(words)
  })

  it('has its wire form read back by the parser of option 97 as its SMBIOS form, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
        fc.pre(!bytes.every((byte) => byte === 0) && !bytes.every((byte) => byte === 255))
        const raw = Uint8Array.of(0, ...bytes)
        const forms = uuidForms(Buffer.from(raw).toString('hex'))
        expect(forms.smbios).toBe(uuidText(raw))
        expect(uuidForms(forms.smbios)).toEqual(forms)
      }),
    )
  })

  it('is refused with a RangeError and nothing else, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        try {
          uuidForms(text)
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError)
        }
      }),
    )
  })
})

describe('two UUIDs', () => {
  it.each([
    [SMBIOS, WIRE],
    [SMBIOS, TURNED],
    [TURNED, WIRE],
    [SMBIOS, SMBIOS.toUpperCase()],
  ])('are one machine: %s and %s', (a, b) => {
    expect(sameUuid(a, b)).toBe(true)
    expect(sameUuid(b, a)).toBe(true)
  })

  it('are two machines when a byte differs', () => {
    expect(sameUuid(SMBIOS, SMBIOS.replace(/2$/, '3'))).toBe(false)
  })

  it('are never the same when neither is set', () => {
    const zeros = '00000000-0000-0000-0000-000000000000'
    expect(sameUuid(zeros, zeros)).toBe(false)
  })

  it('read either way are the two orders of one', () => {
    expect(uuidReadings(TURNED)).toEqual([TURNED, SMBIOS])
  })
})
