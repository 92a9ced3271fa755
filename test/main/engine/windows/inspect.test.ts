import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openMedium } from '../../../../main/engine/media/open'
import { inspectMedium } from '../../../../main/engine/recipes/inspect'
import { matchRecipes } from '../../../../main/engine/recipes/match'
import { planBoot } from '../../../../main/engine/recipes/plan'
import type { BootPlan, PlanTarget } from '../../../../main/engine/recipes/types'
import type { MediumReport } from '../../../../main/engine/types'
import { CLIENT, SERVER, makeWim, peTree, setupImages, setupTree, writeTree } from '../../../support/layouts/windows'
import { describeWith, run } from '../../../support/tools'
import { shippedRecipes } from '../recipes/shelf'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bootdrop-windows-'))
})
afterAll(() => rm(folder, { recursive: true }))

const scratch = (): string => join(folder, 'scratch')
const place = (name: string): string => join(folder, name)

async function report(path: string): Promise<MediumReport> {
  const medium = await openMedium(path)
  try {
    return await inspectMedium(medium, await shippedRecipes())
  } finally {
    await medium.close()
  }
}

async function plan(path: string, target: PlanTarget): Promise<BootPlan> {
  const medium = await openMedium(path)
  try {
    const [best] = await matchRecipes(medium, await shippedRecipes())
    if (best === undefined) throw new Error('no recipe')
    const found = await planBoot(medium, best, target)
    if (found.kind !== 'plan') throw new Error(found.kind === 'refusal' ? found.text : found.kind)
    return found
  } finally {
    await medium.close()
  }
}

const given = ({ kernel, initrds }: BootPlan): string[] => [
  JSON.stringify(kernel),
  ...initrds.map((file) => (typeof file === 'string' ? file : `${file.as ?? ''} <- ${JSON.stringify(file.file)}`)),
]

const X64: PlanTarget = { firmware: 'uefi', cpu: 'x64' }

describeWith(['wimlib-imagex', 'genisoimage'], 'Windows media', () => {
  test('of a client are told by product, build and processor, out of a UDF image', async () => {
    await setupTree(place('client'), scratch())
    const iso = place('client.iso')
    run('genisoimage', ['-quiet', '-udf', '-V', 'CCCOMA_X64FRE_EN-US_DV9', '-o', iso, place('client')])
    const told = await report(iso)
    expect(told).toMatchObject({
      label: 'CCCOMA_X64FRE_EN-US_DV9',
      family: 'windows',
      name: 'Windows 11',
      version: '10.0.26100.1742',
      arch: ['x64'],
    })
    expect(told.recipes.map(({ id }) => id)).toEqual(['windows-install', 'windows-pe'])
    expect(told.recipes[0]).toMatchObject({ firmware: ['bios', 'uefi'], installs: true })
    expect(told.recipes[0]?.untested).toContain('No machine has started Windows this way')
  })

  test('of a server, in parts of .swm, are told by product and build', async () => {
    await setupTree(place('server'), scratch(), { images: SERVER, install: 'swm' })
    expect(await report(place('server'))).toMatchObject({
      name: 'Windows Server 2022 Standard',
      version: '10.0.20348.1742',
    })
  })

  test('with an .esd are told all the same', async () => {
    await setupTree(place('esd'), scratch(), { install: 'esd' })
    expect(await report(place('esd'))).toMatchObject({ name: 'Windows 11', version: '10.0.26100.1742', arch: ['x64'] })
  })

  test('give bootmgr to BIOS alone, boot.wim last, and what is made for the machine', async () => {
    const expected = (bootmgr: string[]): string[] => [
      '{"loader":"wimboot"}',
      'winpeshl.ini <- {"made":"winpeshl.ini"}',
      'go.cmd <- {"made":"go.cmd"}',
      'curl.exe <- {"made":"curl.exe"}',
      ...bootmgr,
      'BCD <- "/boot/bcd"',
      'boot.sdi <- "/boot/boot.sdi"',
      'boot.wim <- "/sources/boot.wim"',
    ]
    expect(given(await plan(place('client'), X64))).toEqual(expected([]))
    const bios = await plan(place('client'), { firmware: 'bios', cpu: 'x64' })
    expect(given(bios)).toEqual(expected(['bootmgr <- "/bootmgr"']))
  })

  test('get drivers and the answer file only where they were chosen', async () => {
    const chosen = { ...X64, answer: true, options: { drivers: '/home/me/drivers', pause: 'yes' } }
    const found = await plan(place('client'), chosen)
    expect(found.args).toBe('pause')
    expect(given(found)).toContain('drivers.cab <- {"made":"drivers.cab"}')
    expect(given(found)).toContain('unattend.xml <- {"answer":"unattend.xml"}')
  })

  test.each([
    { share: 'C:\\here' },
    { share: '\\\\server\\a"b' },
    { share: '\\\\server\\a%b' },
    { erase: 'all' },
    { edition: '1 & del' },
    { drivers: 'relative/folder' },
    { drivers: '/a"b' },
  ])('refuse an option that would not stand in a batch file: %o', async (options) => {
    await expect(plan(place('client'), { ...X64, options })).rejects.toMatchObject({ code: 'usage' })
  })

  test('for two processors give each machine its own', async () => {
    await setupTree(place('dual'), scratch(), { arch: 'x64' })
    await setupTree(place('dual'), scratch(), { arch: 'x86' })
    expect(given(await plan(place('dual'), X64)).at(-1)).toBe('boot.wim <- "/x64/sources/boot.wim"')
    const old = await plan(place('dual'), { firmware: 'uefi', cpu: 'x86' })
    expect(given(old)).toContain('boot.wim <- "/x86/sources/boot.wim"')
    expect(given(old)[0]).toBe('{"loader":"wimboot.i386"}')
    const bios = await plan(place('dual'), { firmware: 'bios', cpu: 'x86' })
    expect([given(bios)[0], given(bios).at(-1)]).toEqual([
      '{"loader":"wimboot"}',
      'boot.wim <- "/x86/sources/boot.wim"',
    ])
  })
})

describeWith(['wimlib-imagex'], 'a Windows PE', () => {
  test('of its own starts as it is, with nothing put into it', async () => {
    await peTree(place('pe'), scratch())
    const told = await report(place('pe'))
    expect(told).toMatchObject({ family: 'windows-pe', version: '10.0.26100.1742', arch: ['x64'] })
    expect(told.recipes.map(({ id, installs }) => [id, installs])).toEqual([['windows-pe', false]])
    expect(given(await plan(place('pe'), { ...X64, options: { image: 'second', rawbcd: 'yes' } }))).toEqual([
      '{"loader":"wimboot"}',
      'BCD <- "/boot/bcd"',
      'boot.sdi <- "/boot/boot.sdi"',
      'boot.wim <- "/sources/boot.wim"',
    ])
  })

  test.each([
    ['Deploy', 'Deploy/Boot/x.txt', 'Microsoft Deployment Toolkit'],
    ['SMS', 'SMS/data/x.txt', 'Configuration Manager'],
  ])('of deployment media is told by its folder: %s', async (name, path, why) => {
    await peTree(place(name), scratch())
    await writeTree(place(name), { [path]: 'x' })
    expect((await report(place(name))).recipes[0]?.why).toContain(why)
  })

  test('for arm64 starts on arm64 alone, by the wimboot for it', async () => {
    await makeWim(place('arm/sources/boot.wim'), scratch(), setupImages(12), { boot: 1 })
    const told = await report(place('arm'))
    expect([told.arch, told.recipes[0]?.firmware]).toEqual([['arm64'], ['uefi']])
    expect(given(await plan(place('arm'), { firmware: 'uefi', cpu: 'arm64' }))[0]).toBe('{"loader":"wimboot.arm64"}')
    await expect(plan(place('arm'), X64)).rejects.toThrow(
      'Start Windows PE as it is: /sources/boot.wim does not start on a 64-bit PC with UEFI firmware.',
    )
  })

  test('in a single file starts from it', async () => {
    const path = await makeWim(place('rescue.wim'), scratch(), setupImages().slice(0, 1), { boot: 1 })
    expect(await report(path)).toMatchObject({ family: 'windows-pe', name: 'Microsoft Windows PE (amd64)' })
    expect(given(await plan(path, X64))).toEqual(['{"loader":"wimboot"}', 'boot.wim <- "/rescue.wim"'])
  })

  test('in a single file that is none is refused with what to choose instead', async () => {
    const told = await report(await makeWim(place('install.wim'), scratch(), CLIENT))
    expect(told.recipes).toEqual([])
    expect(told.notices.map(({ text }) => text).join(' ')).toContain(
      'Choose the ISO that it comes from, or a boot.wim.',
    )
  })
})
