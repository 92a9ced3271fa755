import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { doubtsAbout } from '../../../../main/engine/boot/answers/check'
import { looksLike, type AnswerFormat } from '../../../../main/engine/boot/answers/looks'
import { withoutJsonComments } from '../../../../main/engine/boot/answers/text'
import { answerTexts } from '../../../../main/engine/boot/answers/texts'
import { answerValues, hostnameOf } from '../../../../main/engine/boot/answers/values'
import { doubtfulVariables, fillAnswer } from '../../../../main/engine/boot/answers/variables'
import { mediumUrls } from '../../../../main/engine/boot/file-urls'
import { anyText, URL_BASE } from './parts'

const machine = { mac: '52:54:00:ab:cd:ef', uuid: undefined, serial: undefined, hostname: undefined, ip: '192.168.1.7' }
const subject = { urls: mediumUrls(URL_BASE, 'abc', 'a & b.iso', 'x'), recipeId: 'x', medium: 'a & b.iso' }
const values = answerValues(machine, subject)

describe('variables', () => {
  test.each([
    ['{{mac}}{{mac}}', '52:54:00:ab:cd:ef52:54:00:ab:cd:ef'],
    ['{{{mac}}}', '{52:54:00:ab:cd:ef}'],
    ['{{ mac }} {{Mac}} {{mac_dashes}}', '{{ mac }} {{Mac}} {{mac_dashes}}'],
    [
      '{{ ansible_host }} {{.Name}} {{#if}} ${mac} {mac} {{}}',
      '{{ ansible_host }} {{.Name}} {{#if}} ${mac} {mac} {{}}',
    ],
    ['{{constructor}} {{__proto__}} {{toString}}', '{{constructor}} {{__proto__}} {{toString}}'],
  ])('in %j are filled in where they are ours', (text, filled) => {
    expect(fillAnswer(text, values)).toBe(filled)
  })

  test('are escaped in XML alone', () => {
    expect(fillAnswer('<?xml?><a b="{{medium}}"/>', values)).toBe('<?xml?><a b="a &amp; b.iso"/>')
    expect(fillAnswer('\n <a>{{medium}}</a>', values)).toContain('a &amp; b.iso')
    expect(fillAnswer('# {{medium}}', values)).toBe('# a & b.iso')
  })

  test('are not filled in twice', () => {
    expect(fillAnswer('{{medium}}', { ...values, medium: '{{mac}}' })).toBe('{{mac}}')
  })

  test.each([
    ['a\n{{hostnme}}', ['Line 2: {{hostnme}} stays as it is, because there is no such variable.']],
    ['{{ mac }}', ['Line 1: {{ mac }} stays as it is: ours is written {{mac}}.']],
    ['{{MAC}}', ['Line 1: {{MAC}} stays as it is: ours is written {{mac}}.']],
    ['{{mac_dashes}}', ['Line 1: {{mac_dashes}} stays as it is: ours is written {{mac-dashes}}.']],
    ['{{ ansible_host }} {{.Name}} {{v1.region}} {{Name}} ${x} {{mac}}', []],
  ])('that are doubtful in %j are told with their line', (text, doubts) => {
    expect(doubtfulVariables(text).map((doubt) => doubt.text)).toEqual(
      doubts.map((start) => expect.stringContaining(start) as string),
    )
  })

  test('that are all wrong are not all told', () => {
    const text = Array.from({ length: 50 }, (_, at) => `{{x${at}}}`).join('\n')
    expect(doubtfulVariables(text)).toHaveLength(6)
    expect(doubtfulVariables(text).at(-1)?.text).toBe('There are 45 more like these.')
  })
})

describe('the host name of a machine', () => {
  test.each([
    [undefined, 'pc-abcdef'],
    ['', 'pc-abcdef'],
    ['Lab-7', 'lab-7'],
    ['lab7.example.org', 'lab7'],
    ['my pc_1', 'my-pc-1'],
    ['-x-', 'x'],
    ['12345', 'pc-abcdef'],
    ['$(reboot)', 'reboot'],
    ['日本', 'pc-abcdef'],
  ])('of %j is %s', (hostname, name) => {
    expect(hostnameOf({ ...machine, hostname })).toBe(name)
  })

  test('is always a label that a shell takes for a word', () => {
    fc.assert(
      fc.property(anyText(100), (hostname) => {
        expect(hostnameOf({ ...machine, hostname })).toMatch(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/)
      }),
    )
  })

  test('is pc where nothing is known', () => {
    expect(hostnameOf({ mac: undefined, hostname: undefined })).toBe('pc')
  })
})

const KICKSTART = 'lang en_US\nrootpw --lock\nclearpart --all\n%packages\n@core\n%end\n'
const SAMPLES: Readonly<Record<string, readonly [AnswerFormat, string]>> = {
  preseed: ['preseed', '# x\nd-i debian-installer/locale string en_US\n'],
  'preseed with tabs': ['preseed', 'tasksel\ttasksel/first\tmultiselect standard\n'],
  kickstart: ['kickstart', KICKSTART],
  autoinstall: ['autoinstall', '#cloud-config\nautoinstall:\n  version: 1\n'],
  autoyast: [
    'autoyast',
    '<?xml version="1.0"?>\n<!DOCTYPE profile>\n<profile xmlns="http://www.suse.com/1.0/yast2ns"></profile>\n',
  ],
  agama: ['agama', '{ "product": { "id": "SLES" }, "root": {} }'],
  jsonnet: ['agama', "local x = 1;\n{ product: { id: 'SLES' } }"],
  unattend: ['unattend', '<!-- <profile> -->\n<unattend xmlns="urn:schemas-microsoft-com:unattend"></unattend>'],
  xenserver: ['xenserver', '<installation mode="fresh"></installation>'],
  proxmox: [
    'proxmox',
    '[global]\nkeyboard = "de"\n[network]\nsource = "from-dhcp"\n[disk-setup]\nfilesystem = "ext4"\n',
  ],
  esxi: ['esxi', 'vmaccepteula\nrootpw x\ninstall --firstdisk --overwritevmfs\nreboot\n'],
  ignition: ['ignition', '{"ignition":{"version":"3.3.0"}}'],
  script: ['script', '#!/bin/sh\nexit 0\n'],
}

describe('a file', () => {
  test.each(Object.entries(SAMPLES))('of %s is taken for what it is', (_name, [format, text]) => {
    expect(looksLike(text)).toBe(format)
    expect(doubtsAbout(text, { title: 'File', format })).toEqual([])
  })

  test.each(Object.entries(SAMPLES))('of %s given to another kind of installer is told', (_name, [format, text]) => {
    const other = format === 'preseed' ? 'kickstart' : 'preseed'
    expect(doubtsAbout(text, { title: 'File', format: other })[0]?.text).toMatch(
      /^It looks like .*, and what is taken here is a/,
    )
    expect(doubtsAbout(text, { title: 'File', format: 'other' })).toEqual([])
  })

  test.each<[string, AnswerFormat, string, string]>([
    [
      'autoinstall without its first line',
      'autoinstall',
      'autoinstall:\n  version: 1\n',
      'Its first line has to be "#cloud-config"',
    ],
    ['cloud-config of a cloud', 'autoinstall', '#cloud-config\nusers: []\n', 'It has no "autoinstall:"'],
    ['YAML with a mistake', 'autoinstall', '#cloud-config\nautoinstall:\n  a: [geheim\n', 'is no valid YAML'],
    ['JSON with a mistake', 'ignition', '{"ignition": {"geheim": }', 'It is not valid JSON'],
    ['Butane', 'ignition', 'variant: fcos\nversion: 1.5.0\n', 'Butane (YAML) has to be made into Ignition'],
    ['XML that was cut off', 'xenserver', '<installation>\n<primary-disk>geheim', 'there is no </installation>'],
    ['XML with something behind it', 'autoyast', '<profile></profile>\ngeheim', 'something behind its last </profile>'],
    ['a comment without an end', 'unattend', '<unattend></unattend><!-- geheim', 'A comment in it has no end'],
    ['TOML without a part', 'proxmox', '[global]\nroot-password = "geheim"\n', 'It has no [network]'],
    ['a script without its first line', 'script', 'echo geheim\n', 'It has no "#!"'],
    ['anything', 'preseed', 'geheim\n', 'It does not look like a preseed file'],
    ['a placeholder', 'kickstart', `${KICKSTART}rootpw CHANGE-ME\n# CHANGE-ME\n`, 'Line 7 still has CHANGE-ME'],
  ])('that is %s is doubted, and none of its text is told', (_what, format, text, words) => {
    const doubts = doubtsAbout(text, { title: 'File', format }).map(({ text: sentence }) => sentence)
    expect(doubts).toEqual(expect.arrayContaining([expect.stringContaining(words) as string]))
    expect(doubts.join()).not.toContain('geheim')
  })

  test("of kickstart is not doubted for ESXi, nor AutoYaST's for Agama", () => {
    expect(doubtsAbout(KICKSTART, { title: 'File', format: 'esxi' })).toEqual([])
    expect(doubtsAbout(SAMPLES['autoyast']?.[1] ?? '', { title: 'File', format: 'agama' })).toEqual([])
  })

  test('of any text at all is looked at without a throw', () => {
    const formats = [...new Set(Object.values(SAMPLES).map(([format]) => format))]
    const pieces = fc.array(
      fc.constantFrom(
        '<',
        '<a>',
        '</a>',
        '<!--',
        '-->',
        '{',
        '}',
        '{{',
        '}}',
        '#!',
        '\n',
        '[',
        '&x',
        '*x',
        '"',
        'ignition:',
      ),
    )
    fc.assert(
      fc.property(
        fc.oneof(
          anyText(200),
          pieces.map((all) => all.join('')),
        ),
        fc.constantFrom(...formats),
        (text, format) => {
          expect(doubtsAbout(text, { title: 'File', format }).every((doubt) => doubt.text.length < 600)).toBe(true)
          fillAnswer(text, values)
        },
      ),
    )
  })

  test('of a megabyte is looked at at once', () => {
    const rule = { title: 'File', format: 'preseed' } as const
    for (const text of [
      'a'.repeat(1e6),
      ' '.repeat(1e6),
      '{{'.repeat(5e5),
      '<!--'.repeat(2e5),
      '# x\n'.repeat(2e5),
      'a '.repeat(5e5),
    ]) {
      expect(doubtsAbout(text, rule).length).toBeGreaterThan(0)
    }
  })
})

describe('JSON', () => {
  const beside = {}
  const rule = {
    title: 'File',
    name: 'a.json',
    args: '',
    drop: [],
    beside,
    examples: [],
    required: false,
    installs: false,
  }
  const COMMENTED = '// ERASES\n{\n  // more\n  "url": "http://x" }\n'

  test('loses its comment lines on the way, and nothing else', () => {
    const texts = answerTexts(COMMENTED, { ...rule, format: 'ignition' }, machine, subject)
    expect(JSON.parse(texts.get('a.json') ?? '')).toEqual({ url: 'http://x' })
    expect(answerTexts(COMMENTED, { ...rule, format: 'other' }, machine, subject).get('a.json')).toBe(COMMENTED)
  })

  test('that is none stays as it is', () => {
    const jsonnet = '// x\n{ body: |||\n  // y\n||| }'
    expect(withoutJsonComments(jsonnet)).toBe(jsonnet)
  })
})

test('Windows keeps its lines, everything else gets those of Unix', () => {
  const rule = {
    title: 'File',
    name: 'a',
    args: '',
    drop: [],
    beside: {},
    examples: [],
    required: false,
    installs: false,
  }
  expect(answerTexts('a\r\nb\r', { ...rule, format: 'unattend' }, machine, subject).get('a')).toBe('a\r\nb\r')
  expect(answerTexts('a\r\nb\r', { ...rule, format: 'preseed' }, machine, subject).get('a')).toBe('a\nb\n')
})
