import { dirname } from 'node:path'
import { breathe, type EvidenceInput } from './input'
import { learnKeyed, type Masker } from './masker'
import { learnPacket } from './packets'

/** Meets every name, address and number once, before the first of them is written in any notation. */
export async function learnAll(masker: Masker, input: EvidenceInput): Promise<void> {
  const { state, settings, cards, preflight, log } = input
  for (const host of input.hosts) masker.learnName('host', host)
  for (const user of input.users) masker.learnName('user', user)
  for (const folder of foldersOf(input)) masker.learnName('folder', folder)
  const { clients, ...bench } = state
  for (const part of [bench, settings, cards, preflight]) {
    masker.learn(JSON.stringify(part ?? null))
    learnKeyed(masker, part)
  }
  for (const [number, { text, clientId }] of log.entries()) {
    if (number % 50 === 0) await breathe()
    masker.learn(`${clientId ?? ''} ${text}`)
  }
  for (const client of clients) {
    await breathe()
    if (client.hostname !== undefined) masker.learnName('host', client.hostname)
    masker.learn(JSON.stringify(client))
    for (const packet of input.packets(client.id)) learnPacket(masker, packet)
  }
}

/** Where the user keeps media, answer files and loaders. */
function foldersOf({ settings, state }: EvidenceInput): Set<string> {
  const paths = [
    ...settings.media,
    ...Object.keys(settings.recipes),
    ...settings.recent.map(({ path }) => path),
    ...Object.values(settings.recipes).flatMap(({ answer }) => answer ?? []),
    ...[...settings.rules, ...(state.served?.rules ?? [])].flatMap(({ action }) => [action.medium, action.answer]),
    ...(state.served?.media ?? []).flatMap(({ path, answer }) => [path, answer]),
  ]
  const folders = new Set<string>(settings.loadersFolder === null ? [] : [settings.loadersFolder])
  for (const path of paths) {
    if (path === undefined || /^(?:[a-z]+:\/\/|example:)/.test(path)) continue
    // Windows paths are read on whatever system this runs on.
    const folder = /^[A-Za-z]:\\/.test(path) ? path.replace(/\\[^\\]*$/, '') : dirname(path)
    if (folder.length > 3) folders.add(folder)
  }
  return folders
}
