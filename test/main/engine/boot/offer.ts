import type { Offer } from '../../../../main/engine/boot/offers'
import { mediumUrls } from '../../../../main/engine/boot/file-urls'
import { memoryMedium } from '../recipes/memory-medium'
import { recipe } from '../recipes/shelf'
import { testPlan, URL_BASE } from './parts'

const TEST_RECIPE = recipe(`
id: debian-installer
title: Debian installer
family: debian-installer
match: [{ exists: [/linux], score: 50, why: It is a test. }]
boot: [{ firmware: any, kernel: /linux }]
`)

export function testOffer(changes: Partial<Offer> = {}): Offer {
  return {
    medium: memoryMedium({}),
    recipe: TEST_RECIPE,
    choice: {},
    answer: undefined,
    title: 'Debian installer 12',
    urls: mediumUrls(URL_BASE, 'abcdef012345', 'test.iso', TEST_RECIPE.id),
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
