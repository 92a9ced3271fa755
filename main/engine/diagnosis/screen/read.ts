import { ipxeError, ipxeMessage } from './ipxe'
import { LOCALISED } from './localised'
import { MESSAGE_IDS, MESSAGES, type MessageId } from './messages'
import { likeness, weightsOf, wordsOf } from './words'

/** What somebody typed from a screen, understood as far as it goes. `near` are the next best, the nearest first; may be none. */
export interface Reading {
  readonly message: MessageId | undefined
  readonly near: readonly MessageId[]
}

const MAX_TYPED = 400
const MAX_NEAR = 6
/** What is asked for most: for where nothing comes near. */
export const COMMON: readonly MessageId[] = [
  'pxe-e16',
  'pxe-e18',
  'pxe-e53',
  'nbp-zero',
  'ipxe-no-address',
  'no-bootable',
]

/** Understands `pxe e18`, `E-18`, `http://ipxe.org/040ee119`, a part of a sentence, in English or German. Never fails. */
export function readScreen(typed: string): Reading {
  const text = typed.slice(0, MAX_TYPED).trim()
  if (text === '') return { message: undefined, near: [] }
  const byWords = nearest(text)
  const message = byCode(text) ?? byWords.sure ?? bySign(text)
  return { message, near: byWords.near.filter((id) => id !== message).slice(0, MAX_NEAR) }
}

function byCode(text: string): MessageId | undefined {
  return windowsCode(text) ?? pxeCode(text) ?? ipxeCode(text)
}

/** `E18`, `PXE-E18`, `pxe e 18`, `PXE-MOF`: letters and digits are mixed up on photos of screens. */
function pxeCode(text: string): MessageId | undefined {
  const withName = /pxe[\s:_.-]*([emt])[\s:_.-]*([0-9oil][0-9a-foil])(?![0-9a-z])/i.exec(text)
  const bare = /^\W*([emt])[\s:_.-]*([0-9oil][0-9a-foil]|a0)(?![0-9a-z])/i.exec(text)
  const [, letter, digits] = withName ?? bare ?? /pxe[\s:_.-]*(e)[\s:_.-]*(a0)/i.exec(text) ?? []
  if (letter === undefined || digits === undefined) return undefined
  const number = digits.toLowerCase().replaceAll('o', '0').replaceAll(/[il]/g, '1')
  return known(`pxe-${letter.toLowerCase()}${number}`) ?? OTHER_NUMBERS[`${letter.toLowerCase()}${number}`]
}

/** Numbers that mean nearly the same as another one. */
const OTHER_NUMBERS: Readonly<Record<string, MessageId>> = {
  e06: 'pxe-e09',
  e38: 'pxe-e32',
  e39: 'pxe-e35',
  e3a: 'pxe-e35',
  e3c: 'pxe-t02',
  e3f: 'pxe-e35',
  e60: 'pxe-e61',
  e63: 'pxe-e07',
  e67: 'pxe-e07',
  e71: 'pxe-e74',
  e76: 'pxe-e77',
  e7a: 'pxe-e78',
  e7b: 'pxe-e78',
}

const WINDOWS: Readonly<Record<string, MessageId>> = {
  c0000001: 'win-0001',
  c000000f: 'win-000f',
  c000000e: 'win-000f',
  c0000098: 'win-000f',
  c0000034: 'win-000f',
  c0000225: 'win-0225',
  c0000359: 'win-0225',
  c000007b: 'win-0225',
  c0000428: 'win-0428',
  c0000605: 'win-0428',
  c0000017: 'win-0017',
  c0000009: 'win-0017',
  '0000007b': 'win-boot-device',
}

function windowsCode(text: string): MessageId | undefined {
  const hex = /(?:0x)?\b([c0]0{2,}[0-9a-f]+)\b/i.exec(text.replace(/0x/i, ' '))?.[1]?.toLowerCase() ?? ''
  return WINDOWS[hex]
}

function ipxeCode(text: string): MessageId | undefined {
  const link = /ipxe\.org\/(?:err\/)?([0-9a-f]{6,8})\b/i.exec(text)
  const bare = /(?:^|[\s(]|0x)([0-9a-f]{8})(?=$|[\s).,])/i.exec(text)
  const digits = link?.[1] ?? bare?.[1]
  const error = digits === undefined ? undefined : ipxeError(digits.slice(0, digits.length === 7 ? 6 : 8))
  return error && ipxeMessage(error)
}

function known(id: string): MessageId | undefined {
  return MESSAGE_IDS.find((one) => one === id)
}

/** Who speaks, where what is said is not known: `grub rescue>`, `shim: …`, `dracut-initqueue[…]: …`. */
const SIGNS: readonly (readonly [RegExp, MessageId])[] = [
  [/\bgrub( rescue)?>/i, 'grub-not-found'],
  [/^\W*shim\b/i, 'shim-refusal'],
  [/\bdracut\b|^\W*initramfs\b/i, 'no-live'],
  [/\bipv6\b/i, 'start-pxe-6'],
]

function bySign(text: string): MessageId | undefined {
  return SIGNS.find(([sign]) => sign.test(text))?.[1]
}

/** From how much of both sides the words have to agree. */
const SURE = 0.62
const NEAR = 0.18
/** Beside one that is sure, as a part of its score. */
const NEAR_SURE = 0.45

const PHRASES = MESSAGE_IDS.map((id) => {
  const { shows, also } = MESSAGES[id]
  return { id, phrases: [shows, ...also, ...(LOCALISED[id] ?? [])].map(wordsOf) }
})
const weightOf = weightsOf(PHRASES.map(({ phrases }) => phrases.flat()))

function nearest(text: string): { readonly sure: MessageId | undefined; readonly near: readonly MessageId[] } {
  // A number of iPXE was understood as one: its address is like no other text.
  const typed = wordsOf(text.replaceAll(/(https?:\/\/)?ipxe\.org\/(err\/)?[0-9a-f]{6,8}\b/gi, ''))
  const scored = PHRASES.map(({ id, phrases }) => ({
    id,
    score: Math.max(...phrases.map((phrase) => likeness(typed, phrase, weightOf))),
  }))
  const [first, ...rest] = scored.filter(({ score }) => score >= NEAR).sort((a, b) => b.score - a.score)
  if (first === undefined) return { sure: undefined, near: [] }
  const isSure = first.score >= SURE
  const near = isSure ? rest.filter(({ score }) => score >= first.score * NEAR_SURE) : rest
  return { sure: isSure ? first.id : undefined, near: [first, ...near].map(({ id }) => id) }
}
