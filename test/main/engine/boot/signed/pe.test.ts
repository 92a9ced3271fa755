import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isShim, readPe, sectionBytes, vendorsOf, type PeImage } from '../../../../../main/engine/boot/signed/pe'
import { secondStageOf } from '../../../../../main/engine/boot/signed/shim'
import { grub, MACHINE, pe, shim } from './binaries'

function read(bytes: Uint8Array): PeImage {
  const image = readPe(bytes)
  if ('reason' in image) throw new Error(image.reason)
  return image
}

describe('a UEFI program', () => {
  test.each(['x86', 'x64', 'arm32', 'arm64'] as const)('for %s is told by its machine word', (cpu) => {
    expect(read(pe({ cpu })).cpu).toBe(cpu)
  })

  test('for ARM Thumb-2 is one for ARM32', () => {
    const bytes = Buffer.from(pe({ cpu: 'arm32' }))
    bytes.writeUInt16LE(0x1c4, bytes.indexOf('PE\0\0') + 4)
    expect(read(bytes).cpu).toBe('arm32')
  })

  test('gives its sections with their bytes', () => {
    const bytes = pe({ sections: { '.text': Buffer.from('code'), mods: Buffer.from('modules') } })
    const { sections } = read(bytes)
    expect(sections.map(({ name, size }) => `${name} ${size}`)).toEqual(['.text 4', 'mods 7'])
    expect(Buffer.from(sectionBytes(bytes, sections, 'mods')).toString()).toBe('modules')
    expect(sectionBytes(bytes, sections, 'none')).toHaveLength(0)
  })

  test.each(['x64', 'x86'] as const)('for %s is signed when its certificate table holds a signature', (cpu) => {
    expect(read(pe({ cpu, signature: 'Debian CA' })).signed).toBe(true)
    expect(read(pe({ cpu })).signed).toBe(false)
  })

  test('is not signed when its certificate table lies beyond its end', () => {
    const whole = pe({ signature: 'Debian CA' })
    expect(read(whole.subarray(0, whole.length - 4)).signed).toBe(false)
  })

  test('tells which Microsoft authorities its signatures name', () => {
    expect(read(shim()).microsoft).toEqual(['2011', '2023'])
    expect(read(pe({ signature: 'Microsoft UEFI CA 2023' })).microsoft).toEqual(['2023'])
    expect(read(grub()).microsoft).toEqual([])
  })

  test('that mentions Microsoft outside of its signatures is not signed by it', () => {
    const bytes = pe({ sections: { '.data': Buffer.from('Microsoft UEFI CA 2023') }, signature: 'Mine' })
    expect(read(bytes).microsoft).toEqual([])
  })

  test('tells its SBAT entries, without the one of the format', () => {
    expect(read(shim()).sbat).toEqual([
      { component: 'shim', vendor: 'UEFI shim', version: '1' },
      { component: 'shim.debian', vendor: 'Vendor', version: '16.1' },
    ])
  })

  test('is a shim by its SBAT entry, and says whose', () => {
    expect([isShim(read(shim())), isShim(read(grub()))]).toEqual([true, false])
    expect(vendorsOf(read(shim('fedora')), 'shim')).toEqual(['fedora'])
    expect(vendorsOf(read(grub({ vendor: 'debian13' })), 'grub')).toEqual(['debian13'])
  })
})

describe('what is no UEFI program', () => {
  test.each([
    ['nothing', Buffer.alloc(0), 'it is no UEFI program'],
    ['text', Buffer.from('#!ipxe'), 'it is no UEFI program'],
    ['a DOS program', Buffer.concat([Buffer.from('MZ'), Buffer.alloc(1000)]), 'it is a DOS program'],
    ['a header that is cut off', pe({ sections: { a: Buffer.alloc(9) } }).subarray(0, 0x180), 'its header is cut off'],
  ])('%s gives a reason', (_what, bytes, reason) => {
    expect(readPe(bytes)).toEqual({ reason })
  })

  test('a program for another processor gives a reason', () => {
    const bytes = Buffer.from(pe())
    bytes.writeUInt16LE(0x5064, bytes.indexOf('PE\0\0') + 4)
    expect(readPe(bytes)).toEqual({ reason: 'it is for a processor that no PC has' })
  })

  test('sections never reach beyond the file, whatever bytes of it are changed', () => {
    const whole = shim()
    const change = fc.tuple(fc.integer({ min: 0, max: whole.length - 1 }), fc.integer({ min: 0, max: 255 }))
    fc.assert(
      fc.property(fc.array(change, { maxLength: 30 }), fc.nat(whole.length), (changes, length) => {
        const bytes = Uint8Array.from(whole)
        for (const [at, value] of changes) bytes[at] = value
        const image = readPe(bytes.subarray(0, length))
        if ('reason' in image) expect(image.reason).not.toBe('')
        else for (const { offset, size } of image.sections) expect(offset + size).toBeLessThanOrEqual(length)
      }),
    )
  })

  test('any bytes give a program or a reason', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), fc.constantFrom(...Object.values(MACHINE)), (bytes, machine) => {
        const start = Buffer.alloc(0x80 + bytes.length)
        start.write('MZ', 0, 'latin1')
        start.writeUInt32LE(0x40, 0x3c)
        start.write('PE\0\0', 0x40, 'latin1')
        start.set(bytes, 0x46)
        start.writeUInt16LE(machine, 0x44)
        expect(readPe(start)).toBeTypeOf('object')
      }),
    )
  })
})

describe('what a shim starts', () => {
  test.each([
    ['\\\\grubx64.efi', 'grubx64.efi'],
    ['\\grub.efi', 'grub.efi'],
    ['\\ipxe.efi', 'ipxe.efi'],
  ])('%s is read out of it, not its own tools', (text, name) => {
    expect(secondStageOf(shim('any', text))).toBe(name)
  })

  test('is nothing in bytes that name nothing', () => {
    expect(secondStageOf(Buffer.from('grubx64.efi'))).toBeUndefined()
  })
})
