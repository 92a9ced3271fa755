/** What real firmware said, said again to the whole server, in its order and at its times. */
import { existsSync, readdirSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import type { ServeMode } from '../../../../main/engine/types'
import { readFirmware, type RecordedPacket } from '../../../fixtures/firmware/read'
import { rrq } from '../../../support/lossy-client'
import { OWN_LOADERS } from '../boot/parts'
import { packetOf, ROUTER, SERVER } from '../dhcp/messages'
import { debianTree, FieldBench, URL_BASE, type Reply } from './bench'
import { decodedByTshark } from './capture'
import * as edk2 from './edk2'
import * as ipxe from './ipxe'
import { EXPECTED, GRUB, SHIM, type ExpectedStep } from './replay-expected'

const SIGNED = 'debian-installer/amd64'
const tree = debianTree({
  [`${SIGNED}/bootnetx64.efi`]: SHIM,
  [`${SIGNED}/grubx64.efi`]: GRUB,
  [`${SIGNED}/ldlinux.c32`]: 'ldlinux',
  [`${SIGNED}/pxelinux.cfg/default`]: 'label linux\n',
})

const names = readdirSync(new URL('../../../fixtures/firmware/', import.meta.url))
  .filter((file) => file.endsWith('.hex') && !file.endsWith('.answers.hex'))
  .map((file) => file.slice(0, -'.hex'.length))
  .sort()

/** What came of one recorded packet. */
type Step =
  | { readonly kind: 'replies'; readonly replies: readonly Reply[] }
  | {
      readonly kind: 'tftp'
      readonly bytes: Buffer
      readonly oack: Record<string, string>
      readonly error: number | undefined
      readonly isExpected: boolean | undefined
    }

const isTftp = ({ destinationPort }: RecordedPacket): boolean => destinationPort === 69

/** Plays a recording; one step for each of its packets. */
async function replay(name: string, mode: ServeMode): Promise<Step[]> {
  const loader = EXPECTED[name]?.loader ?? 'auto'
  const bench = await FieldBench.open({ media: [tree()], mode, loader, loaders: OWN_LOADERS })
  const packets = readFirmware(name)
  const startedAt = bench.clock.now()
  const steps: Step[] = []
  for (const [index, packet] of packets.entries()) {
    bench.clock.advance(Math.max(0, startedAt + packet.at * 1000 - bench.clock.now()))
    const from = { address: packet.source, port: packet.sourcePort }
    if (isTftp(packet)) steps.push(await transfer(bench, packet, packets[index + 1]))
    else
      steps.push({
        kind: 'replies',
        replies: bench.say(packet.payload, from, packet.destinationPort === 4011 ? 4011 : 67),
      })
  }
  await bench.close()
  return steps
}

/** Firmware asks for the size, breaks off and asks again (FIELD.md 3.3); everyone else takes what comes. */
async function transfer(bench: FieldBench, packet: RecordedPacket, next: RecordedPacket | undefined): Promise<Step> {
  const { file, options } = requestOf(packet)
  const isProbe = next !== undefined && isTftp(next) && requestOf(next).file === file
  const seen = bench.observed.length
  const client = await bench.load(
    file,
    { options, ...(isProbe ? { onOack: (self) => self.abort(8, 'User aborted the transfer') } : {}) },
    { address: packet.source, port: packet.sourcePort },
  )
  const missing = bench.observed.slice(seen).find((observation) => observation.kind === 'not-found')
  const oack = Object.fromEntries(client.oack)
  return { kind: 'tftp', bytes: client.bytes, oack, error: client.error?.code, isExpected: missing?.expected }
}

function requestOf({ payload }: RecordedPacket): { file: string; options: Record<string, string> } {
  const [file = '', mode, ...words] = Buffer.from(payload).toString('latin1', 2).split('\0').slice(0, -1)
  const options: Record<string, string> = {}
  for (let at = 0; at + 1 < words.length; at += 2) options[words[at] ?? ''] = words[at + 1] ?? ''
  // What is sent is what was recorded, byte for byte.
  expect(rrq(file, mode, options).equals(payload)).toBe(true)
  return { file, options }
}

type Fields = Readonly<Record<string, string | number>>

/** Every field of a message, one by one. Options by number: text where they are text, else hex. */
function fieldsOf(payload: Uint8Array, fromPort: number, to: string): Fields {
  const { chaddr, options, ...header } = packetOf(payload)
  const texts = [60, 66, 67]
  const each = [...options].map(([code, value]) => {
    return [`option ${code}`, Buffer.from(value).toString(texts.includes(code) ? 'latin1' : 'hex')] as const
  })
  return { fromPort, to, ...header, chaddr: Buffer.from(chaddr).toString('hex'), ...Object.fromEntries(each) }
}

const replyFields = ({ bytes, fromPort, to }: Reply): Fields => fieldsOf(bytes, fromPort, `${to.address}:${to.port}`)

/** What is written down, with what has to be the request's own. */
function expectedFields(step: ExpectedStep, request: RecordedPacket, got: Fields): Fields[] {
  if (step.kind !== 'reply') return []
  const { xid, chaddr, options: asked } = packetOf(request.payload)
  const { from, to, flags, ciaddr, yiaddr, siaddr, sname, file, options } = step
  const hex = (code: number): string => Buffer.from(asked.get(code) ?? []).toString('hex')
  // RFC 6842: only where the answer leases.
  const clientId = yiaddr !== '0.0.0.0' && asked.has(61) ? { 'option 61': hex(61) } : {}
  const written = Object.fromEntries(Object.entries(options).map(([code, value]) => [`option ${code}`, value]))
  return [
    {
      ...{
        fromPort: from,
        to,
        op: 2,
        htype: 1,
        hlen: 6,
        hops: 0,
        xid,
        secs: 0,
        flags,
        ciaddr,
        siaddr,
        giaddr: '0.0.0.0',
      },
      yiaddr: yiaddr === 'pool' ? leased(got) : yiaddr,
      ...{ chaddr: Buffer.from(chaddr).toString('hex'), sname, file },
      ...{ ...written, 'option 97': hex(97), ...clientId },
    },
  ]
}

/** Any address of the card's network but ours and the router's. */
function leased({ yiaddr }: Fields): string {
  const last = /^192\.168\.77\.(\d+)$/.exec(String(yiaddr))?.[1]
  const isFree = last !== undefined && !['0', '1', '20', '255'].includes(last)
  return isFree ? String(yiaddr) : 'an address of the pool'
}

function check(step: Step, expected: ExpectedStep | undefined, request: RecordedPacket): void {
  const told = `${request.what} at ${request.at} s`
  if (expected === undefined) throw new Error(`nothing is written down for ${told}`)
  if (step.kind === 'replies') {
    const got = step.replies.map(replyFields)
    expect(got, told).toEqual(expectedFields(expected, request, got[0] ?? {}))
    return
  }
  const { tsize, ...oack } = step.oack
  switch (expected.kind) {
    case 'not found':
      expect([step.error, step.isExpected], told).toEqual([1, expected.isExpected])
      return
    case 'probe':
      expect([tsize, oack, step.bytes.length], told).toEqual([String(expected.sizeBytes), expected.oack, 0])
      return
    case 'file':
      expect([step.error, oack], told).toEqual([undefined, expected.oack])
      if (tsize !== undefined || 'tsize' in requestOf(request).options)
        expect(tsize, told).toBe(String(step.bytes.length))
      if (typeof expected.content === 'number') expect(step.bytes, told).toHaveLength(expected.content)
      else if (typeof expected.content === 'string') expect(step.bytes.toString(), told).toBe(expected.content)
      else expect(step.bytes.toString(), told).toMatch(expected.content)
      return
    default:
      throw new Error(`${told} is TFTP, and ${expected.kind} is written down for it`)
  }
}

/** Both modes of every recording, played once. */
const played = new Map<string, Step[]>()
beforeAll(async () => {
  for (const name of names)
    for (const mode of ['proxy', 'dhcp'] as const) played.set(`${name} ${mode}`, await replay(name, mode))
}, 60_000)

it('knows what to expect of every recording, and of no other', () => {
  expect(Object.keys(EXPECTED).sort()).toEqual(names)
})

describe.each(names)('%s', (name) => {
  it.each(['proxy', 'dhcp'] as const)('is answered as it is written down, in %s mode', (mode) => {
    const packets = readFirmware(name)
    const steps = played.get(`${name} ${mode}`) ?? []
    const expected = EXPECTED[name]?.[mode] ?? []
    expect([steps.length, expected.length]).toEqual([packets.length, packets.length])
    for (const [index, packet] of packets.entries()) {
      const step = steps[index]
      if (step !== undefined) check(step, expected[index], packet)
    }
  })
})

/** What dnsmasq answered, as proxy and as the only server; and where we differ from it on purpose. */
describe.each(['proxy', 'dhcp'] as const)('beside what dnsmasq answered, %s mode', (mode) => {
  it.each(names.filter((name) => answersOf(name, mode).length > 0))('%s gets the same', (name) => {
    compare(name, mode, answersOf(name, mode))
  })
})

/** What dnsmasq at our address answered: as proxy without a lease, as the only server with one. */
function answersOf(name: string, mode: ServeMode): RecordedPacket[] {
  const file = new URL(`../../../fixtures/firmware/${name}.answers.hex`, import.meta.url)
  const answers = existsSync(file) ? readFirmware(`${name}.answers`) : []
  return answers.filter(
    ({ source, payload }) => source === SERVER && packetOf(payload).options.has(51) === (mode === 'dhcp'),
  )
}

/**
 * Never compared:
 * - secs: RFC 2131 table 3 has 0 in answers, dnsmasq gives the client's back
 * - option 66, and sname where dnsmasq names none: it names the server in words on 4011 alone
 * - option 43: dnsmasq adds a prompt, and for iPXE without a file a menu (FIELD.md 3.1: badly broken menu code)
 * - option 3 and 28: our bench leads nowhere, and a broadcast address is made of the mask
 * - file and option 67: compared as one name, see `bootName`
 */
const NEVER = ['secs', 'file', 'option 66', 'option 67', 'option 43', 'option 3', 'option 28']

/** Of single recordings, with the reason. */
const DIFFERS: Readonly<Record<string, readonly string[]>> = {
  // Its OFFER is a menu without siaddr and file, its ACK has the client's address as yiaddr, and names the loader again.
  'ipxe-undionly': ['siaddr', 'yiaddr', 'ciaddr', 'boot name'],
  // dnsmasq sends to an address that nobody has yet, through the raw socket that this needs; we broadcast.
  'seabios-dhcp': ['to'],
}

function compare(name: string, mode: ServeMode, answers: readonly RecordedPacket[]): void {
  const steps = played.get(`${name} ${mode}`) ?? []
  const ours = steps.flatMap((step) => (step.kind === 'replies' ? step.replies.map(replyFields) : []))
  for (const answer of answers) {
    const theirs = fieldsOf(answer.payload, answer.sourcePort, `${answer.destination}:${answer.destinationPort}`)
    const own = ours.find((fields) => ['xid', 'option 53', 'fromPort'].every((key) => fields[key] === theirs[key]))
    if (own === undefined) throw new Error(`we have no ${answer.what}`)
    // An OFFER's address is the server's choice.
    const isFree = theirs['option 53'] === '02' && mode === 'dhcp'
    const left = [
      ...NEVER,
      ...(DIFFERS[name] ?? []),
      ...(isFree ? ['yiaddr'] : []),
      ...(theirs.sname === '' ? ['sname'] : []),
    ]
    const keys = Object.keys(theirs).filter((key) => !left.includes(key))
    const pick = (fields: Fields): Fields => Object.fromEntries(keys.map((key) => [key, fields[key] ?? 'absent']))
    expect(pick(own), answer.what).toEqual(pick(theirs))
    if (!left.includes('boot name') && bootName(theirs) !== '') expect(bootName(own)).toBe(bootName(theirs))
  }
}

/** The last name of the file or URL: the recording's server had other folders and another HTTP port. */
function bootName(fields: Fields): string {
  const name = String(fields['option 67'] ?? fields.file).replace(/\0$/, '')
  return name.slice(name.lastIndexOf('/') + 1)
}

describe('with the OFFER of the router that was recorded beside it', () => {
  const heard = (name: string): { ours: Uint8Array; router: Uint8Array } => {
    const [first] = (played.get(`${name} proxy`) ?? []).flatMap((step) => (step.kind === 'replies' ? step.replies : []))
    const router = readFirmware(`${name}.answers`).find(
      ({ source, what }) => source === ROUTER && what === 'DHCP OFFER',
    )
    return { ours: first?.bytes ?? new Uint8Array(), router: router?.payload ?? new Uint8Array() }
  }

  it.each(['ovmf-pxe', 'aavmf-pxe'])('EDK2 goes to our port 4011, and from there to the loader: %s', (name) => {
    const { ours, router } = heard(name)
    const step = { does: 'ask 4011', server: SERVER, by: 'DhcpOnly + ProxyBinl' }
    expect([edk2.decide([router, ours]), edk2.decide([ours, router])]).toEqual([step, step])
    const asked = readFirmware(name).find(({ destinationPort }) => destinationPort === 4011)
    const acks = (played.get(`${name} proxy`) ?? []).flatMap((each) => (each.kind === 'replies' ? each.replies : []))
    const { xid } = packetOf(asked?.payload ?? new Uint8Array())
    const ack = acks.find(({ fromPort }) => fromPort === 4011)
    expect(edk2.afterBootServer(ack?.bytes ?? new Uint8Array(), xid)).toMatchObject({ does: 'tftp', server: SERVER })
  })

  it.each(names.filter((name) => name.includes('ipxe')))('iPXE boots our script and asks nobody else: %s', (name) => {
    const { ours, router } = heard(name)
    const offers = [router, ours].map((bytes) => ({ bytes, fromPort: 67 }))
    expect(ipxe.decide(offers)).toEqual({ does: 'boot', file: `${URL_BASE}/boot.ipxe`, nextServer: SERVER })
  })

  // This router names an URL of its own, as a full DHCP server may: EDK2 takes that before a proxy's.
  it('HTTP Boot prefers a full offer with a URL to our proxy offer, and takes ours beside a plain one', () => {
    const { ours, router } = heard('ovmf-http')
    expect(edk2.decideHttp([ours, router])).toMatchObject({ by: 'DhcpIpUri' })
    const plain = heard('ovmf-pxe').router
    expect(edk2.decideHttp([ours, plain])).toMatchObject({ by: 'DhcpOnly + ProxyIpUri' })
  })
})

decodedByTshark()
