import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { AnswerFile, Boot, BootMedium, BootOptions } from '../../../../main/engine/boot/contract'
import { matchOf, testBoot, text } from './boots'
import { debian, disc, live, MEDIUM_ID, QUERY } from './media'
import { recipe } from '../recipes/shelf'
import { known, request } from './parts'

/** `serve --menu always` with one medium. */
const ALWAYS = { menu: 'always' } as const
const FOLDER = '/debian-installer/amd64'

async function script(boot: Boot, query: string): Promise<string> {
  return text(await boot.resolve(request('/boot.ipxe', 'http', query)))
}

function items(menu: string): string[] {
  return [...menu.matchAll(/^item (?:--key \w )?(?:medium\d+|local_disk|menu_shell) (.*)$/gm)].map(
    ([, title = '']) => title,
  )
}

function choices(menu: string): string[] {
  return [...menu.matchAll(/^set chosen (.*)$/gm)].map(([, query = '']) => query)
}

const DEBIAN = ['Debian installer 12', 'Expert install', 'Rescue mode', 'Automated install (asks for a preseed file)']
const ALWAYS_THERE = ['Boot from local disk', 'iPXE shell']

describe('one medium with a menu that is always shown', () => {
  test('is first, then its further entries, then the local disk and the shell, word for word', async () => {
    const menu = await script(await testBoot([debian()], ALWAYS), QUERY.pc)
    expect(items(menu)).toEqual([...DEBIAN, ...ALWAYS_THERE])
    const golden = fileURLToPath(new URL('golden/one-menu.ipxe', import.meta.url))
    await expect(menu).toMatchFileSnapshot(golden)
  })

  test('boots by itself after the time of the menu, or waits for a key', async () => {
    expect(await script(await testBoot([debian()], { ...ALWAYS, menuTimeoutS: 30 }), QUERY.pc)).toContain(
      'choose --default medium0 --timeout 30000 ',
    )
    expect(await script(await testBoot([debian()], { ...ALWAYS, menuTimeoutS: 0 }), QUERY.pc)).toContain(
      'choose --default medium0 medium_menu ',
    )
  })

  test('leads to the entry that is chosen', async () => {
    const boot = await testBoot([debian()], ALWAYS)
    const [first, expert, rescue] = choices(await script(boot, QUERY.pc))
    expect(await script(boot, `${first}&${QUERY.pc}`)).not.toMatch(/priority=low|rescue/)
    expect(await script(boot, `${expert}&${QUERY.pc}`)).toMatch(/^kernel .* priority=low /m)
    expect(await script(boot, `${rescue}&${QUERY.pc}`)).toMatch(/^kernel .* rescue\/enable=true /m)
    expect(
      items(await script(boot, `medium=${MEDIUM_ID.debian}&recipe=debian-installer&entry=none&${QUERY.pc}`)),
    ).toEqual(items(await script(boot, QUERY.pc)))
  })

  test('has the entry that was chosen for everyone first, and the default one further down', async () => {
    const boot = await testBoot([], { ...ALWAYS, media: [await own({ entry: 'rescue' })] })
    const menu = await script(boot, QUERY.pc)
    expect(items(menu)).toEqual(['Debian installer 12', 'Install', 'Expert install', DEBIAN[3], ...ALWAYS_THERE])
    const [first] = choices(menu)
    expect(await script(boot, `${first}&${QUERY.pc}`)).toContain('rescue/enable=true')
  })

  test('offers a disk beside a medium that has no entries', async () => {
    expect(items(await script(await testBoot([live()], ALWAYS), QUERY.bios))).toEqual([
      'Clonezilla 3.1',
      ...ALWAYS_THERE,
    ])
  })

  test('has twelve further entries at most', async () => {
    const boot = await testBoot([], { ...ALWAYS, media: [{ medium: debian(), match: MANY }] })
    expect(items(await script(boot, QUERY.pc))).toEqual([
      'Many',
      ...Array.from({ length: 12 }, (_none, at) => `Way ${String(at + 1)}`),
      ...ALWAYS_THERE,
    ])
  })

  test('keeps its title, and its options and answer file in every entry', async () => {
    const answer: AnswerFile = { title: 'my.cfg', read: () => Promise.resolve('d-i a/a string {{mac}}') }
    const boot = await testBoot([], { ...ALWAYS, media: [await own({ answer, options: { serial: 'yes' } })] })
    expect(boot.title).toBe('Debian installer 12')
    const [, expert] = choices(await script(boot, QUERY.pc))
    const kernel = await script(boot, `${expert}&${QUERY.pc}`)
    expect(kernel).toContain('console=ttyS0')
    const [, path = ''] = /url=http:\/\/[^/]+(\S+)/.exec(kernel) ?? []
    expect(path).toContain('debian-installer.expert')
    expect(await text(await boot.resolve(request(path)))).toBe('d-i a/a string 52:54:00:12:34:56')
  })

  test('is told as a menu, and then as what was chosen', async () => {
    const seen: unknown[] = []
    const boot = await testBoot([debian()], { ...ALWAYS, observe: (one) => seen.push(one) })
    const [first] = choices(await script(boot, QUERY.pc))
    await script(boot, `${first}&${QUERY.pc}`)
    expect(seen).toMatchObject([
      { kind: 'script', title: 'Menu', doing: 'menu', files: [] },
      { kind: 'script', title: 'Debian installer 12', installs: true },
    ])
  })

  test('asks a machine with too little memory for it as without a menu', async () => {
    const asks = await script(await testBoot([debian()], ALWAYS), QUERY.small)
    expect(asks).toBe(await script(await testBoot([debian()]), QUERY.small))
    expect(asks).toContain('needs about 458 MiB')
  })

  test('does not start an entry by itself that nobody chose, where the chosen one does not fit', async () => {
    const boot = await testBoot([], { ...ALWAYS, media: [{ medium: debian(), match: GREEDY }] })
    const menu = await script(boot, QUERY.small)
    expect(items(menu)).toEqual(['Small', ...ALWAYS_THERE])
    expect(menu).toContain('choose --default local_disk --timeout 10000 ')
    expect(menu).toContain('menu Bootdrop || goto local_disk')
  })

  test('is no menu where the firmware itself takes the whole image', async () => {
    const refusal = await script(await testBoot([disc()], ALWAYS), QUERY.pc)
    expect(refusal).toBe(await script(await testBoot([disc()]), QUERY.pc))
    expect(refusal).toContain('is served as a whole image')
  })

  test('is no other menu for several media', async () => {
    const media = [debian(), live()]
    expect(await script(await testBoot(media, ALWAYS), QUERY.pc)).toBe(await script(await testBoot(media), QUERY.pc))
  })
})

describe('a rule beside such a menu', () => {
  const forAll = (action: BootOptions['rules'][number]['action']) => ({ ...ALWAYS, rules: [{ match: {}, action }] })

  test.each([{ medium: '/media/debian.iso' }, { recipe: 'debian-installer' }, { entry: 'rescue' }])(
    'that names what boots gets no menu: %j',
    async (action) => {
      expect(await script(await testBoot([debian()], forAll(action)), QUERY.pc)).toMatch(/^kernel /m)
    },
  )

  test('that says something else leaves it, with its own answer file in every entry', async () => {
    expect(items(await script(await testBoot([debian()], forAll({ loader: 'full' })), QUERY.pc))).toHaveLength(6)
    const answerOf = (title: string): Promise<AnswerFile> =>
      Promise.resolve({ title, read: () => Promise.resolve('d-i a/a string rule') })
    const boot = await testBoot([debian()], { ...forAll({ answer: 'own.cfg' }), answerOf })
    const menu = await script(boot, QUERY.pc)
    // With an answer file "Install" is automated: the entry of that name would be the same once more.
    expect(items(menu)).toEqual([...DEBIAN.slice(0, 3), ...ALWAYS_THERE])
    for (const query of choices(menu)) {
      const [, path = ''] = /url=http:\/\/[^/]+(\S+)/.exec(await script(boot, `${query}&${QUERY.pc}`)) ?? []
      expect(await text(await boot.resolve(request(path)))).toBe('d-i a/a string rule')
    }
  })
})

describe('a machine that was just installed', () => {
  const installed: BootOptions['installed'] = () => ({ title: 'Debian installer 12', at: 0 })

  test('gets its own disk first, and the menu where somebody wants it again', async () => {
    const boot = await testBoot([debian()], { ...ALWAYS, installed })
    expect(await script(boot, QUERY.pc)).toContain('This machine was installed with Debian installer 12, ')
    const menu = await script(boot, `again=1&${QUERY.pc}`)
    expect(items(menu)).toHaveLength(6)
    expect(await script(boot, `${choices(menu)[0]}&${QUERY.pc}`)).toMatch(/^kernel /m)
  })
})

describe("the medium's signed GRUB", () => {
  const identify: BootOptions['identify'] = () => known({ chain: 'medium-signed' })

  test('has the same menu, with the time that it waits', async () => {
    const seen: unknown[] = []
    const boot = await testBoot([debian()], { ...ALWAYS, identify, observe: (one) => seen.push(one) })
    const config = await text(await boot.resolve(request(`${FOLDER}/grub/grub.cfg`, 'tftp')))
    expect([...config.matchAll(/^menuentry '(.*)' --id/gm)].map(([, title]) => title)).toEqual([
      ...DEBIAN,
      ALWAYS_THERE[0],
    ])
    expect(config).toContain('set default=boot-0\nset timeout=10\n')
    expect(config).toContain(' priority=low ---; then')
    expect(seen).toMatchObject([
      {
        kind: 'script',
        doing: 'menu',
        files: [`/iso/${MEDIUM_ID.debian}${FOLDER}/linux`, `/iso/${MEDIUM_ID.debian}${FOLDER}/initrd.gz`],
      },
    ])
  })

  test('waits for a key where that is its time', async () => {
    const boot = await testBoot([debian()], { ...ALWAYS, identify, menuTimeoutS: 0 })
    expect(await text(await boot.resolve(request('/grub/grub.cfg', 'tftp')))).toContain('set timeout=-1\n')
  })
})

const match = (own: string): BootMedium['match'] => ({ recipe: recipe(own), score: 99, why: '', name: '', version: '' })
const PART = `
family: debian-installer
match: [{ exists: ['/debian-installer/*/linux'], score: 99, why: It is a test. }]
boot: [{ firmware: any, kernel: '/debian-installer/*/linux', initrd: [initrd.gz], args: quiet }]
`
const MANY = match(`
id: many
title: Many
${PART}
entries:
${Array.from({ length: 20 }, (_none, at) => `  - { id: w${String(at)}, title: Way ${String(at)}, args: w=${String(at)} }`).join('\n')}
`)
const GREEDY = match(`
id: greedy
title: Greedy
${PART}
entries:
  - { id: big, title: Big, minRamMiB: 4096 }
  - { id: small, title: Small, args: small, minRamMiB: 64 }
`)

async function own(changes: Partial<BootMedium>): Promise<BootMedium> {
  const medium = debian()
  return { medium, match: await matchOf(medium), ...changes }
}
