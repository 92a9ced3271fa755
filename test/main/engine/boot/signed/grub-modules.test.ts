import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readGrubModules } from '../../../../../main/engine/boot/signed/grub-modules'
import { readPe } from '../../../../../main/engine/boot/signed/pe'
import { grub, mimg, pe } from './binaries'

function modulesOf(bytes: Uint8Array): ReturnType<typeof readGrubModules> {
  const image = readPe(bytes)
  if ('reason' in image) throw new Error(image.reason)
  return readGrubModules(bytes, image)
}

describe('the modules of a GRUB image', () => {
  test.each(['x64', 'x86', 'arm64'] as const)('are read with prefix and configuration on %s', (cpu) => {
    const bytes = grub({ cpu, modules: ['normal', 'http'], prefix: '/EFI/BOOT', config: 'normal (memdisk)/grub.cfg' })
    expect(modulesOf(bytes)).toEqual({
      prefix: '/EFI/BOOT',
      modules: ['normal', 'http'],
      config: 'normal (memdisk)/grub.cfg',
    })
  })

  test('are found behind the code where there is no section for them, past the magic number in the code itself', () => {
    const code = Buffer.concat([Buffer.from('cmp mimg, '), mimg(['net'], '/grub', undefined)])
    expect(modulesOf(pe({ sections: { '.data': code } }))).toMatchObject({ modules: ['net'] })
  })

  test('have a prefix without its device', () => {
    expect(modulesOf(grub({ prefix: '(,gpt2)/boot/grub' }))).toMatchObject({ prefix: '/boot/grub' })
  })

  test('are none in a program that is no GRUB', () => {
    expect(modulesOf(pe({ sections: { '.text': Buffer.from('nothing') } }))).toEqual({
      reason: 'it holds no GRUB modules',
    })
  })

  test('are none where a module claims more bytes than there are', () => {
    const area = Buffer.from(mimg(['net', 'http'], '/grub', undefined))
    area.writeUInt32LE(0xffffff00, 24 + 4)
    expect(modulesOf(pe({ sections: { mods: area } }))).toEqual({ reason: 'it holds no GRUB modules' })
  })

  test('are none where a module has no bytes, which would never end', () => {
    const area = Buffer.from(mimg(['net', 'http'], '/grub', undefined))
    area.writeUInt32LE(0, 24 + 4)
    expect(modulesOf(pe({ sections: { mods: area } }))).toEqual({ reason: 'it holds no GRUB modules' })
  })

  test('give an answer whatever bytes of the area are changed', () => {
    const whole = mimg(['net', 'http', 'linux'], '/grub', 'x')
    const change = fc.tuple(fc.integer({ min: 0, max: whole.length - 1 }), fc.integer({ min: 0, max: 255 }))
    fc.assert(
      fc.property(fc.array(change, { maxLength: 30 }), (changes) => {
        const area = Uint8Array.from(whole)
        for (const [at, value] of changes) area[at] = value
        const found = modulesOf(pe({ sections: { mods: area } }))
        if (!('reason' in found)) expect(found.modules.length).toBeGreaterThan(0)
      }),
    )
  })
})
