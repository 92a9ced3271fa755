import { describe, expect, test } from 'vitest'
import { machineOf, targetOf } from '../../../../main/engine/boot/machine'

const ofQuery = (query: string) => machineOf(new URLSearchParams(query))

describe('what iPXE tells', () => {
  test('is read as QEMU with a ROM of 2019 sends it', () => {
    const query =
      'mac=52%3A54%3A00%3A12%3A34%3A56&uuid=4c4c4544-0044-4810-8031-b4c04f4a4b31&arch=i386&platform=pcbios&dimms=5802...............'
    expect(ofQuery(query)).toEqual({
      mac: '52:54:00:12:34:56',
      uuid: '4c4c4544-0044-4810-8031-b4c04f4a4b31',
      arch: 'bios',
      memoryMiB: 600,
    })
  })

  test.each([
    ['efi', 'x86_64', 'uefi-x64'],
    ['efi', 'arm64', 'uefi-arm64'],
    ['efi', 'i386', 'uefi-ia32'],
    ['pcbios', 'i386', 'bios'],
    ['efi', 'riscv64', undefined],
    ['', '', undefined],
  ])('%s and %s is %s', (platform, buildarch, arch) => {
    expect(ofQuery(`mac=&platform=${platform}&arch=${buildarch}`).arch).toBe(arch)
  })

  test.each(['00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff', '', 'x', '${uuid}'])(
    'the UUID %j is none',
    (uuid) => {
      expect(ofQuery(`uuid=${uuid}`).uuid).toBeUndefined()
    },
  )

  test.each(['', '52:54:00', '52:54:00:12:34:5g', '${netX/mac}'])('the MAC %j is none', (mac) => {
    expect(ofQuery(`mac=${mac}`).mac).toBeUndefined()
  })
})

describe('memory', () => {
  test.each([
    ['0004.0004', 2048],
    ['0004..0000.0040', 1024 + 16384],
    // Bit 15: counted in KiB. 0x8400 = 1 MiB.
    ['0084', 1],
    ['ff7f', 32767],
    ['0004.ffff', undefined],
    ['', undefined],
    ['zzzz.00040', undefined],
    ['0000.0000', undefined],
  ])('of modules %j is %j MiB', (dimms, mib) => {
    expect(ofQuery(`dimms=${dimms}`).memoryMiB).toBe(mib)
  })
})

test('a BIOS machine is planned as a 64-bit one', () => {
  expect(targetOf('bios')).toEqual({ firmware: 'bios', cpu: 'x64' })
})

test('an arm64 machine is planned as such', () => {
  expect(targetOf('uefi-arm64')).toEqual({ firmware: 'uefi', cpu: 'arm64' })
})
