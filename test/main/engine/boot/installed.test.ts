import { describe, expect, test } from 'vitest'
import type { Boot, BootOptions } from '../../../../main/engine/boot/contract'
import { asked, matchOf, testBoot, text } from './boots'
import { debian, disc, live, QUERY } from './media'
import { known, request } from './parts'

const installed: BootOptions['installed'] = ({ mac }) =>
  mac === '52:54:00:12:34:56' ? { title: 'Debian installer 12', at: Date.UTC(2026, 0, 1) } : undefined

async function script(boot: Boot, query: string): Promise<string> {
  return text(await boot.resolve(request('/boot.ipxe', 'http', query)))
}

describe('a machine that was just installed', () => {
  test('gets its own disk, with a key to install again', async () => {
    const seen: unknown[] = []
    const boot = await testBoot([debian()], { installed, observe: (observation) => seen.push(observation) })
    const own = await script(boot, QUERY.pc)
    expect(own).toContain('This machine was installed with Debian installer 12, ')
    expect(own).toContain('choose --default local_disk --timeout 10000 ')
    expect(own).not.toContain('kernel ')
    expect(seen).toMatchObject([{ kind: 'script', files: [], title: 'Local disk', installs: false }])
    expect(own).toContain('/boot.ipxe?again=1&mac=')
    expect(await script(boot, `again=1&${QUERY.pc}`)).toContain('kernel ')
  })

  test('is asked before the menu of several media, and not after it', async () => {
    const boot = await testBoot([debian(), live()], { installed })
    expect(await script(boot, QUERY.pc)).toContain('This machine was installed')
    const menu = await script(boot, `again=1&${QUERY.pc}`)
    const [, chosen = ''] = /^set chosen (.*)$/m.exec(menu) ?? []
    expect(await script(boot, `${chosen}&${QUERY.pc}`)).toContain('kernel ')
  })

  test('boots what installs nothing all the same', async () => {
    expect(await script(await testBoot([live()], { installed }), QUERY.pc)).toContain('kernel ')
  })

  test('is installed again where a rule says so', async () => {
    const rules = [{ match: {}, action: { again: true } }] as const
    expect(await script(await testBoot([debian()], { installed, rules }), QUERY.pc)).toContain('kernel ')
  })

  test('is no other machine', async () => {
    const other = QUERY.pc.replace('12:34:56', '12:34:99')
    expect(await script(await testBoot([debian()], { installed }), other)).toContain('kernel ')
  })

  test('from a whole image is sent a loader by HTTP Boot, which leads to its disk, and not the image again', async () => {
    const medium = disc()
    const match = await matchOf(medium)
    const installing = { ...match, recipe: { ...match.recipe, installs: true } }
    const boot = await testBoot([], { media: [{ medium, match: installing }], installed })
    expect(boot.bootFile(asked({ arch: 'http-x64' }))).toMatchObject({ chain: 'ipxe-small' })
    expect(boot.bootFile(asked({ arch: 'http-x64', mac: '52:54:00:00:00:01' }))).toMatchObject({ chain: 'whole-image' })
    expect(await script(boot, QUERY.pc)).toContain('This machine was installed')
  })

  test("by the medium's GRUB gets a menu that boots the disk by itself", async () => {
    const machine = known({ chain: 'medium-signed' })
    const boot = await testBoot([debian()], { installed, identify: () => machine })
    const config = await text(await boot.resolve(request('/debian-installer/amd64/grub/grub.cfg', 'tftp')))
    expect(config).toContain('set default=local-disk')
    expect(config).toContain('set timeout=10')
    expect(config).toContain('Debian installer 12')
  })
})
