import { expect, test } from 'vitest'
import { loaderNeeded, wimbootsOf } from '../../../../main/engine/boot/loader-needed'
import type { Cpu, Firmware, MediumReport } from '../../../../main/engine/types'
import { shippedRecipes } from '../recipes/shelf'
import { testLoaders } from './parts'

const report = (id: string, arch: Cpu[], firmware: Firmware[] = ['bios', 'uefi']): MediumReport =>
  ({ arch, recipes: [{ id, firmware }] }) as unknown as MediumReport

test.each<[string, string[], MediumReport]>([
  ['for 64-bit PCs, by BIOS and UEFI', ['wimboot'], report('windows-install', ['x64'])],
  ['for ARM', ['wimboot.arm64'], report('windows-pe', ['arm64'], ['uefi'])],
  ['for 32-bit PCs', ['wimboot', 'wimboot.i386'], report('windows-pe', ['x86'])],
  ['for what is no Windows', [], report('debian-installer', ['x64'])],
  ['for nothing that boots', [], { ...report('none', []), recipes: [] }],
])('wimboot is needed %s', async (_what, names, of) => {
  expect(wimbootsOf(of, await shippedRecipes())).toEqual(names)
})

test('a medium of Windows without wimboot is told of beforehand, with where to get it', () => {
  const notice = loaderNeeded(['wimboot'], testLoaders())
  expect(notice).toMatchObject({ level: 'warning', code: 'loader-needed' })
  expect(notice?.text).toContain('github.com/ipxe/wimboot/releases')
  expect(loaderNeeded(['wimboot.arm64'], testLoaders(['ipxe.efi', 'wimboot']))?.text).toContain('wimboot.arm64')
})

test('nothing is told where wimboot is here, for any of its machines, or is not needed', () => {
  const loaders = testLoaders(['ipxe.efi', 'wimboot'])
  expect(loaderNeeded(['wimboot'], loaders)).toBeUndefined()
  expect(loaderNeeded(['wimboot', 'wimboot.i386'], loaders)).toBeUndefined()
  expect(loaderNeeded([], testLoaders())).toBeUndefined()
})

test('the recipes say where wimboot comes from, and promise no set-up that fetches it', async () => {
  for (const { id, needs } of await shippedRecipes()) {
    if (!id.startsWith('windows-') || needs.length === 0) continue
    expect(needs[0], id).toContain('github.com/ipxe/wimboot/releases')
    expect(needs[0], id).not.toContain('set-up')
  }
})
