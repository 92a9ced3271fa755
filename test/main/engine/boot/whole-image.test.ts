import { describe, expect, test } from 'vitest'
import { asked, testBoot, text } from './boots'
import { disc, live, MEDIUM_ID, QUERY } from './media'
import { known, request, URL_BASE } from './parts'

const IMAGE = `/raw/${MEDIUM_ID.disc}/odd.iso`

describe('a whole image', () => {
  test('is the boot file of HTTP Boot, as a URL that ends in .iso', async () => {
    const boot = await testBoot([disc()])
    expect(boot.title).toBe('Odd OS 7')
    expect(boot.bootFile(asked({ arch: 'http-x64' }))).toEqual({
      kind: 'file',
      file: `${URL_BASE}${IMAGE}`,
      chain: 'whole-image',
    })
  })

  test('with a long name has a short one in the boot file, which has to fit into 127 characters', async () => {
    const long = disc()
    const identity = { ...long.identity, fileName: `${'long-name-'.repeat(12)}.iso` }
    const boot = await testBoot([{ ...long, identity }])
    const answer = boot.bootFile(asked({ arch: 'http-x64' }))
    expect(answer).toMatchObject({ file: `${URL_BASE}/raw/${MEDIUM_ID.disc}/image.iso` })
    expect(await boot.resolve(request(`/raw/${MEDIUM_ID.disc}/image.iso`))).toMatchObject({ kind: 'file' })
  })

  test.each([
    ['bios', 'needs-http-boot'],
    ['uefi-x64', 'needs-http-boot'],
    ['http-arm64', 'recipe-not-for-arch'],
  ] as const)('is nothing for %s: %s', async (arch, why) => {
    expect((await testBoot([disc()])).bootFile(asked({ arch }))).toEqual({ kind: 'none', why })
  })

  test('is refused to a machine that runs iPXE, in plain words', async () => {
    const seen: unknown[] = []
    const boot = await testBoot([disc()], { observe: (observation) => seen.push(observation) })
    for (const query of [QUERY.bios, QUERY.pc]) {
      const script = await text(await boot.resolve(request('/boot.ipxe', 'http', query)))
      expect(script).toContain(
        'Odd OS 7 is served as a whole image: start this machine by UEFI HTTP Boot instead of PXE',
      )
    }
    expect(seen).toMatchObject([
      { kind: 'refused', why: 'needs-http-boot' },
      { kind: 'refused', why: 'needs-http-boot' },
    ])
  })

  test('that is fetched is told as the script of this machine, with the image as its only file', async () => {
    const seen: unknown[] = []
    const machine = known({ arch: 'http-x64', chain: 'whole-image' })
    const boot = await testBoot([disc()], { identify: () => machine, observe: (one) => seen.push(one) })
    const found = await boot.resolve(request(IMAGE))
    expect(found).toMatchObject({ kind: 'file', role: 'boot', contentType: 'application/vnd.efi-iso' })
    expect(seen).toEqual([
      {
        kind: 'script',
        ip: '192.168.1.77',
        mac: '52:54:00:12:34:56',
        uuid: undefined,
        arch: 'http-x64',
        files: [IMAGE],
        title: 'Odd OS 7',
        installs: false,
        expectsMore: false,
      },
    ])
  })

  test('that is fetched from an address that nobody knows is told too', async () => {
    const seen: unknown[] = []
    const boot = await testBoot([disc()], { observe: (one) => seen.push(one) })
    expect(await boot.resolve(request(IMAGE))).toMatchObject({ role: 'boot' })
    expect(seen).toMatchObject([{ kind: 'script', mac: undefined, files: [IMAGE] }])
  })

  test('that a running system fetches is no boot', async () => {
    const seen: unknown[] = []
    const machine = known({ chain: 'ipxe-small' })
    const boot = await testBoot([live()], { identify: () => machine, observe: (one) => seen.push(one) })
    expect(await boot.resolve(request(`/raw/${MEDIUM_ID.live}/live.iso`))).toMatchObject({ role: 'runtime' })
    expect(seen).toEqual([])
  })

  test('beside other media leaves HTTP Boot to the menu of those', async () => {
    const boot = await testBoot([disc(), live()])
    expect(boot.bootFile(asked({ arch: 'http-x64' }))).toMatchObject({ chain: 'ipxe-small' })
    const menu = await text(await boot.resolve(request('/boot.ipxe', 'http', QUERY.pc)))
    expect(menu).not.toContain('Odd OS')
  })
})
