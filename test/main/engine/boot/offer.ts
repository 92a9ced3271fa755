import type { Offer } from '../../../../main/engine/boot/offers'
import { memoryMedium } from '../recipes/memory-medium'
import { testPlan, URL_BASE } from './parts'

export function testOffer(changes: Partial<Offer> = {}): Offer {
  return {
    medium: memoryMedium({}),
    title: 'Debian installer 12',
    urls: { base: `${URL_BASE}/iso/abcdef012345`, iso: `${URL_BASE}/raw/abcdef012345/test.iso` },
    query: 'medium=abcdef012345&recipe=debian-installer',
    wholeImage: false,
    bootFiles: new Set(),
    shims: new Map(),
    signed: [],
    noSigned: undefined,
    planFor: () => testPlan(),
    ...changes,
  }
}
