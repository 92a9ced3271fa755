import { describe, expect, test } from 'vitest'
import type { Boot, BootOptions } from '../../../../main/engine/boot/contract'
import type { Rule, RuleAction } from '../../../../main/engine/types'
import { asked, testBoot, text } from './boots'
import { debian, disc, live, MEDIUM_ID, QUERY } from './media'
import { known, request } from './parts'

const OTHER = QUERY.pc.replace('12:34:56', '12:34:99')

function rule(action: RuleAction, match: Rule['match'] = { mac: '52:54:00:12:34:56' }): Rule {
  return { name: 'Classroom', match, action }
}

const ruled = (action: RuleAction, changes: Partial<BootOptions> = {}): Promise<Boot> =>
  testBoot([debian(), live()], { rules: [rule(action)], ...changes })

async function script(boot: Boot, query: string): Promise<string> {
  return text(await boot.resolve(request('/boot.ipxe', 'http', query)))
}

describe('a rule', () => {
  test('that says to ignore a machine keeps it from any answer, and from our media', async () => {
    const boot = await ruled({ ignore: true })
    expect(boot.bootFile(asked())).toEqual({
      kind: 'ignore',
      reason: 'Rule "Classroom" says to leave this machine alone',
    })
    expect(boot.bootFile(asked({}, { stage: 'ipxe' }))).toMatchObject({ kind: 'ignore' })
    expect(boot.bootFile(asked({ mac: '52:54:00:00:00:01' }))).toMatchObject({ kind: 'file' })
    expect(await script(boot, QUERY.pc)).toContain('# Bootdrop: the local disk')
  })

  test('with a loader gives that one', async () => {
    const boot = await ruled({ loader: 'full' })
    expect(boot.bootFile(asked())).toMatchObject({ file: 'ipxe.efi' })
    expect(boot.bootFile(asked({ mac: '52:54:00:00:00:01' }))).toMatchObject({ file: 'snponly.efi' })
  })

  test('with a medium skips the menu', async () => {
    const boot = await ruled({ medium: '/media/live.iso' })
    expect(await script(boot, QUERY.pc)).toContain(`/iso/${MEDIUM_ID.live}/live/vmlinuz`)
    expect(await script(boot, OTHER)).toContain('item --key 1 medium0')
  })

  test('with a recipe or an entry means the media that have it', async () => {
    expect(await script(await ruled({ recipe: 'debian-installer' }), QUERY.pc)).toContain(
      'debian-installer/amd64/linux',
    )
    expect(await script(await ruled({ entry: 'rescue' }), QUERY.pc)).toContain('rescue/enable=true')
  })

  test('with kernel arguments has them in place of those for everyone', async () => {
    const boot = await testBoot([debian()], { rules: [rule({ append: 'own=1' })], append: 'all=1' })
    expect(await script(boot, QUERY.pc)).toMatch(/ own=1 \|\|/)
    expect(await script(boot, QUERY.pc)).not.toContain('all=1')
    expect(await script(boot, OTHER)).toMatch(/ all=1 \|\|/)
  })

  test('with the local disk is a script, for which firmware needs its loader first', async () => {
    const boot = await ruled({ localDisk: true })
    expect(boot.bootFile(asked())).toMatchObject({ file: 'snponly.efi' })
    const own = await script(boot, QUERY.pc)
    expect(own).toContain('sanboot --no-describe --drive 0x80')
    expect(own).not.toContain('kernel ')
  })

  test('with the local disk gives HTTP Boot the loader and not the image', async () => {
    const boot = await testBoot([disc()], { rules: [rule({ localDisk: true })] })
    expect(boot.bootFile(asked({ arch: 'http-x64' }))).toMatchObject({ chain: 'ipxe-small' })
    expect(boot.bootFile(asked())).toMatchObject({ chain: 'ipxe-small' })
  })

  test('on the model counts from the script on, where it is known', async () => {
    const onModel = rule({ localDisk: true }, { model: 'OptiPlex*' })
    const boot = await testBoot([debian()], { rules: [onModel] })
    expect(boot.bootFile(asked())).toMatchObject({ kind: 'file' })
    expect(await script(boot, QUERY.pc)).toContain('# Bootdrop: the local disk')
    expect(await script(boot, QUERY.bios)).toContain('kernel ')
  })

  test('on what only DHCP tells counts for the script too, by the address', async () => {
    const onClass = rule({ localDisk: true }, { userClass: 'lab' })
    const machine = known({ userClasses: ['lab'] })
    const boot = await testBoot([debian()], { rules: [onClass], identify: () => machine })
    expect(await script(boot, QUERY.pc)).toContain('# Bootdrop: the local disk')
    // A query that speaks of another MAC says nothing about the machine at this address.
    expect(await script(boot, OTHER)).toContain('kernel ')
  })

  test.each<[RuleAction, string]>([
    [{ medium: '/media/other.iso' }, 'rules-broken'],
    [{ recipe: 'nope' }, 'recipe-unknown'],
    [{ entry: 'nope' }, 'recipe-unknown'],
    [{ append: 'a\nb' }, 'usage'],
  ])('that cannot be kept (%j) is an error at once', async (action, code) => {
    await expect(ruled(action)).rejects.toMatchObject({ code })
  })

  test('whose recipe is no medium of ours says which rule it is', async () => {
    await expect(ruled({ recipe: 'nope' })).rejects.toThrow(/^Rule "Classroom": The recipe "nope" does not fit/)
  })
})
