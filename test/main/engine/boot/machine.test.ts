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
      model: undefined,
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

describe('the model', () => {
  test.each([
    ['maker=Dell%20Inc.&product=OptiPlex%207090', 'Dell Inc. OptiPlex 7090'],
    // A ROM of 2019 decodes the `+` of %2B and sends it as it stands.
    ['maker=QEMU&product=Standard%20PC%20(i440FX%20+%20PIIX,%201996)', 'QEMU Standard PC (i440FX PIIX, 1996)'],
    ['maker=To%20Be%20Filled%20By%20O.E.M.&product=B550', 'B550'],
    ['maker=System%20manufacturer&product=System%20Product%20Name', undefined],
    ['maker=&product=', undefined],
    ['', undefined],
    ['maker=A%0A%00B&product=', 'A B'],
    [`maker=${'x'.repeat(500)}&product=`, 'x'.repeat(120)],
  ])('of %j is %j', (query, model) => {
    expect(ofQuery(query).model).toBe(model)
  })
})

test('a BIOS machine is planned as a 64-bit one', () => {
  expect(targetOf('bios')).toEqual({ firmware: 'bios', cpu: 'x64' })
})

test('an arm64 machine is planned as such', () => {
  expect(targetOf('uefi-arm64')).toEqual({ firmware: 'uefi', cpu: 'arm64' })
})

test.each([
  ['http-x64', 'x64'],
  ['http-ia32', 'x86'],
  ['uefi-ia32', 'x86'],
  ['http-arm64', 'arm64'],
] as const)('a machine of %s is planned for UEFI and %s', (arch, cpu) => {
  expect(targetOf(arch)).toEqual({ firmware: 'uefi', cpu })
})

test.each(['unknown', undefined] as const)('a machine of %s is planned for BIOS', (arch) => {
  expect(targetOf(arch)).toEqual({ firmware: 'bios', cpu: 'x64' })
})
