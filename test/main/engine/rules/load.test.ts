import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { BootdropError, EXIT } from '../../../../main/engine/errors'
import { loadRules, parseRules } from '../../../../main/engine/rules/load'
import { MAX_RULES } from '../../../../main/engine/rules/schema'

const folder = mkdtempSync(join(tmpdir(), 'bootdrop-rules-'))
afterAll(() => rmSync(folder, { recursive: true }))

function fileWith(text: string): string {
  const path = join(folder, 'rules.yaml')
  writeFileSync(path, text)
  return path
}

async function refusal(path: string): Promise<BootdropError> {
  const error: unknown = await loadRules(path).catch((thrown: unknown) => thrown)
  if (error instanceof BootdropError) return error
  throw new Error('the rules were taken')
}

function problems(text: string): string[] {
  const parsed = parseRules(text)
  return 'problems' in parsed ? parsed.problems.map(({ line, where, reason }) => `${line}: ${where}: ${reason}`) : []
}

describe('loadRules', () => {
  it('reads rules from YAML, in order', async () => {
    const path = fileWith(
      '- name: A\n  match:\n    arch: bios\n  action:\n    ignore: true\n- action: {loader: full}\n',
    )
    expect(await loadRules(path)).toEqual([
      { name: 'A', match: { arch: ['bios'] }, action: { ignore: true } },
      { match: {}, action: { loader: 'full' } },
    ])
  })

  it('reads rules from JSON', async () => {
    const rules = [{ match: { mac: '52:54:00', arch: ['uefi-x64', 'bios'] }, action: { medium: 'a.iso', again: true } }]
    expect(await loadRules(fileWith(JSON.stringify(rules)))).toEqual(rules)
  })

  it('names file, line, rule by number and name, key, and what is allowed', async () => {
    const path = fileWith(
      '- action: {ignore: true}\n- name: Classroom\n  match:\n    arch: vax\n  action: {localDisk: true}\n',
    )
    const error = await refusal(path)
    expect(error.code).toBe('rules-broken')
    expect(error.exitCode).toBe(EXIT.usage)
    expect(error.message).toContain(`${path}:4: rule 2 (Classroom): match.arch`)
    expect(error.message).toContain('it takes bios, uefi-ia32, uefi-x64')
    expect(error.details).toMatchObject({ file: path, line: 4 })
  })

  it('tells every mistake, but not a screen full', async () => {
    const path = fileWith('- match: {mac: x}\n  action: {}\n'.repeat(10))
    const { message } = await refusal(path)
    expect(message.split('\n')).toHaveLength(7)
    expect(message).toContain('rule 1: match.mac')
    expect(message).toContain('and 15 more')
  })

  it('says which file is not there', async () => {
    const { message } = await refusal(join(folder, 'none.yaml'))
    expect(message).toContain('none.yaml cannot be read')
    expect(message).toContain('ENOENT')
  })

  it('refuses a folder and an image given by mistake', async () => {
    expect((await refusal(folder)).message).toContain('cannot be read')
    const image = join(folder, 'big.iso')
    writeFileSync(image, Buffer.alloc(2 * 1024 * 1024))
    expect((await refusal(image)).message).toContain('2097152 bytes')
  })
})

describe('parseRules', () => {
  it.each([
    ['', 'must be a list of rules'],
    ['rules: []', 'must be a list of rules'],
    ['- ignore', 'must have keys: name, match, action'],
    ['- match: {}', 'needs "action"'],
    ['- action:', 'must have keys: ignore'],
    ['- action: {}', 'says nothing; it takes ignore, localDisk'],
    ['- action: {ignore: true}\n  when: now', 'there is no key "when"; it takes name, match, action'],
    ['- action: {reboot: true}', 'there is no key "reboot"; it takes ignore, localDisk, medium'],
    ['- action: {ignore: true}\n  match: {ip: 10.0.0.1}', 'there is no key "ip"; it takes mac, uuid, arch'],
    ['- action: {ignore: false}', 'action.ignore: takes true'],
    ['- action: {ignore: true, loader: full}', 'has ignore and more'],
    ['- action: {localDisk: true, medium: a.iso}', 'has localDisk and more'],
    ['- action: {loader: big}', 'is "big"; it takes auto, small, full, signed'],
    ['- action: {append: "a\\nb"}', 'line breaks'],
    ['- action: {append: "root=${net0/ip}"}', 'cannot hold "root=${net0/ip}"'],
    [`- action: {append: ${'x'.repeat(2000)}}`, 'at most 1024 fit'],
    ['- action: {recipe: ""}', 'must not be empty'],
    [`- action: {medium: ${'x'.repeat(5000)}}`, 'at most 4096'],
    ['- action: {ignore: true}\n  match: {mac: 001122}', 'put what looks like a number in quotes'],
    ['- action: {ignore: true}\n  match: {mac: "52:5"}', 'in pairs of digits'],
    ['- action: {ignore: true}\n  match: {mac: "52:54-00"}', 'in pairs of digits'],
    ['- action: {ignore: true}\n  match: {mac: "52:54:00:12:34:56:78"}', 'at most 17 characters'],
    ['- action: {ignore: true}\n  match: {uuid: abc}', 'match.uuid: has 3 digits; a UUID has 32'],
    ['- action: {ignore: true}\n  match: {arch: []}', 'must not be empty'],
    ['- action: {ignore: true}\n  match: {arch: 7}', 'must be one of bios'],
    ['- action: {ignore: true}\n  match: {vendor: ""}', 'must not be empty'],
    ['- action: {ignore: true}\n  match: {vendor: "a\\tb"}', 'must be one line'],
    ['- action: {ignore: true', 'Flow map'],
  ])('says what is wrong with %j', (text, words) => {
    expect(problems(text).join('\n')).toContain(words)
  })

  it.each(['52:54:00:12:34:56', '52-54-00', '525400', '5254.0012', '5254.0012.3456', '"52"', '52:54:00:'])(
    'takes %s as a MAC address or its beginning',
    (mac) => {
      expect(problems(`- match: {mac: ${mac.startsWith('"') ? mac : `"${mac}"`}}\n  action: {ignore: true}`)).toEqual(
        [],
      )
    },
  )

  it('stops at a bounded number of rules', () => {
    const rules = (count: number): string => JSON.stringify(Array(count).fill({ action: { ignore: true } }))
    expect(problems(rules(MAX_RULES))).toEqual([])
    expect(problems(rules(MAX_RULES + 1)).join()).toContain(`at most ${MAX_RULES} rules`)
  })

  it('says so of brackets without end', () => {
    expect(parseRules('['.repeat(20_000) + ']'.repeat(20_000))).toMatchObject({
      problems: [{ reason: 'it is nested too deeply' }],
    })
  })

  it('does not unfold aliases without end', () => {
    const bomb = [
      '- &a [x]',
      ...'bcdefghi'.split('').map((name, at) => `- &${name} [${`*${'abcdefgh'[at]},`.repeat(9)}]`),
    ]
    expect(problems(bomb.join('\n')).join()).toContain('alias')
  })

  it('gives rules or problems for any text and any JSON, and never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json()), (text) => {
        const parsed = parseRules(text)
        expect('rules' in parsed || parsed.problems.length > 0).toBe(true)
      }),
    )
  })
})
