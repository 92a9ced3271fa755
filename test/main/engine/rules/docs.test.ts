import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseRules } from '../../../../main/engine/rules/load'
import { ruleFor } from '../../../../main/engine/rules/match'
import { uuidForms } from '../../../../main/engine/rules/uuid'
import type { Rule } from '../../../../main/engine/types'
import { machine } from './machine'

const page = readFileSync(new URL('../../../../docs/rules.md', import.meta.url), 'utf8')
const examples = [...page.matchAll(/```(?:yaml|json)\n([\s\S]*?)```/g)].map(([, text = '']) => text)

function rulesOf(text: string): readonly Rule[] {
  const parsed = parseRules(text)
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems))
  return parsed.rules
}

function example(words: string): readonly Rule[] {
  const text = examples.find((one) => one.includes(words))
  if (text === undefined) throw new Error(`docs/rules.md has no example with ${words}`)
  return rulesOf(text)
}

describe('the examples of docs/rules.md', () => {
  it('are rules, each one', () => {
    expect(examples).toHaveLength(6)
    for (const text of examples) expect(rulesOf(text).length).toBeGreaterThan(0)
  })

  it('find the teacher by UUID and architecture alone', () => {
    const rules = example("teacher's PC")
    expect(ruleFor(rules, machine())?.action).toEqual({ medium: 'rescue.iso' })
    expect(ruleFor(rules, machine({ arch: 'bios' }))).toBeUndefined()
    expect(ruleFor(rules, machine({ uuid: undefined }))).toBeUndefined()
  })

  it('give two machines answer files of their own', () => {
    const rules = example('answers/web.cfg')
    const answerOf = (uuid: string) => ruleFor(rules, machine({ uuid }))?.action.answer
    expect(answerOf('4c4c4544-0042-3510-8052-b4c04f4e3732')).toBe('answers/web.cfg')
    expect(answerOf('4c4c4544-0042-3510-8052-b4c04f4e3733')).toBe('answers/database.cfg')
  })

  it('leave printers alone, and nothing else', () => {
    const rules = example('Printers')
    expect(ruleFor(rules, machine({ mac: '00:1b:a9:00:00:01' }))?.action).toEqual({ ignore: true })
    expect(ruleFor(rules, machine())).toBeUndefined()
  })

  it('send a classroom to its disks, except the bench', () => {
    const rules = example('Classroom')
    expect(ruleFor(rules, machine({ mac: '52:54:00:00:00:01' }))?.action).toEqual({ localDisk: true })
    expect(ruleFor(rules, machine())?.action).toMatchObject({ medium: 'debian.iso' })
  })

  it('find a model by maker and product', () => {
    const rules = example('Old Dells')
    expect(ruleFor(rules, machine({ model: 'Dell Inc. OptiPlex 7010' }))?.action).toEqual({ loader: 'full' })
    expect(ruleFor(rules, machine({ model: 'Dell Inc. Latitude 5400' }))).toBeUndefined()
  })

  it('write one UUID in its two orders', () => {
    const [, smbios = '', wire = ''] = /(\S+) +as dmidecode prints it\n +(\S+) +as option 97/.exec(page) ?? []
    expect(uuidForms(wire)).toEqual({ smbios, wire })
    const [first] = example('Test bench')
    expect(uuidForms(first?.match.uuid ?? '').smbios).toBe(smbios)
  })
})
