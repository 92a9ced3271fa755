import { factsOf, explainedBy } from './facts'
import { CAUSES, CAUSES_OF } from './causes'
import { MESSAGES, type MessageId } from './screen/messages'
import { passedStation } from './station'
import { STATIONS, type CauseId, type Fact, type Leaning, type RankedCause, type Seen } from './types'

/** What the engine's own finding weighs, by its place in the list of causes. */
const FOUND = [8, 4, 3, 2] as const
/** A way that the machine has gone in this boot is not where it breaks off. */
const WAS_PASSED = 6
/** From when a cause is called likely, and below what unlikely. */
const LIKELY = 7
const UNLIKELY = 1
/** More would be a list, and no answer. */
const MAX_CAUSES = 6

/** What a message on a screen comes from, the likeliest first, by what was seen. Pure; never empty. */
export function rankCauses(message: MessageId, seen: Seen): readonly RankedCause[] {
  const { client } = seen
  const facts = factsOf(seen)
  const { causes, bios } = MESSAGES[message]
  const bases = new Map(Object.entries((client?.arch === 'bios' ? bios : undefined) ?? causes) as [CauseId, number][])
  // What the engine found out itself counts, whatever the screen says.
  const found = client !== undefined && 'why' in client.phase ? CAUSES_OF[client.phase.why] : []
  for (const cause of found.slice(0, 2)) if (!bases.has(cause)) bases.set(cause, 0)
  if (seen.state.status !== 'serving' && !bases.has('not-serving')) bases.set('not-serving', -4)
  const ranked = [...bases].map(([cause, base]) => weigh(cause, base, found.indexOf(cause), facts, seen))
  return ranked.sort((a, b) => b.weight - a.weight).slice(0, MAX_CAUSES)
}

function weigh(cause: CauseId, base: number, place: number, facts: readonly Fact[], seen: Seen): RankedCause {
  const { client } = seen
  const { station, speaksFor = {}, speaksAgainst = {} } = CAUSES[cause]
  const pro = facts.filter(({ code }) => speaksFor[code] !== undefined)
  const contra = facts.filter(({ code }) => speaksAgainst[code] !== undefined)
  const sum = (list: readonly Fact[], weights: typeof speaksFor): number =>
    list.reduce((total, { code }) => total + (weights[code] ?? 0), 0)
  let weight = base + sum(pro, speaksFor) - sum(contra, speaksAgainst)
  if (place >= 0 && client !== undefined && 'why' in client.phase) {
    weight += FOUND[place] ?? 1
    const codes = explainedBy(client.phase.why)
    pro.push(...facts.filter((fact) => codes.includes(fact.code) && !pro.includes(fact) && !contra.includes(fact)))
  }
  const wasPassed =
    client !== undefined && cause !== 'harmless' && STATIONS.indexOf(passedStation(client)) >= STATIONS.indexOf(station)
  if (wasPassed && place < 0) {
    weight -= WAS_PASSED
    contra.push(...facts.filter((fact) => fact.code === 'reached' && !contra.includes(fact)))
  }
  const leaning = leaningOf(weight, pro.length + contra.length > 0)
  return { cause, station, weight, leaning, speaksFor: pro, speaksAgainst: contra }
}

function leaningOf(weight: number, wasSeen: boolean): Leaning {
  if (!wasSeen) return 'open'
  if (weight >= LIKELY) return 'likely'
  return weight < UNLIKELY ? 'unlikely' : 'possible'
}
