import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { rulesSchema } from '../../main/engine/rules/schema'
import { OwnChoices } from '../../renderer/src/own-choices.svelte'
import { canHaveRule, choicesOf, rulesFor, ruleWords, withChoices } from '../../renderer/src/rules'
import { client } from './fixtures'

const UUID = '4c4c4544-0042-3510-8052-b4c04f4e3732'
const dell = client({ uuid: UUID, model: 'Dell Inc. OptiPlex 7090' })

describe('choices for one machine', () => {
  it('are a rule for its UUID, which stays the same behind another dock', () => {
    const rules = withChoices([], dell, { loader: 'signed' })
    expect(rules).toEqual([{ name: 'Dell Inc. OptiPlex 7090', match: { uuid: UUID }, action: { loader: 'signed' } }])
    expect(choicesOf(rules, { ...dell, mac: '00:e0:4c:00:00:01' }).loader).toBe('signed')
    expect(choicesOf(rules, client({ uuid: '4c4c4544-0042-3510-8052-000000000000' })).loader).toBe('auto')
  })

  it('are a rule for its MAC address where no UUID is known', () => {
    expect(withChoices([], client(), { boots: 'ignore' })).toEqual([
      { name: '52:54:00:12:34:56', match: { mac: '52:54:00:12:34:56' }, action: { ignore: true } },
    ])
  })

  it('are known again whichever byte order a rule has the UUID in', () => {
    const raw = { match: { uuid: '44454c4c-4200-1035-8052-b4c04f4e3732' }, action: { localDisk: true } } as const
    expect(choicesOf([raw], dell).boots).toBe('local-disk')
  })

  it('stay together in one rule, in its place', () => {
    const other = { match: { mac: '52:54:00' }, action: { localDisk: true } } as const
    const one = withChoices([...withChoices([], dell, { loader: 'full' }), other], dell, { boots: 'medium:/b.iso' })
    expect(one).toHaveLength(2)
    expect(one[0]?.action).toEqual({ loader: 'full', medium: '/b.iso' })
    expect(choicesOf(one, dell)).toEqual({ loader: 'full', boots: 'medium:/b.iso', again: false })
    expect(one[1]).toBe(other)
  })

  it('are gone when the machine is as everyone again', () => {
    const rules = withChoices([], dell, { again: true })
    expect(rules[0]?.action).toEqual({ again: true })
    expect(withChoices(rules, dell, { again: false })).toEqual([])
  })

  it('are not offered to a machine that is known by its address alone', () => {
    const stranger = client({ id: 'ip:10.0.0.7', mac: undefined })
    expect(canHaveRule(stranger)).toBe(false)
    expect(withChoices([], stranger, { boots: 'ignore' })).toEqual([])
  })

  it('go to the engine without a medium that is not served', () => {
    const rules = withChoices(withChoices([], dell, { boots: 'medium:/b.iso' }), dell, { loader: 'small' })
    expect(rulesFor(rules, [{ path: '/b.iso' }])).toEqual(rules)
    expect(rulesFor(rules, [{ path: '/a.iso' }])[0]?.action).toEqual({ loader: 'small' })
    expect(rulesFor(withChoices([], dell, { boots: 'medium:/b.iso' }), [{ path: '/a.iso' }])).toEqual([])
  })

  it('hold nothing that does not go together, as the engine wants it', () => {
    const all = withChoices(withChoices([], dell, { loader: 'full' }), dell, { again: true })
    expect(withChoices(all, dell, { boots: 'ignore' })[0]?.action).toEqual({ ignore: true })
    expect(withChoices(all, dell, { boots: 'local-disk' })[0]?.action).toEqual({ loader: 'full', localDisk: true })
    for (const boots of ['everyone', 'ignore', 'local-disk', 'medium:/a.iso'] as const) {
      expect(v.is(rulesSchema, withChoices(all, dell, { boots }))).toBe(true)
    }
  })

  it('keep what the window does not let choose, recipe and entry as long as the medium', () => {
    const match = { uuid: UUID }
    const rules = [{ match, action: { medium: '/a.iso', recipe: 'live', entry: 'safe', append: 'quiet' } }]
    expect(withChoices(rules, dell, { loader: 'full' })[0]?.action).toEqual({ ...rules[0]?.action, loader: 'full' })
    expect(withChoices(rules, dell, { boots: 'medium:/b.iso' })[0]?.action).toEqual({
      medium: '/b.iso',
      append: 'quiet',
    })
    expect(withChoices(rules, dell, { boots: 'local-disk' })[0]?.action).toEqual({ localDisk: true })
  })

  it('count again when a machine that was left alone boots from here again', () => {
    const own = new OwnChoices()
    const before = own.with(withChoices([], dell, { loader: 'full' }), dell, { again: true })
    const ignored = own.with(before, dell, { boots: 'ignore' })
    expect(ignored[0]?.action).toEqual({ ignore: true })
    expect(own.of(ignored, dell)).toEqual({ boots: 'ignore', loader: 'full', again: true })
    const back = own.with(own.with(ignored, dell, { boots: 'local-disk' }), dell, { boots: 'everyone' })
    expect(back[0]?.action).toEqual({ loader: 'full', again: true })
  })

  it('go by the MAC address where the maker left the UUID blank', () => {
    const blank = client({ uuid: '00000000-0000-0000-0000-000000000000' })
    const rules = withChoices([], blank, { loader: 'full' })
    expect(rules[0]?.match).toEqual({ mac: '52:54:00:12:34:56' })
    expect(choicesOf(rules, blank).loader).toBe('full')
  })

  it('are told in words', () => {
    const rules = withChoices([], dell, { loader: 'signed', boots: 'medium:/media/debian.iso', again: true })
    expect(rules.map(ruleWords)).toEqual([
      { who: 'Dell Inc. OptiPlex 7090', what: 'debian.iso · Loader: Signed for Secure Boot · installs again' },
    ])
    expect(ruleWords({ match: {}, action: { localDisk: true } })).toEqual({
      who: 'Every machine',
      what: 'Its own disk',
    })
  })
})
