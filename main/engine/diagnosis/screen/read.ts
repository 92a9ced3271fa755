import { ipxeError, ipxeMessage } from './ipxe'
import { MESSAGE_IDS, MESSAGES, type MessageId } from './messages'

/** What somebody typed from a screen, understood as far as it goes. `near` are the next best, the nearest first. */
export interface Reading {
  readonly message: MessageId | undefined
  readonly near: readonly MessageId[]
}

const MAX_TYPED = 400
const MAX_NEAR = 6
/** Shown where nothing comes near: what is asked for most. */
const USUAL: readonly MessageId[] = ['pxe-e16', 'pxe-e18', 'pxe-e53', 'nbp-zero', 'ipxe-no-address', 'no-bootable']

/** Understands `pxe e18`, `E-18`, `http://ipxe.org/040ee119`, a part of a sentence. Never fails: the nearest are always given. */
export function readScreen(typed: string): Reading {
  const text = typed.slice(0, MAX_TYPED).trim()
  if (text === '') return { message: undefined, near: USUAL }
  const byWords = nearest(text)
  const message = byCode(text) ?? byWords.sure
  const near = byWords.near.filter((id) => id !== message)
  return { message, near: near.length > 0 ? near.slice(0, MAX_NEAR) : USUAL.filter((id) => id !== message) }
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

/** From how much of both sides the words have to agree. */
const SURE = 0.62
const NEAR = 0.2

function nearest(text: string): { readonly sure: MessageId | undefined; readonly near: readonly MessageId[] } {
  const typed = wordsOf(text)
  const scored = MESSAGE_IDS.map((id) => {
    const { shows, also } = MESSAGES[id]
    return { id, score: Math.max(...[shows, ...also].map((phrase) => likeness(typed, wordsOf(phrase)))) }
  })
  const near = scored.filter(({ score }) => score >= NEAR).sort((a, b) => b.score - a.score)
  const [first] = near
  return { sure: first !== undefined && first.score >= SURE ? first.id : undefined, near: near.map(({ id }) => id) }
}

/** Words that stand in many messages and tell nothing. */
const EMPTY: ReadonlySet<string> = new Set([
  'the',
  'a',
  'an',
  'is',
  'on',
  'of',
  'to',
  'and',
  'or',
  'in',
  'error',
  'pxe',
])

function wordsOf(text: string): readonly string[] {
  const words =
    text
      .toLowerCase()
      .replaceAll(/[’']/g, '')
      .replaceAll('file size', 'filesize')
      .match(/[\p{L}\d]+/gu) ?? []
  const telling = words.filter((word) => !EMPTY.has(word))
  return [...new Set(telling.length > 0 ? telling : words)]
}

/**
 * 0 to 1: how well two sets of words fit. A whole message inside a longer text fits as well as the message alone; a part of a
 * message fits by how much of it there is.
 */
function likeness(typed: readonly string[], phrase: readonly string[]): number {
  const found = phrase.filter((word) => typed.some((one) => sameWord(one, word))).length
  if (found === 0) return 0
  const ofPhrase = found / phrase.length
  const ofTyped = found / typed.length
  const whole = ofPhrase === 1 && phrase.length > 1 ? 0.9 : 0
  return Math.max(whole, (2 * ofPhrase * ofTyped) / (ofPhrase + ofTyped), ofTyped === 1 && found > 1 ? 0.7 : 0)
}

/** The same but for one letter, or two that changed places, in a longer word: screens are typed from photos. */
function sameWord(one: string, other: string): boolean {
  if (one === other) return true
  const [short, long] = one.length < other.length ? [one, other] : [other, one]
  if (short.length < 5 || long.length - short.length > 1 || /\d/.test(long)) return false
  let from = 0
  while (from < short.length && short[from] === long[from]) from += 1
  if (short.length < long.length) return short.slice(from) === long.slice(from + 1)
  const isSwapped = short[from] === long[from + 1] && short[from + 1] === long[from]
  const next = isSwapped ? from + 2 : from + 1
  return short.slice(next) === long.slice(next)
}
