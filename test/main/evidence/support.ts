import { unzipSync } from 'fflate'
import type { KeptPacket } from '../../../main/engine/capture/rings'
import { ipv4Number } from '../../../main/engine/net/subnet'
import { STOPPED } from '../../../main/engine/initial'
import type { Client, StoryLine } from '../../../main/engine/types'
import type { JournalEntry } from '../../../main/journal/types'
import { BLANK } from '../../../preload/settings'
import { entriesOf } from '../../../main/evidence/collect'
import type { EvidenceInput } from '../../../main/evidence/input'
import { zipped } from '../../../main/evidence/zip'

export const AT = Date.UTC(2026, 0, 2, 3, 4, 5, 678)

export function client(patch: Partial<Client> & { readonly id: string }): Client {
  const { id } = patch
  return {
    ...{ mac: id.startsWith('ip:') ? undefined : id, uuid: undefined, arch: 'uefi-x64', ip: undefined },
    ...{ hostname: undefined, vendorClass: 'PXEClient:Arch:00007:UNDI:003016', vendor: 'Dell', model: 'OptiPlex 7090' },
    ...{ title: undefined, doing: undefined, phase: { phase: 'loader' }, detail: '', strategy: 'A', boots: 1 },
    ...{ firstSeen: AT, lastSeen: AT, reached: { seen: AT, offered: AT + 5 }, transfers: [] },
    ...patch,
  } as Client
}

export function input(patch: Partial<EvidenceInput> = {}): EvidenceInput {
  return {
    ...{ at: AT, program: { version: '1.2.3' }, computer: { platform: 'linux' }, settings: BLANK, state: STOPPED },
    ...{ cards: [], log: [], preflight: undefined, story: () => [], packets: () => [], hosts: [], users: [] },
    ...{ startedAt: AT - 60_000, journal: [], selfTest: undefined },
    ...patch,
  }
}

/** The archive's files, unpacked. */
export async function archive(made: EvidenceInput, mask = true): Promise<Map<string, Buffer>> {
  const files = unzipSync(await zipped(entriesOf(made, mask), AT))
  return new Map(Object.entries(files).map(([name, bytes]) => [name, Buffer.from(bytes)]))
}

export function packet(patch: Partial<KeptPacket> & { readonly data: Uint8Array }): KeptPacket {
  const addresses = { localAddress: ipv4Number('192.168.1.20') ?? 0, peerAddress: 0 }
  const ports = { localPort: 67, peerPort: 68 }
  return { sequence: 1, at: AT, direction: 'in', ...addresses, ...ports, sizeBytes: patch.data.length, ...patch }
}

export const NO_STORY: readonly StoryLine[] = []

export interface DhcpParts {
  readonly op?: number
  readonly mac: string
  readonly file?: string
  readonly sname?: string
  /** ciaddr, yiaddr, siaddr, giaddr. */
  readonly addresses?: readonly string[]
  readonly options?: readonly (readonly [number, Uint8Array])[]
}

/** A DHCP message byte by byte. */
export function dhcp({ op = 1, mac, file = '', sname = '', addresses = [], options = [] }: DhcpParts): Uint8Array {
  const header = Buffer.alloc(240)
  header.set([op, 1, 6])
  for (const [place, address] of addresses.entries()) header.writeUInt32BE(ipv4Number(address) ?? 0, 12 + place * 4)
  header.set(Buffer.from(mac.replaceAll(':', ''), 'hex'), 28)
  header.write(sname, 44, 'latin1')
  header.write(file, 108, 'latin1')
  header.set([99, 130, 83, 99], 236)
  const parts = options.map(([code, value]) => Buffer.from([code, value.length, ...value]))
  return Buffer.concat([header, ...parts, Buffer.of(255)])
}

export function boot(patch: Partial<JournalEntry> = {}): JournalEntry {
  return {
    ...{ id: `${String(AT)}-x`, startedAt: AT, endedAt: AT + 30_000, mac: null, uuid: null, vendor: 'Dell' },
    ...{ model: 'OptiPlex 7090', hostname: null, ip: null, arch: 'uefi-x64', title: 'Debian 12', recipe: 'debian' },
    ...{ card: 'eno1', mode: 'proxy', result: 'running', rung: 'running', why: null, bytes: 5, reachedMs: { seen: 0 } },
    ...patch,
  }
}
