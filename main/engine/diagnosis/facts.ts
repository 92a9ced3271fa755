import { NOTHING } from '../clients/nothing-counted'
import { isAtLeast, rungOf } from '../clients/rungs'
import type { Client, EngineState, Preflight, WhyCode } from '../types'
import type { Fact, FactCode, Seen } from './types'

/** Everything that was seen and may tell something, each at most once. Pure. */
export function factsOf({ client, state, preflight, now }: Seen): readonly Fact[] {
  const around = [...ofWire(state), ...ofChecks(state, preflight)]
  if (client === undefined) return around
  return [
    ...ofAsking(client),
    ...ofLoader(client),
    ...ofIpxe(client),
    ...ofFiles(client),
    ...ofRest(client, now),
    ...around,
  ]
}

/** What a stop is explained by, in the order it is told in. */
const EXPLAINED_BY: Readonly<Partial<Record<WhyCode, readonly FactCode[]>>> = {
  'no-request-after-offer': ['asked', 'answered', 'no-request', 'dhcp-heard', 'silent'],
  'offers-ignored': ['asked', 'answered', 'no-request', 'dhcp-heard'],
  'no-dhcp-server': ['asked', 'answered', 'no-request', 'no-dhcp-heard'],
  'foreign-option-60': ['option-60', 'leased', 'nothing-fetched'],
  'other-server': ['other-pxe', 'option-60', 'nothing-fetched'],
  'no-loader-request': ['leased', 'boot-server-asked', 'nothing-fetched', 'silent'],
  'boot-server-not-asked': ['leased', 'boot-server-not-asked', 'silent'],
  'size-probe-only': ['probed', 'nothing-fetched', 'silent'],
  'http-boot-refused': ['leased', 'nothing-fetched', 'silent'],
  'loader-sent-then-silence': ['loader-sent', 'silent'],
  'loader-did-not-start': ['loader-sent', 'silent'],
  'secure-boot': ['loader-sent', 'silent'],
  'loader-transfer-failed': ['broke-off', 'loader-broke'],
  'transfer-restarts': ['loader-broke', 'broke-off'],
  'no-script-request': ['ipxe-late', 'ipxe-asked', 'silent'],
  'ipxe-no-address': ['ipxe-late', 'ipxe-asked', 'ipxe-no-lease'],
  'script-then-silence': ['script-fetched', 'no-file-asked', 'memory-enough', 'silent'],
  'too-little-ram': ['memory', 'no-file-asked'],
  'transfer-failed': ['broke-off', 'memory-enough'],
  'transfer-stalled': ['broke-off', 'silent'],
  'image-too-big': ['broke-off', 'memory', 'memory-enough'],
  'file-not-found': ['missing'],
  'system-then-silence': ['all-files-sent', 'silent'],
  'boot-loop': ['rounds', 'all-files-sent'],
}

/** What was seen of a machine that stopped, and explains why it is thought to have. */
export function explain(why: WhyCode, seen: Seen): readonly Fact[] {
  const facts = factsOf(seen)
  return (EXPLAINED_BY[why] ?? []).flatMap((code) => facts.filter((fact) => fact.code === code))
}

/** Codes of what explains a stop. */
export function explainedBy(why: WhyCode): readonly FactCode[] {
  return EXPLAINED_BY[why] ?? []
}

function ofAsking(client: Client): Fact[] {
  const { asked, answered, firstAskedAt = 0, lastAskedAt = 0, leasedBy, bootServerAsked } = client.evidence ?? NOTHING
  const rung = rungOf(client.phase)
  const hasAddress = client.reached.addressed !== undefined
  const facts: Fact[] = []
  if (asked > 0) facts.push({ code: 'asked', times: asked, seconds: inSeconds(lastAskedAt - firstAskedAt) })
  if (answered > 0) facts.push({ code: 'answered', times: answered })
  if (asked > 0 && !isAtLeast(rung, 'addressed')) facts.push({ code: 'no-request' })
  if (hasAddress) facts.push({ code: 'leased', server: leasedBy })
  if (bootServerAsked > 0) facts.push({ code: 'boot-server-asked', times: bootServerAsked })
  const told = client.strategy === 'B' && client.arch.startsWith('uefi-')
  if (told && rung === 'addressed' && bootServerAsked === 0) facts.push({ code: 'boot-server-not-asked' })
  return facts
}

function ofLoader(client: Client): Fact[] {
  const { probes, loaderBreaks, loadersInVain } = client.evidence ?? NOTHING
  const facts: Fact[] = []
  const sent = client.transfers.findLast(({ role, done, ok }) => role === 'loader' && done && ok)
  if (probes > 0) facts.push({ code: 'probed', times: probes })
  const hasFetched = client.transfers.some(({ role }) => role !== 'probe')
  if (client.reached.addressed !== undefined && !hasFetched) facts.push({ code: 'nothing-fetched' })
  if (sent !== undefined) {
    facts.push({ code: 'loader-sent', file: sent.file, bytes: sent.sentBytes, times: loadersInVain + 1 })
    // iPXE with drivers of its own; beside a shim, the signed one has that name.
    if (/(^|\/)ipxe(-\w+)?\.(efi|pxe)$/i.test(sent.file)) facts.push({ code: 'full-loader-sent' })
  }
  if (loaderBreaks > 1) facts.push({ code: 'loader-broke', times: loaderBreaks })
  return facts
}

/** Beyond that a card was not merely started anew. */
const LATE_MS = 25_000

function ofIpxe(client: Client): Fact[] {
  const { ipxeAsked, ipxeLeased, ipxeAfterMs } = client.evidence ?? NOTHING
  const facts: Fact[] = []
  if (ipxeAsked > 0) facts.push({ code: 'ipxe-asked', times: ipxeAsked })
  if (ipxeAsked > 0 && !ipxeLeased && client.reached.script === undefined) facts.push({ code: 'ipxe-no-lease' })
  if ((ipxeAfterMs ?? 0) > LATE_MS) facts.push({ code: 'ipxe-late', seconds: inSeconds(ipxeAfterMs ?? 0) })
  return facts
}

function ofFiles(client: Client): Fact[] {
  const { memory, missing } = client.evidence ?? NOTHING
  const { reached, transfers } = client
  const boot = transfers.filter(({ role }) => role === 'boot')
  const whole = boot.filter(({ done, ok }) => done && ok)
  const broken = transfers.findLast(({ done, ok, role }) => done && !ok && role !== 'probe')
  const facts: Fact[] = []
  if (reached.script !== undefined) facts.push({ code: 'script-fetched' })
  if (reached.script !== undefined && boot.length === 0) facts.push({ code: 'no-file-asked' })
  if (memory !== undefined) {
    facts.push({ code: memory.hasMiB < memory.needsMiB ? 'memory' : 'memory-enough', ...memory })
  }
  if (broken !== undefined) {
    const { file, sentBytes, sizeBytes } = broken
    facts.push({ code: 'broke-off', file, sentBytes, sizeBytes })
  }
  if (reached['handed-over'] !== undefined && whole.length > 0) {
    const bytes = whole.reduce((sum, { sentBytes }) => sum + sentBytes, 0)
    facts.push({ code: 'all-files-sent', files: whole.length, bytes })
  }
  if (missing !== undefined) facts.push({ code: 'missing', file: missing })
  if (reached.running !== undefined) facts.push({ code: 'runs' })
  return facts
}

function ofRest(client: Client, now: number): Fact[] {
  const { rounds } = client.evidence ?? NOTHING
  const facts: Fact[] = []
  const rung = rungOf(client.phase)
  const silentMs = now - client.lastSeen
  if ('why' in client.phase && silentMs >= 5_000) facts.push({ code: 'silent', seconds: inSeconds(silentMs) })
  if (rounds > 0) facts.push({ code: 'rounds', times: rounds + 1 })
  if (rung !== 'seen') facts.push({ code: 'reached', rung })
  if (client.arch === 'bios') facts.push({ code: 'bios' })
  if (client.arch.startsWith('http-')) facts.push({ code: 'http-boot' })
  if (client.arch !== 'unknown') facts.push({ code: 'firmware', arch: client.arch })
  return facts
}

function ofWire({ status, mode, otherServers, clients }: EngineState): Fact[] {
  if (status !== 'serving') return [{ code: 'not-serving' }]
  const facts: Fact[] = []
  const dhcp = otherServers.filter(({ kind }) => kind === 'dhcp').map(({ address }) => address)
  if (mode === 'dhcp') facts.push({ code: 'we-lease' })
  else if (dhcp.length === 0) facts.push({ code: 'no-dhcp-heard' })
  if (dhcp.length > 0) facts.push({ code: 'dhcp-heard', servers: dhcp })
  if (dhcp.length > 1) facts.push({ code: 'several-dhcp', servers: dhcp })
  const claiming = otherServers.filter(({ claimsPxe }) => claimsPxe)
  for (const kind of ['dhcp', 'pxe'] as const) {
    const server = claiming.find((one) => one.kind === kind)?.address
    if (server !== undefined) facts.push({ code: kind === 'dhcp' ? 'option-60' : 'other-pxe', server })
  }
  if (clients.length === 0) facts.push({ code: 'never-heard' })
  return facts
}

function ofChecks({ card }: EngineState, preflight: Preflight | undefined): Fact[] {
  const facts: Fact[] = []
  const firewall = preflight?.checks.find(({ id }) => id === 'firewall')?.state
  if (firewall === 'failed' || firewall === 'warning') facts.push({ code: 'firewall-closed' })
  if (firewall === 'ok') facts.push({ code: 'firewall-open' })
  if (card?.problem === 'down') facts.push({ code: 'card-down' })
  return facts
}

function inSeconds(ms: number): number {
  return Math.round(ms / 1000)
}
