/** What can be seen of an answer file before anything boots with it. Nothing here refuses: formats grow, and people know better. */
import { LineCounter, parseDocument } from 'yaml'
import { messageOf } from '../../errors'
import type { Recipe } from '../../recipes/schema'
import { doubt, type Doubt } from './doubt'
import { withoutJsonComments } from './text'
import { FORMAT_IN_WORDS, looksLike, withoutXmlComments, xmlRoot } from './looks'
import type { AnswerFormat } from './looks'
import { doubtfulVariables } from './variables'

/** What stands in the examples where somebody has to write something of their own. */
export const PLACEHOLDER = 'CHANGE-ME'

/** Lines that are told of one doubt. */
const MAX_LINES = 5

/** Longer ones are not read as YAML only to be looked at. */
const MAX_YAML = 256 * 1024

type AnswerRule = Pick<NonNullable<Recipe['answer']>, 'title' | 'format'>

/**
 * Doubts about a file.
 * @param text before it is filled in
 */
export function doubtsAbout(text: string, { title, format }: AnswerRule): Doubt[] {
  const looks = looksLike(text)
  const doubts: Doubt[] = []
  if (looks !== undefined && !fits(looks, format)) {
    const sentence = `It looks like ${FORMAT_IN_WORDS[looks]}, and what is taken here is ${FORMAT_IN_WORDS[format]}.`
    doubts.push(doubt('looks-like', sentence, { looks, takes: format }))
  } else {
    if (looks === undefined && format !== 'other')
      doubts.push(
        doubt('not-like', `It does not look like ${FORMAT_IN_WORDS[format]} (${title}).`, { takes: format, title }),
      )
    doubts.push(...(OF_FORMAT[format]?.(text) ?? []))
  }
  return [...doubts, ...placeholders(text), ...doubtfulVariables(text)]
}

function fits(looks: AnswerFormat, format: AnswerFormat): boolean {
  if (format === 'other' || looks === format) return true
  // The commands of ESXi's installer are named after kickstart's, and a file may have none that tells them apart.
  if (format === 'esxi' && looks === 'kickstart') return true
  // Agama takes AutoYaST profiles and scripts, too.
  return format === 'agama' && (looks === 'autoyast' || looks === 'script')
}

const OF_FORMAT: Partial<Record<AnswerFormat, (text: string) => Doubt[]>> = {
  autoinstall: autoinstallDoubts,
  ignition: jsonDoubts,
  agama: (text) => (text.trimStart().startsWith('{') && !isJsonnet(text) ? jsonDoubts(text) : xmlDoubts(text)),
  autoyast: xmlDoubts,
  unattend: xmlDoubts,
  xenserver: xmlDoubts,
  proxmox: proxmoxDoubts,
  script: (text) =>
    text.startsWith('#!')
      ? []
      : [doubt('no-interpreter', 'It has no "#!" in its first line, so nothing says what it is to be run with.')],
}

/** cloud-init only looks at user-data whose first line is `#cloud-config`, and says nothing about any other. */
function autoinstallDoubts(text: string): Doubt[] {
  const doubts: Doubt[] = []
  if (!/^#cloud-config[ \t]*(\n|$)/.test(text.replaceAll('\r', ''))) {
    const sentence = 'Its first line has to be "#cloud-config": without it Ubuntu ignores the file and says nothing.'
    doubts.push(doubt('no-cloud-config', sentence))
  }
  if (text.length > MAX_YAML) return doubts
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const [error] = document.errors
  if (error !== undefined) {
    // Not its message: that may hold a piece of the file.
    const fault = error.code.toLowerCase().replaceAll('_', ' ')
    const { line } = lines.linePos(error.pos[0])
    return [...doubts, doubt('bad-yaml', `Line ${line} is no valid YAML (${fault}).`, { line, fault })]
  }
  if (!document.has('autoinstall')) {
    doubts.push(doubt('no-autoinstall', 'It has no "autoinstall:", so Ubuntu asks as if it were not there.'))
  }
  return doubts
}

/** The variables stand inside strings, so that what is not filled in is JSON too. */
function jsonDoubts(text: string): Doubt[] {
  try {
    JSON.parse(withoutJsonComments(text))
    return []
  } catch (error) {
    const isButane = /^(variant|version):/m.test(text)
    const advice = ' Butane (YAML) has to be made into Ignition with the butane program first.'
    // The words of the parser hold a piece of the file.
    const found = /at position (\d+)(?: \(line (\d+) column (\d+)\))?/.exec(messageOf(error))
    const [place = 'somewhere', position, line, column] = found ?? []
    const sentence = `It is not valid JSON: there is a mistake ${place}.${isButane ? advice : ''}`
    const details = {
      ...(position === undefined ? {} : { position: Number(position) }),
      ...(line === undefined ? {} : { line: Number(line), column: Number(column) }),
    }
    return [doubt(isButane ? 'butane' : 'bad-json', sentence, details)]
  }
}

function isJsonnet(text: string): boolean {
  return /^[ \t]*(?:local|import)\s|^[ \t{]*[\w']+[ \t]*:/m.test(text.slice(0, 4096))
}

/** Not a parser: a file that was cut off, or pasted together, is what happens. */
function xmlDoubts(text: string): Doubt[] {
  const root = xmlRoot(text)
  if (root === undefined) return []
  const bare = withoutXmlComments(text)
  if (bare.includes('<!--')) return [doubt('open-comment', 'A comment in it has no end (-->).')]
  const ends = bare.match(new RegExp(`</(?:[\\w-]+:)?${root}\\s*>`, 'g'))?.length ?? 0
  if (ends === 0) return [doubt('no-end', `Its end is missing: there is no </${root}>.`, { root })]
  const open = new RegExp(`</(?:[\\w-]+:)?${root}\\s*>$`).test(bare.trimEnd().slice(-200))
  return open ? [] : [doubt('behind-end', `There is something behind its last </${root}>.`, { root })]
}

function proxmoxDoubts(text: string): Doubt[] {
  const missing = ['global', 'network', 'disk-setup'].filter(
    (name) => !new RegExp(`^[ \\t]*\\[${name.replace('-', '[-_]')}[\\].]`, 'm').test(text),
  )
  return missing.map((section) => doubt('no-section', `It has no [${section}], which Proxmox needs.`, { section }))
}

function placeholders(text: string): Doubt[] {
  const all = text.split('\n').flatMap((line, at) => (isPlaceholder(line) ? [at + 1] : []))
  const lines = all.slice(0, MAX_LINES)
  if (lines.length === 0) return []
  const [only] = lines.length === 1 ? lines : []
  if (only !== undefined) {
    const sentence = `Line ${only} still has ${PLACEHOLDER}: write your own there.`
    return [doubt('placeholder', sentence, { line: only, placeholder: PLACEHOLDER })]
  }
  const listed = lines.join(', ')
  const sentence = `Lines ${listed} still have ${PLACEHOLDER}: write your own there.`
  return [doubt('placeholders', sentence, { lines: listed, placeholder: PLACEHOLDER })]
}

/** Not where a comment speaks of it. */
function isPlaceholder(line: string): boolean {
  return line.includes(PLACEHOLDER) && !/^\s*(#|\/\/|<!--|::|rem\b)/i.test(line)
}
