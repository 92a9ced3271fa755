import { cpus, homedir, hostname, release, totalmem, userInfo, version } from 'node:os'
import { basename } from 'node:path'
import type { Preflight } from '../engine/types'
import type { FeatureContext } from '../features'
import { attempt, refuse, type FeatureHandlers } from '../ipc'
import type { JournalEntry } from '../journal/types'
import { entriesOf } from './collect'
import type { EvidenceInput } from './input'
import type { SavedFile } from './saved'
import type { SelfTestRecord } from './self-tests'
import { zipped } from './zip'

export interface EvidenceContext extends Pick<FeatureContext, 'host' | 'settings' | 'about'> {
  readonly wire: Pick<FeatureContext['wire'], 'choosePlace' | 'writeFile' | 'showFolder'>
  readonly saved: Pick<SavedFile, 'path'>
  /** What the checks find now; undefined where they cannot look. */
  readonly preflight: (nic: string | null) => Promise<Preflight | undefined>
  /** Newest boot first; undefined where there is no journal. */
  readonly journal: () => Promise<readonly JournalEntry[] | undefined>
  readonly selfTest: () => SelfTestRecord | undefined
}

/** Evidence in one click. */
export function evidenceHandlers(context: EvidenceContext): Pick<FeatureHandlers, 'saveEvidence' | 'showSaved'> {
  const { wire, saved } = context

  async function save(mask: boolean): Promise<string | null> {
    const at = Date.now()
    const path = await wire.choosePlace(`bootdrop-evidence-${new Date(at).toISOString().slice(0, 10)}.zip`)
    if (path === null) return null
    const bytes = await zipped(entriesOf(await gather(context, at), mask), at)
    await wire.writeFile(path, bytes).catch((error: unknown) => refuse(error))
    return path
  }

  return {
    saveEvidence: (mask) => attempt(() => save(mask)),
    async showSaved() {
      if (saved.path !== undefined) await wire.showFolder(saved.path)
      return null
    },
  }
}

async function gather(context: EvidenceContext, at: number): Promise<EvidenceInput> {
  const { host, settings, about, preflight } = context
  const { engine } = host
  const { card } = engine.state()
  const kept = settings.read()
  const { username } = userInfo()
  const looked = Promise.all([host.cards(), preflight(card?.name ?? kept.card), context.journal()])
  const [cards, checks, journal] = await looked
  const { language, confinement } = about()
  return {
    at,
    program: { ...versions(), version: about().version, language, confinement: confinement ?? 'none' },
    computer: {
      ...{ platform: process.platform, arch: process.arch, release: release(), system: version() },
      ...{ processors: cpus().length, memoryMiB: Math.round(totalmem() / 1024 ** 2) },
    },
    settings: kept,
    state: engine.state(),
    cards,
    log: engine.log(),
    preflight: checks,
    startedAt: at - Math.round(process.uptime() * 1000),
    journal,
    selfTest: context.selfTest(),
    story: (id) => engine.story(id),
    packets: (id) => engine.packets(id),
    hosts: [hostname()],
    users: [username, basename(homedir())],
  }
}

function versions(): Readonly<Record<string, string>> {
  const { electron = 'none', chrome = 'none', node } = process.versions
  return { electron, chrome, node }
}
