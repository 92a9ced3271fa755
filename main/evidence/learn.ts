import { newest } from './history'
import { breathe, type EvidenceInput } from './input'
import { learnValue, type Masker } from './masker'
import { learnPacket } from './packets'
import { foldersOf } from './places'

/** Meets every name, address and number once, before the first of them is written in any notation. */
export async function learnAll(masker: Masker, input: EvidenceInput): Promise<void> {
  const { state, settings, cards, preflight, log } = input
  for (const host of input.hosts) masker.learnName('host', host)
  for (const user of input.users) masker.learnName('user', user)
  for (const path of pathsOf(input)) {
    masker.learnName('folder', path.replace(/[\\/][^\\/]*$/, ''))
    for (const { kind, name } of foldersOf(path)) masker.learnName(kind, name)
  }
  const { clients, ...bench } = state
  for (const part of [bench, settings, cards, preflight, input.selfTest]) {
    learnValue(masker, part)
  }
  for (const [number, { text, clientId }] of log.entries()) {
    if (number % 50 === 0) await breathe()
    masker.learn(`${clientId ?? ''} ${text}`)
  }
  for (const [number, boot] of newest(input.journal ?? []).entries()) {
    if (number % 50 === 0) await breathe()
    learnValue(masker, boot)
  }
  for (const client of clients) {
    await breathe()
    if (client.hostname !== undefined) masker.learnName('host', client.hostname)
    learnValue(masker, client)
    for (const packet of input.packets(client.id)) learnPacket(masker, packet)
  }
}

/** Where the user keeps media, answer files and loaders. */
function pathsOf({ settings, state }: EvidenceInput): string[] {
  const paths = [
    ...settings.media,
    ...Object.keys(settings.recipes),
    ...settings.recent.map(({ path }) => path),
    ...Object.values(settings.recipes).flatMap(({ answer }) => answer ?? []),
    ...[...settings.rules, ...(state.served?.rules ?? [])].flatMap(({ action }) => [action.medium, action.answer]),
    ...(state.served?.media ?? []).flatMap(({ path, answer }) => [path, answer]),
  ]
  const folder = settings.loadersFolder === null ? [] : [`${settings.loadersFolder}/`]
  // Addresses are no paths; placesIn reads what they name.
  return [...folder, ...paths.flatMap((path) => path ?? [])].filter((path) => !/^(?:[a-z]+:\/\/|example:)/.test(path))
}
