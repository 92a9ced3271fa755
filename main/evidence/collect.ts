import { commentFor } from '../engine/capture/ring'
import { encodePcapng } from '../engine/capture/pcapng'
import type { Client, StoryLine } from '../engine/types'
import { journalBoot, journalHead, newest, selfTestOf } from './history'
import { breathe, type Entry, type EvidenceInput } from './input'
import { learnAll } from './learn'
import { Masker } from './masker'
import { maskPacket, withoutContent } from './packets'
import { readme } from './readme'
import { mapTexts, withoutSecrets } from './secrets'
import { logLine, timeline } from './timeline'

const AT_A_TIME = 50

/**
 * The files of the archive, one after the other, so that no more than one is in memory beside what is known anyway. Gives way
 * to the rest of the program between them.
 * @param mask names and addresses are replaced (masker.ts)
 */
export async function* entriesOf(input: EvidenceInput, mask: boolean): AsyncGenerator<Entry> {
  const masker = new Masker()
  if (mask) await learnAll(masker, input)
  const text = (plain: string): string => (mask ? masker.text(plain) : withoutSecrets(plain))
  const field = (plain: string): string => (mask ? masker.field(plain) : plain)
  const masked = (value: unknown): unknown => mapTexts(value, (plain) => text(field(plain)))
  const file = (name: string, value: unknown): Entry => jsonFile(name, masked(value))
  const { at, program, computer, settings, state, cards, preflight } = input
  const { clients, ...bench } = state

  yield textFile('README.txt', readme(at, mask, clients.length))
  const report = { at, masked: mask, program, computer, settings, state: bench, cards }
  yield file('report.json', report)
  const log = await inTurns(input.log, (line) => text(logLine(line)))
  yield textFile('log.txt', `${log.join('\n')}\n`)
  yield file('preflight.json', preflight ?? null)
  yield file('selftest.json', selfTestOf(input.selfTest))
  yield jsonFile('journal.json', await journalOf(input, masked))
  for (const client of clients) {
    await breathe()
    const name = text(client.id).replaceAll(/[^\w.-]/g, '-')
    const story = input.story(client.id)
    // Once they stand in lines, nobody can tell where a name begins and ends.
    const named = client.hostname === undefined ? client : { ...client, hostname: field(client.hostname) }
    const told = story.map((line) => ({ ...line, facts: withFields(line.facts, field) }))
    yield textFile(`machines/${name}.txt`, text(timeline(named, state.notices, told)))
    yield file(`machines/${name}.json`, { ...client, story })
    const capture = captureOf(client, input, mask ? masker : undefined)
    if (capture !== undefined) yield { name: `captures/${name}.pcapng`, bytes: capture }
  }
}

function withFields(facts: StoryLine['facts'], field: (plain: string) => string): StoryLine['facts'] {
  const fields = Object.entries(facts).map(([name, fact]) => [name, typeof fact === 'string' ? field(fact) : fact])
  return Object.fromEntries(fields) as StoryLine['facts']
}

function captureOf({ id }: Client, { packets }: EvidenceInput, masker: Masker | undefined): Uint8Array | undefined {
  const kept = packets(id).map(withoutContent)
  if (kept.length === 0) return undefined
  if (masker === undefined) return encodePcapng({ comment: commentFor(id), packets: kept })
  const masked = kept.map((packet) => maskPacket(masker, packet))
  return encodePcapng({ comment: masker.text(commentFor(id)), packets: masked })
}

/** The newest boots, those of this run among them; null where there is no journal. */
async function journalOf({ journal, startedAt }: EvidenceInput, masked: (value: unknown) => unknown): Promise<unknown> {
  if (journal === undefined) return null
  const boots = await inTurns(newest(journal), (boot) => masked(journalBoot(boot, startedAt)))
  return { ...journalHead(journal, startedAt), boots }
}

/** What `make` makes of each, with the rest of the program in between. */
async function inTurns<T, Made>(values: readonly T[], make: (value: T) => Made): Promise<Made[]> {
  const made: Made[] = []
  for (let from = 0; from < values.length; from += AT_A_TIME) {
    await breathe()
    made.push(...values.slice(from, from + AT_A_TIME).map(make))
  }
  return made
}

function jsonFile(name: string, value: unknown): Entry {
  return textFile(name, `${JSON.stringify(value, null, 2)}\n`)
}

function textFile(name: string, text: string): Entry {
  return { name, bytes: Buffer.from(text, 'utf8') }
}
