/**
 * Splits a GRUB script into commands of words, with quotes, escapes and variables done (GRUB manual, "Shell-like scripting").
 * One pass over the text, so that no input takes more than linear time.
 */

/** Expands variables while a command is read, because an earlier `set` decides a later `$name`. */
export type Lookup = (name: string) => string

/** The longest variable name and the longest expanded word that are kept; GRUB's own menus stay far below. */
const MAX_NAME = 64
const MAX_WORD = 4096

const SPACE = /[ \t\r]/
const END = /[\n;]/
const NAME_START = /[A-Za-z_?]/
const NAME = /[A-Za-z0-9_]/

/** Commands in order; each is looked at (and its `set` done) before the next one is read. */
export function* grubCommands(text: string, lookup: Lookup): Generator<string[]> {
  let words: string[] = []
  let word: string | undefined
  let quote: '"' | "'" | undefined
  let at = 0
  const add = (part: string) => {
    word = ((word ?? '') + part).slice(0, MAX_WORD)
  }
  const endWord = () => {
    if (word !== undefined) words.push(word)
    word = undefined
  }
  const addSplit = (value: string) => {
    value.split(/\s+/).forEach((part, index) => {
      if (index > 0) endWord()
      if (part !== '') add(part)
    })
  }
  while (at < text.length) {
    const char = text.charAt(at)
    at += 1
    if (quote === "'") {
      if (char === "'") quote = undefined
      else add(char)
    } else if (char === '\\') {
      const next = text.charAt(at)
      at += 1
      // A backslash at the end of a line joins the lines; within double quotes it stays before ordinary letters.
      if (next !== '\n') add(quote === '"' && !/["$\\]/.test(next) ? `\\${next}` : next)
    } else if (char === '$') {
      const [name, length] = variableAt(text, at)
      at += length
      const value = length === 0 ? '$' : lookup(name)
      // Without quotes a value falls apart at its spaces, and an empty one makes no word (GRUB manual, "Quoting").
      if (quote === '"') add(value)
      else addSplit(value)
    } else if (quote === '"') {
      if (char === '"') quote = undefined
      else add(char)
    } else if (char === '"' || char === "'") {
      quote = char
      add('')
    } else if (SPACE.test(char)) {
      endWord()
    } else if (END.test(char)) {
      endWord()
      if (words.length > 0) yield words
      words = []
    } else if ((char === '{' || char === '}') && word === undefined) {
      // A brace of its own opens or closes a block and ends the command.
      words.push(char)
      yield words
      words = []
    } else if (char === '#' && word === undefined) {
      const end = text.indexOf('\n', at)
      at = end < 0 ? text.length : end
    } else {
      add(char)
    }
  }
  endWord()
  if (words.length > 0) yield words
}

/** The variable whose `$` ends before `at`: `name`, `{name}`; a length of 0 where it is a plain dollar sign. */
function variableAt(text: string, at: number): [name: string, length: number] {
  const braced = text.charAt(at) === '{'
  const start = braced ? at + 1 : at
  let end = start
  if (!NAME_START.test(text.charAt(end))) return ['', 0]
  while (end - start < MAX_NAME && NAME.test(text.charAt(end))) end += 1
  const name = text.slice(start, end)
  if (!braced) return [name, end - at]
  return text.charAt(end) === '}' ? [name, end + 1 - at] : ['', 0]
}
