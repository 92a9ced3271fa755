import { afterEach, describe, expect, it } from 'vitest'
import { listCards } from '../../main/engine/net/cards'
import { cardTitle } from '../../renderer/src/card-title'
import { lang } from '../../renderer/src/lang/lang.svelte'
import { card } from './fixtures'

describe('the title of a card', () => {
  afterEach(() => (lang.id = 'en'))

  it('is in the language on show where the system does not name it', () => {
    lang.id = 'de'
    expect(cardTitle(card({ name: 'lo', kind: 'loopback', title: 'This computer only (lo)' }))).toBe(
      'Nur dieser Computer (lo)',
    )
    expect(cardTitle(card({ name: 'wlan0', kind: 'wifi', title: 'Wi-Fi (wlan0)' }))).toBe('WLAN (wlan0)')
  })

  it('is the system\u2019s own where there is one', () => {
    lang.id = 'de'
    expect(cardTitle(card({ title: 'Intel I219-LM (eno1)' }))).toBe('Intel I219-LM (eno1)')
  })

  it('knows the engine\u2019s own words for this computer', async () => {
    lang.id = 'de'
    const own = (await listCards()).find(({ kind }) => kind === 'loopback')
    expect(own === undefined ? undefined : cardTitle(own)).toBe('Nur dieser Computer (lo)')
  })
})
