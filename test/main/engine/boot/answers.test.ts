import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { answerFile } from '../../../../main/engine/boot/answers/source'
import type { AnswerFile, Boot, BootMedium, BootOptions, KnownMachine } from '../../../../main/engine/boot/contract'
import type { FileRequest } from '../../../../main/engine/boot/resolve'
import type { Observation } from '../../../../main/engine/clients/observation'
import type { Recipe } from '../../../../main/engine/recipes/schema'
import type { Notice, Rule } from '../../../../main/engine/types'
import { recipe, shippedRecipes } from '../recipes/shelf'
import { matchOf, testBoot, text } from './boots'
import { debian, live, MEDIUM_ID, QUERY } from './media'
import { known, request, URL_BASE } from './parts'

const INSTALLER = recipe(`
id: installer
title: Installer
family: debian-installer
match: [{ exists: ['/debian-installer/*/linux'], score: 99, why: It is a test. }]
boot: [{ firmware: any, kernel: '/debian-installer/*/linux', initrd: [initrd.gz], args: quiet }]
entries:
  - { id: install, title: Install }
  - { id: expert, title: Expert, args: priority=low }
installs: true
answer:
  title: Preseed file
  format: preseed
  name: preseed.cfg
  args: url=\${answer}
  beside: { meta-data: 'instance-id: {{mac-dashes}}' }
`)

async function shippedRecipe(id: string): Promise<Recipe> {
  const found = (await shippedRecipes()).find((one) => one.id === id)
  if (found === undefined) throw new Error(`there is no recipe ${id}`)
  return found
}

const ALL = 'd-i a/a string {{mac}} {{mac-dashes}} {{uuid}} {{serial}} {{hostname}} {{ip}} {{recipe}} {{medium}}\n'
const MAC = '52:54:00:12:34:56'
const UUID = '4c4c4544-0042-3510-8052-b4c04f4e3732'
const FOLDER = `/answer/${MEDIUM_ID.debian}/installer/52-54-00-12-34-56`

function answering(body: string, title = 'my.cfg'): AnswerFile {
  return { title, read: () => Promise.resolve(body) }
}

const match = { recipe: INSTALLER, score: 99, why: '', name: 'Installer', version: '' }

function bootMedium(changes: Partial<BootMedium> = {}): BootMedium {
  return { medium: debian(), match, ...changes }
}

let notices: Omit<Notice, 'at'>[]
let observed: Observation[]
beforeEach(() => {
  notices = []
  observed = []
})

function boots(media: readonly BootMedium[], changes: Partial<BootOptions> = {}): Promise<Boot> {
  const notify = (notice: Omit<Notice, 'at'>): void => void notices.push(notice)
  return testBoot([], { media, notify, observe: (seen) => void observed.push(seen), ...changes })
}

const fetched = async (boot: Boot, path: string, more: Partial<FileRequest> = {}): Promise<string> =>
  text(await boot.resolve({ ...request(path), ...more }))

const posted = (body: unknown): Uint8Array => Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))

describe('an answer file', () => {
  test('is named by the script of a machine, and filled in for it', async () => {
    const boot = await boots([bootMedium({ answer: answering(ALL) })])
    expect(await fetched(boot, '/boot.ipxe', { query: new URLSearchParams(QUERY.pc) })).toContain(
      `url=${URL_BASE}${FOLDER}/preseed.cfg`,
    )
    expect(await fetched(boot, `${FOLDER}/preseed.cfg`)).toBe(
      `d-i a/a string ${MAC} 52-54-00-12-34-56   pc-123456 192.168.1.77 installer debian.iso\n`,
    )
  })

  test('has the UUID and serial number that the machine told with its script', async () => {
    const boot = await boots([bootMedium({ answer: answering('d-i a/a string {{uuid}} {{serial}}') })])
    const query = new URLSearchParams(`mac=${MAC}&uuid=${UUID}&serial=AB%2012'%24(x)`)
    await boot.resolve({ ...request('/boot.ipxe'), query })
    expect(await fetched(boot, `${FOLDER}/preseed.cfg`)).toBe(`d-i a/a string ${UUID} AB12x`)
  })

  test('goes by the MAC in its name, whoever asks', async () => {
    const other = known({ mac: '52:54:00:00:00:99', uuid: UUID })
    const boot = await boots([bootMedium({ answer: answering('d-i a/a string {{mac}} {{uuid}}') })], {
      identify: () => other,
    })
    expect(await fetched(boot, `${FOLDER}/preseed.cfg`)).toBe(`d-i a/a string ${MAC} `)
  })

  test('takes the host name that DHCP knows', async () => {
    const boot = await boots([bootMedium({ answer: answering('d-i a/a string {{hostname}}') })], {
      hostname: (mac) => (mac === MAC ? 'Lab-7.example.org' : undefined),
    })
    expect(await fetched(boot, `${FOLDER}/preseed.cfg`)).toBe('d-i a/a string lab-7')
  })

  test('has the addresses of Bootdrop in it', async () => {
    const body = 'd-i a/a string {{server}} {{host}} {{base}} {{iso}} {{answers}} {{finished}}'
    const boot = await boots([bootMedium({ answer: answering(body) })])
    expect(await fetched(boot, `${FOLDER}/preseed.cfg`)).toBe(
      [
        `d-i a/a string ${URL_BASE} 192.168.1.20 ${URL_BASE}/iso/${MEDIUM_ID.debian}`,
        `${URL_BASE}/raw/${MEDIUM_ID.debian}/debian.iso ${URL_BASE}${FOLDER}/ ${URL_BASE}/finished?mac=${MAC}`,
      ].join(' '),
    )
  })

  test('lies beside what its recipe puts there, and a script that says "done"', async () => {
    const boot = await boots([bootMedium({ answer: answering(ALL) })])
    expect(await fetched(boot, `${FOLDER}/meta-data`)).toBe('instance-id: 52-54-00-12-34-56')
    const script = await fetched(boot, `${FOLDER}/finished.sh`)
    expect(script).toMatch(/^#!\/bin\/sh\n/)
    expect(script).toContain(`url='${URL_BASE}/finished?mac=${MAC}'`)
    expect(await boot.resolve(request(`${FOLDER}/other.cfg`))).toMatchObject({ kind: 'not-found' })
    expect(await boot.resolve(request(`${FOLDER}/constructor`))).toMatchObject({ kind: 'not-found' })
  })

  test('is not there where none was chosen', async () => {
    const boot = await boots([bootMedium()])
    for (const name of ['preseed.cfg', 'meta-data', 'finished.sh']) {
      expect(await boot.resolve(request(`${FOLDER}/${name}`))).toMatchObject({ kind: 'not-found' })
    }
  })

  test('is read anew for each machine, and one that is gone is told', async () => {
    let body: string | undefined = 'd-i a/a string 1'
    const read = (): Promise<string> => (body === undefined ? Promise.reject(new Error('gone')) : Promise.resolve(body))
    const boot = await boots([bootMedium({ answer: { title: 'my.cfg', read } })])
    expect(await fetched(boot, `${FOLDER}/preseed.cfg`)).toBe('d-i a/a string 1')
    body = 'd-i a/a string 2'
    expect(await fetched(boot, `${FOLDER}/preseed.cfg`)).toBe('d-i a/a string 2')
    body = undefined
    expect(await boot.resolve(request(`${FOLDER}/preseed.cfg`))).toMatchObject({ kind: 'not-found', reason: 'gone' })
  })

  test('is another one for another entry of the same medium', async () => {
    const medium = debian()
    const boot = await boots([
      bootMedium({ medium, entry: 'install', answer: answering('d-i a/a string one', '1.cfg') }),
      bootMedium({ medium, entry: 'expert', answer: answering('d-i a/a string two', '2.cfg') }),
    ])
    for (const [entry, words] of [
      ['install', 'one'],
      ['expert', 'two'],
    ] as const) {
      const query = new URLSearchParams(`${QUERY.pc}&medium=${MEDIUM_ID.debian}&recipe=installer&entry=${entry}`)
      const [, path = ''] = /url=http:\/\/[^/]+(\S+)/.exec(await fetched(boot, '/boot.ipxe', { query })) ?? []
      expect(await fetched(boot, path)).toBe(`d-i a/a string ${words}`)
    }
  })
})

describe('a URL that was written into a medium beforehand', () => {
  const body = { network_interfaces: [{ mac: MAC }], dmi: { system: { uuid: UUID, serial: 'BR5NN72' } } }

  test('has the answer file of the machine at that address', async () => {
    const boot = await boots([bootMedium({ answer: answering(ALL) })], {
      identify: () => known({ mac: MAC, uuid: UUID }),
    })
    expect(await fetched(boot, '/answer/preseed.cfg')).toBe(
      `d-i a/a string ${MAC} 52-54-00-12-34-56 ${UUID}  pc-123456 192.168.1.77 installer debian.iso\n`,
    )
    expect(await fetched(boot, '/answer/meta-data')).toBe('instance-id: 52-54-00-12-34-56')
  })

  test('has it for a machine that posts who it is, by its rule', async () => {
    const rules: Rule[] = [{ match: { uuid: UUID }, action: { answer: 'own' } }]
    const boot = await boots([bootMedium({ answer: answering('d-i a/a string all') })], {
      rules,
      answerOf: (chosen) => Promise.resolve(answering(`d-i a/a string ${chosen} {{mac}} {{serial}}`, chosen)),
    })
    expect(await fetched(boot, '/answer/preseed.cfg', { posted: posted(body) })).toBe(
      `d-i a/a string own ${MAC} BR5NN72`,
    )
    expect(await fetched(boot, '/answer/preseed.cfg')).toBe('d-i a/a string all')
  })

  test('has that of the first medium that answers under the name and was given one', async () => {
    const clonezilla = { medium: live(), match: await matchOf(live()) }
    const boot = await boots([
      clonezilla,
      bootMedium({ entry: 'expert' }),
      bootMedium({ entry: 'install', answer: answering('d-i a/a string second') }),
      bootMedium({ answer: answering('d-i a/a string third') }),
    ])
    expect(await fetched(boot, '/answer/preseed.cfg')).toBe('d-i a/a string second')
  })

  test.each(['other.cfg', 'finished.sh', 'constructor', '__proto__', '-', 'installer', ''])(
    'has nothing under the name %j',
    async (name) => {
      const boot = await boots([bootMedium({ answer: answering(ALL) })])
      expect(await boot.resolve(request(`/answer/${name}`))).toMatchObject({ kind: 'not-found' })
    },
  )

  test('has nothing where no answer file was chosen', async () => {
    const boot = await boots([bootMedium()])
    expect(await boot.resolve(request('/answer/preseed.cfg'))).toMatchObject({ kind: 'not-found' })
    expect(await boot.resolve(request('/answer/meta-data'))).toMatchObject({ kind: 'not-found' })
  })

  test('is what the recipe and the book say for Proxmox', async () => {
    const { answer, needs } = await shippedRecipe('proxmox-auto')
    expect(needs.join(' ')).toContain(`/answer/${answer?.name ?? ''}, `)
    const book = await readFile(new URL('../../../../docs/answers.md', import.meta.url), 'utf8')
    expect(book).toContain(`--url http://192.168.1.20:8067/answer/${answer?.name ?? ''}\n`)
  })
})

describe('a machine that posts who it is', () => {
  const body = {
    network_interfaces: [
      { link: 'eth0', mac: 'AA:BB:CC:00:00:01' },
      { link: 'eth1', mac: MAC },
    ],
    dmi: { system: { uuid: UUID.toUpperCase(), serial: 'BR5NN72' } },
  }
  const OF_ANYONE = FOLDER.replace(/[^/]+$/, '-')

  test('gets its answer although the URL is the same for all', async () => {
    const boot = await boots([bootMedium({ answer: answering('d-i a/a string {{mac}} {{uuid}} {{serial}}') })])
    expect(await fetched(boot, `${OF_ANYONE}/preseed.cfg`, { posted: posted(body) })).toBe(
      `d-i a/a string aa:bb:cc:00:00:01 ${UUID} BR5NN72`,
    )
    // The card that it booted from is known by now.
    await boot.resolve({ ...request('/boot.ipxe'), query: new URLSearchParams(QUERY.pc) })
    expect(await fetched(boot, `${OF_ANYONE}/preseed.cfg`, { posted: posted(body) })).toContain(`${MAC} ${UUID}`)
  })

  test('gets the one of its rule', async () => {
    const rules: Rule[] = [{ match: { uuid: UUID }, action: { answer: 'own' } }]
    const boot = await boots([bootMedium({ answer: answering('d-i a/a string all') })], {
      rules,
      answerOf: (chosen) => Promise.resolve(answering(`d-i a/a string ${chosen}`, chosen)),
    })
    expect(await fetched(boot, `${OF_ANYONE}/preseed.cfg`, { posted: posted(body) })).toBe('d-i a/a string own')
    expect(await fetched(boot, `${OF_ANYONE}/preseed.cfg`)).toBe('d-i a/a string all')
  })

  test('may post anything', async () => {
    const boot = await boots([bootMedium({ answer: answering('d-i a/a string ok') })])
    const anything = fc.oneof(
      fc.uint8Array(),
      fc.json().map((json) => posted(json)),
      fc.jsonValue().map((value) => posted({ network_interfaces: value, dmi: value, event_type: value, name: value })),
      fc.jsonValue().map((value) => posted({ network_interfaces: [value, { mac: value }], dmi: { system: value } })),
    )
    await fc.assert(
      fc.asyncProperty(anything, async (bytes) => {
        expect(await fetched(boot, `${OF_ANYONE}/preseed.cfg`, { posted: bytes })).toBe('d-i a/a string ok')
        expect(await boot.resolve({ ...request('/finished'), posted: bytes })).toMatchObject({ kind: 'file' })
      }),
    )
  })
})

describe('a rule with an answer file', () => {
  const SECOND = '52:54:00:00:00:02'
  const SECOND_UUID = '00000000-0000-4000-8000-00000000000a'
  const files: Record<string, string> = { '/one.cfg': 'd-i a/a string one {{mac}}', '/two.cfg': 'd-i a/a string two' }
  const answerOf = (chosen: string): Promise<AnswerFile> => Promise.resolve(answering(files[chosen] ?? '', chosen))
  const rules: Rule[] = [
    { name: 'First', match: { uuid: UUID }, action: { answer: '/one.cfg' } },
    { name: 'Second', match: { uuid: SECOND_UUID }, action: { answer: '/two.cfg' } },
  ]

  /** Boots as a machine does: script, then the file that it names. */
  async function answerFor(boot: Boot, mac: string, uuid: string): Promise<string | undefined> {
    const query = new URLSearchParams(`mac=${mac}&uuid=${uuid}&arch=x86_64&platform=efi`)
    const script = await fetched(boot, '/boot.ipxe', { query })
    const path = /url=http:\/\/[^/]+(\S+)/.exec(script)?.[1]
    return path === undefined ? undefined : fetched(boot, path, { ip: '192.168.1.200' })
  }

  test('gives two machines their own, by UUIDs that only their scripts told', async () => {
    const boot = await boots([bootMedium()], { rules, answerOf })
    expect(await answerFor(boot, MAC, UUID)).toBe(`d-i a/a string one ${MAC}`)
    expect(await answerFor(boot, SECOND, SECOND_UUID)).toBe('d-i a/a string two')
    expect(await answerFor(boot, '52:54:00:00:00:03', '')).toBeUndefined()
  })

  test('takes the place of the one for everyone', async () => {
    const boot = await boots([bootMedium({ answer: answering('d-i a/a string all') })], { rules, answerOf })
    expect(await answerFor(boot, SECOND, SECOND_UUID)).toBe('d-i a/a string two')
    expect(await answerFor(boot, '52:54:00:00:00:03', '')).toBe('d-i a/a string all')
  })

  test('works for a machine that DHCP knows, too', async () => {
    const machine: KnownMachine = known({ mac: MAC, uuid: UUID })
    const boot = await boots([bootMedium()], { rules, answerOf, identify: () => machine })
    expect(await fetched(boot, `${FOLDER}/preseed.cfg`)).toBe(`d-i a/a string one ${MAC}`)
  })

  test('is not for who writes the MAC of a known machine into a query', async () => {
    const stranger = known({ mac: '52:54:00:00:00:66' })
    const boot = await boots([bootMedium()], {
      rules,
      answerOf,
      identify: (ip) => (ip === '192.168.1.66' ? stranger : undefined),
    })
    const query = new URLSearchParams(`mac=${SECOND}&uuid=${UUID}&arch=x86_64&platform=efi`)
    await fetched(boot, '/boot.ipxe', { query, ip: '192.168.1.66' })
    expect(await answerFor(boot, SECOND, SECOND_UUID)).toBe('d-i a/a string two')
  })

  test('leaves media without one as they are, in a menu with others', async () => {
    const media = [bootMedium(), { medium: live(), match: await matchOf(live()) }]
    const boot = await boots(media, { rules, answerOf })
    const query = new URLSearchParams(`mac=${MAC}&uuid=${UUID}&arch=x86_64&platform=efi`)
    expect(await fetched(boot, '/boot.ipxe', { query })).toContain('item --key 2 medium1')
  })

  test('that nothing takes is an error at once, in words', async () => {
    const plain = {
      ...match,
      recipe: recipe(
        'id: plain\ntitle: Plain\nfamily: x\nmatch: [{ exists: [/x], score: 1, why: x }]\nboot: [{ firmware: any, kernel: "/debian-installer/*/linux" }]',
      ),
    }
    await expect(boots([bootMedium({ match: plain })], { rules, answerOf })).rejects.toMatchObject({
      code: 'rules-broken',
      message: expect.stringMatching(/^Rule "First" gives an answer file, and Installer takes none\.$/) as string,
    })
  })

  test('that is not there says which rule it is', async () => {
    await expect(boots([bootMedium()], { rules })).rejects.toMatchObject({
      code: 'answer-missing',
      message: expect.stringMatching(
        /^Rule "First": The answer file one\.cfg cannot be used: it is not there\./,
      ) as string,
    })
  })
})

describe('before anything boots', () => {
  test('doubts about a file are told once, without a word of it', async () => {
    const body = '#version=RHEL9\nrootpw geheim\nclearpart --all\n%packages\n%end\n'
    const medium = debian()
    await boots([
      bootMedium({ medium, entry: 'install', answer: answering(body) }),
      bootMedium({ medium, entry: 'expert', answer: answering(body) }),
    ])
    expect(notices.filter(({ code }) => code.startsWith('answer'))).toEqual([
      {
        level: 'warning',
        code: 'answer-doubtful',
        text: 'The answer file my.cfg for Installer: It looks like a kickstart file (Fedora, Red Hat), and what is taken here is a preseed file (Debian).',
        details: { name: 'my.cfg', recipe: 'Installer', reason: 'looks-like', looks: 'kickstart', takes: 'preseed' },
      },
    ])
    expect(JSON.stringify([notices, observed])).not.toContain('geheim')
  })

  test('a file that the recipe has no use for is told', async () => {
    const found = await matchOf(live())
    await boots([
      { medium: live(), match: { ...found, recipe: { ...found.recipe, answer: undefined } }, answer: answering(ALL) },
    ])
    expect(notices.map(({ code }) => code)).toContain('answer-unused')
  })
})

describe('a machine that says that it is done', () => {
  async function finish(more: Partial<FileRequest>): Promise<Observation[]> {
    const boot = await boots([bootMedium()], { identify: (ip) => (ip === '192.168.1.5' ? known() : undefined) })
    expect(await boot.resolve({ ...request('/finished'), ...more })).toMatchObject({ kind: 'file' })
    return observed
  }
  const query = new URLSearchParams({ mac: MAC })
  const event = (changes: object): Uint8Array =>
    posted({ name: 'subiquity/Install/install', event_type: 'finish', result: 'SUCCESS', origin: 'curtin', ...changes })

  test.each<[string, Partial<FileRequest>, string | undefined]>([
    ['by a GET with its MAC', { query }, MAC],
    ['by a GET from a known address', { ip: '192.168.1.5' }, MAC],
    ['by a GET from nowhere', {}, undefined],
    ['by a form, as cloud-init does', { query, posted: posted('hostname=pc&instance_id=i-1') }, MAC],
    ['by JSON, as Proxmox does', { posted: posted({ 'network-interfaces': [{ mac: MAC.toUpperCase() }] }) }, MAC],
    ['by nothing posted', { query, posted: posted('') }, MAC],
    [
      "by the last event of Ubuntu's installer",
      { query, posted: event({ name: 'subiquity/Shutdown/shutdown', event_type: 'start', result: undefined }) },
      MAC,
    ],
    ['by the last event of curtin', { query, posted: event({ name: 'cmd-install' }) }, MAC],
  ])('%s is finished', async (_how, more, mac) => {
    expect(await finish(more)).toEqual([{ kind: 'finished', ip: more.ip ?? '192.168.1.77', mac }])
  })

  test.each<[string, object]>([
    ['an event on the way', {}],
    ['its first event', { name: 'subiquity/Early/run', event_type: 'start' }],
    ['the end of a part of curtin', { name: 'cmd-install/stage-partitioning' }],
    ['a beginning', { name: 'cmd-install', event_type: 'start' }],
    ['an end that went wrong', { name: 'cmd-install', result: 'FAIL' }],
    ['a shutdown that went wrong', { name: 'subiquity/Shutdown/shutdown', result: 'FAIL' }],
  ])('%s is not', async (_what, changes) => {
    expect(await finish({ query, posted: event(changes) })).toEqual([])
  })
})

describe('files as people write them', () => {
  let folder: string
  beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'answers-'))))
  afterAll(() => rm(folder, { recursive: true }))

  test.each<[string, Buffer]>([
    ['UTF-16 with its mark', Buffer.from('\ufeffd-i a/b string ü\r\n', 'utf16le')],
    ['UTF-16 without', Buffer.from('d-i a/b string ü\r\n', 'utf16le')],
    ['big-endian UTF-16', Buffer.from('\ufeffd-i a/b string ü\r\n', 'utf16le').swap16()],
    ['UTF-8 with a mark', Buffer.from('\ufeffd-i a/b string ü\r\n')],
    ['UTF-8', Buffer.from('d-i a/b string ü\n')],
    ['Windows-1252', Buffer.from('d-i a/b string ü\r\n', 'latin1')],
  ])('%s reaches the machine as UTF-8 with Unix lines', async (_how, bytes) => {
    const path = join(folder, 'a.cfg')
    await writeFile(path, bytes)
    const none = { answerExample: () => Promise.reject(new Error('none')) }
    const boot = await boots([bootMedium({ answer: await answerFile(path, none) })])
    expect(await fetched(boot, `${FOLDER}/preseed.cfg`)).toBe('d-i a/b string ü\n')
    expect(notices).toEqual([])
  })

  test.each<[string, Buffer, string]>([
    ['a program', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 0, 0, 0]), 'it is no text'],
    ['nothing', Buffer.from('  \n'), 'it is empty'],
    ['too much', Buffer.alloc(5 * 1024 * 1024, 'a'), 'it is 5242880 bytes long'],
  ])('%s is refused', async (_what, bytes, words) => {
    const path = join(folder, 'b.cfg')
    await writeFile(path, bytes)
    const none = { answerExample: () => Promise.reject(new Error('none')) }
    await expect(answerFile(path, none)).rejects.toMatchObject({
      code: 'answer-missing',
      message: expect.stringContaining(words) as string,
    })
  })
})
