import { expect, test } from 'vitest'
import { quoteAll, wordsOf } from '../../../../main/engine/boot/signed/grub-words'
import { isUnsafeWord, splitWords, wordsForNetwork } from '../../../../main/engine/recipes/words'

const SEED = 'ds=nocloud-net;s=http://192.168.1.20:8067/answer/abcdef012345/ubuntu-server/52-54-00-12-34-56/'

test('the ; of autoinstall passes iPXE within a word, and GRUB between single quotes', () => {
  expect(isUnsafeWord(SEED)).toBe(false)
  expect(quoteAll(wordsOf(`--- autoinstall ${SEED}`))).toBe(`--- autoinstall '${SEED}'`)
})

test('a quoted argument of a menu stays one word, is left out as one, and is none where iPXE would cut it', () => {
  const menu = 'quiet ocs_live_run="ocs-sr -x restoredisk img sda" ocs_live_batch=no'
  expect(splitWords(menu)).toHaveLength(3)
  expect(wordsForNetwork(menu, ['^ocs_live_run='])).toBe('quiet ocs_live_batch=no')
  expect(wordsForNetwork('a x="one ; two" y="one && two" z="one #two" b')).toBe('a b')
})
