import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { uuidText } from '../../../main/engine/dhcp/options'
import { ipv4Number } from '../../../main/engine/net/subnet'
import { archive, AT, boot, client, dhcp, input, packet } from './support'
import { BLANK } from '../../../preload/settings'
import { STOPPED } from '../../../main/engine/initial'
import type { EvidenceInput } from '../../../main/evidence/input'
import type { StoryLine } from '../../../main/engine/types'

const hexByte = fc.integer({ min: 0, max: 255 }).map((byte) => byte.toString(16).padStart(2, '0'))
const mac = fc
  .tuple(fc.constantFrom('52:54:00', 'f8:bc:12', '00:1b:21'), fc.array(hexByte, { minLength: 3, maxLength: 3 }))
  .map(([maker, own]) => [maker, ...own].join(':'))
const ip = fc
  .tuple(fc.constantFrom('192.168.1', '192.168.2', '10.44.7', '172.19.200'), fc.integer({ min: 1, max: 254 }))
  .map(([network, host]) => `${network}.${String(host)}`)
const uuidBytes = fc.uint8Array({ minLength: 16, maxLength: 16 }).filter((bytes) => bytes.every((byte) => byte > 15))
const name = fc.stringMatching(/^[a-z]{4}[0-9]{2}-[a-z]{3}$/).map((text) => `q${text}`)
const machine = fc.record({ mac, ip, uuid: uuidBytes, host: name })
const bench = fc.record({
  machines: fc.uniqueArray(machine, { minLength: 1, maxLength: 4, selector: (one) => one.mac + one.ip }),
  /** Known from the journal, or from the self-test, alone. */
  gone: fc.array(machine, { minLength: 1, maxLength: 3 }),
  ours: ip,
  user: name,
  here: name,
})
type Bench = typeof bench extends fc.Arbitrary<infer T> ? T : never

const rrq = (file: string): Uint8Array => Buffer.from(`\0\x01${file}\0octet\0`)
const bytesOf = (address: string): Buffer => Buffer.from(address.split('.').map(Number))
const macBytes = (address: string): Buffer => Buffer.from(address.replaceAll(':', ''), 'hex')
const dashes = (address: string): string => address.replaceAll(':', '-')

/** A bench where everything is told of everybody, in each way that firmware and users write it. */
function evidenceOf({ machines, gone, ours, user, here }: Bench) {
  const text = machines
    .map(({ mac, ip, uuid, host }) => {
      const id = uuidText(Uint8Array.of(0, ...uuid))
      return [
        `${mac} ${mac.toUpperCase()} 01-${dashes(mac)} ${mac.replaceAll(':', '')} ${macBytes(mac).toString('hex').toUpperCase()}`,
        `?mac=${mac.replaceAll(':', '%3A')}&uuid=${id} ${id.toUpperCase()} ${Buffer.from(uuid).toString('hex')}`,
        `http://${ip}:8067/x ${ip} pxelinux.cfg/${bytesOf(ip).toString('hex').toUpperCase()} ip-${ip.replaceAll('.', '-')}`,
        `${host} ${host.toUpperCase()}.example.org /home/${user}/iso/a.iso C:\\Users\\${user}\\b.iso`,
      ].join(' ')
    })
    .join('\n')
  const clients = machines.map(({ mac, ip, uuid, host }) =>
    client({ id: mac, ip, hostname: host, uuid: uuidText(Uint8Array.of(0, ...uuid)), detail: text }),
  )
  const packets = (id: string) =>
    machines.flatMap(({ mac, ip, uuid, host }) => {
      if (mac !== id) return []
      const options = [
        [53, Uint8Array.of(1)],
        [12, Buffer.from(host)],
        [61, Uint8Array.of(1, ...macBytes(mac))],
        [97, Uint8Array.of(0, ...uuid)],
        [50, bytesOf(ip)],
        [54, bytesOf(ours)],
        [43, Uint8Array.of(8, 7, 0, 0, 1, ...bytesOf(ours), 255)],
        [67, Buffer.from(`http://${ours}:8067/boot.ipxe?mac=${mac}`)],
        [82, Buffer.from(`port ${host} ${mac}`)],
        [119, Buffer.from(host)],
        [125, Buffer.from([...macBytes(mac), ...uuid, ...bytesOf(ip)])],
      ] as const
      const message = dhcp({ mac, addresses: ['0.0.0.0', ip, ours, ours], file: `${dashes(mac)}.efi`, sname: host, options }) // prettier-ignore
      const peerAddress = ipv4Number(ip) ?? 0
      return [
        packet({ data: message }),
        packet({ peerAddress, data: rrq(`pxelinux.cfg/01-${dashes(mac)}`), localPort: 69 }),
        packet({ peerAddress, data: rrq(`pxelinux.cfg/${bytesOf(ip).toString('hex').toUpperCase().slice(0, 6)}`) }),
        packet({ peerAddress, data: Buffer.from(`\0\x03\0\x01set host=${host} ${mac}`) }),
        packet({ peerAddress, data: Buffer.from(`what is this ${host}`) }),
      ]
    })
  const story = (id: string): StoryLine[] =>
    machines.flatMap(
      ({ mac, ip }) =>
      mac === id ? [{ at: AT, direction: 'in' as const, code: 'tftp-rrq' as const, facts: { peer: `${ip}:2070`, file: `01-${dashes(mac)}` } }] : [], // prettier-ignore
    )
  return input({
    ...historyOf(gone),
    ...{ packets, story, hosts: [here, `${here}.example.org`], users: [user] },
    log: [{ at: AT, level: 'info', clientId: machines[0]?.mac, text: `${here}: ${text}` }],
    settings: { ...BLANK, media: [`/home/${user}/iso/a.iso`], append: `ip=${ours}` },
    state: { ...STOPPED, clients, address: ours },
  })
}

/** Machines that nothing else tells of any more. */
function historyOf(gone: Bench['gone']): Pick<EvidenceInput, 'journal' | 'selfTest'> {
  const journal = gone.map(({ mac, ip, uuid, host }) => {
    const whole = uuidText(Uint8Array.of(0, ...uuid))
    const title = `${host} nfs:${host}:/srv/${host}/x.iso http://${ip}/y`
    const card = `enx${mac.replaceAll(':', '')}`
    return boot({ id: `${String(AT)}-${mac}`, mac, ip, uuid: whole, hostname: host, title, card })
  })
  const { mac, ip, uuid, host } = gone[0] ?? { mac: '', ip: '', uuid: new Uint8Array(), host: '' }
  const text = `${mac} ${mac.replaceAll(':', '')} ${uuidText(Uint8Array.of(0, ...uuid))} http://${host}/a ${ip}`
  const facts = { arch: 'bios', server: ip, hostname: host, file: `/home/${host}/${dashes(mac)}.iso` }
  const step = { at: AT, state: 'failed' as const, rung: 'loader' as const, code: 'tftp-not-heard', text, facts }
  const error = { code: 'port-taken', message: text, details: facts }
  const nic = `enx${mac.replaceAll(':', '')}`
  return { journal, selfTest: { startedAt: AT, nic, steps: [step], result: { ok: false, error } } }
}

/** Every notation of everything that must not be found. */
function originals({ machines, gone, ours, user, here }: Bench): (string | Buffer)[] {
  const ofMachines = [...machines, ...gone].flatMap(({ mac, ip, uuid, host }) => {
    const id = uuidText(Uint8Array.of(0, ...uuid))
    return [
      ...[mac, dashes(mac), mac.replaceAll(':', ''), mac.replaceAll(':', '%3A'), macBytes(mac)],
      ...[id, id.replaceAll('-', ''), Buffer.from(uuid), Buffer.from(uuid).toString('hex')],
      ...[ip, bytesOf(ip), bytesOf(ip).toString('hex'), ip.replaceAll('.', '-'), host],
    ]
  })
  return [...ofMachines, ours, bytesOf(ours), user, here]
}

/** Stand-ins keep the maker's half, so that a MAC may be its own stand-in only by mistake. */
function found(files: ReadonlyMap<string, Buffer>, secret: string | Buffer): string[] {
  return [...files].flatMap(([file, bytes]) => {
    if (typeof secret !== 'string') return bytes.includes(secret) ? [file] : []
    const all = `${file}\n${bytes.toString('latin1')}`.toLowerCase()
    return isThere(all, secret.toLowerCase()) ? [file] : []
  })
}

/** 10.44.7.2 is not in 10.44.7.25. */
function isThere(text: string, secret: string): boolean {
  for (let at = text.indexOf(secret); at >= 0; at = text.indexOf(secret, at + 1)) {
    const isNumber = /^[\d.-]+$/.test(secret)
    if (!isNumber || !/\d/.test((text[at - 1] ?? '') + (text[at + secret.length] ?? ''))) return true
  }
  return false
}

/** Names of fields, in their order, but for those that are data. */
function keysOf(file: Buffer | undefined): string[] {
  const keys: string[] = []
  JSON.parse(file?.toString() ?? '', (key, value: unknown) => {
    if (/^[a-z]+$/i.test(key)) keys.push(key)
    return value
  })
  return keys
}

describe('a masked archive', () => {
  it('holds no address, MAC, UUID or name of anybody, in any notation', async () => {
    await fc.assert(
      fc.asyncProperty(bench, async (made) => {
        const files = await archive(evidenceOf(made))
        for (const secret of originals(made)) expect([secret, found(files, secret)]).toEqual([secret, []])
      }),
      { numRuns: 60 },
    )
  }, 60_000)

  it('holds no address of anybody, and the fields it has, whatever machines and users are called', async () => {
    const hostile = [
      ...['192.168', '54:00', '101', '240.0', '10.44.7', 'f8:bc:12', '01-52', '5254', '00000', '1.1', 'pc-192.168.1.7'],
      ...['state', 'mac', 'phase', 'facts', 'text', 'settings', 'host', 'host-1', 'folder', 'true', 'null', '$&', '$1'],
      ...[
        '(',
        '[a-z]',
        '.*',
        '\\',
        '"',
        '{"a":1}',
        'a\nb',
        '%3A',
        ':::',
        '---',
        '\u{1F5A5}pc',
        '\uE031\uE032\uE033',
        '=1+1',
      ],
    ]
    const names = fc.oneof(
      fc.constantFrom(...hostile),
      fc.stringMatching(/^[0-9a-f.:-]{3,12}$/),
      fc.string({ minLength: 3 }),
    )
    const three = fc.tuple(names, names, names)
    await fc.assert(
      fc.asyncProperty(bench, three, async (made, [host, user, here]) => {
        const named = (all: Bench['machines']): Bench['machines'] => all.map((one) => ({ ...one, host }))
        const renamed = { ...made, machines: named(made.machines), gone: named(made.gone), user, here }
        const [files, plain] = [await archive(evidenceOf(renamed)), await archive(evidenceOf(renamed), false)]
        const addresses = originals(renamed).filter((one) => ![host, user, here].includes(String(one)))
        for (const secret of addresses) expect([secret, found(files, secret)]).toEqual([secret, []])
        for (const file of ['report.json', 'journal.json', 'selftest.json']) {
          expect(keysOf(files.get(file))).toEqual(keysOf(plain.get(file)))
        }
      }),
      { numRuns: 100 },
    )
  }, 60_000)

  it('holds all of them without the mask, so that the search above is one', async () => {
    const [made] = fc.sample(bench, 1)
    if (made === undefined) throw new Error('no sample')
    const files = await archive(evidenceOf(made), false)
    for (const { mac, ip, host } of made.gone) {
      for (const secret of [mac, ip, host]) expect(found(files, secret)).not.toEqual([])
    }
    for (const { mac, ip, host } of made.machines) {
      for (const secret of [mac, macBytes(mac), ip, bytesOf(ip), host]) expect(found(files, secret)).not.toEqual([])
    }
  })

  it('gives the same machine the same stand-in everywhere, and keeps who made it', async () => {
    const [one, two] = ['f8:bc:12:aa:bb:cc', 'f8:bc:12:dd:ee:ff']
    const made = evidenceOf({
      machines: [
        { mac: one, ip: '192.168.1.143', uuid: new Uint8Array(16).fill(0x41), host: 'qabcd12-xyz' },
        { mac: two, ip: '192.168.1.7', uuid: new Uint8Array(16).fill(0x42), host: 'qabcd13-xyz' },
      ],
      gone: [],
      ...{ ours: '192.168.1.20', user: 'qmeier01-abc', here: 'qbench01-abc' },
    })
    const files = await archive(made)
    const machines = [...files.keys()].filter((file) => file.startsWith('machines/') && file.endsWith('.txt'))
    expect(machines).toEqual(['machines/f8-bc-12-00-00-01.txt', 'machines/f8-bc-12-00-00-02.txt'])
    const text = files.get('machines/f8-bc-12-00-00-01.txt')?.toString() ?? ''
    expect(text).toContain('Machine     f8:bc:12:00:00:01')
    expect(text).toContain('file 01-f8-bc-12-00-00-01')
    expect(files.get('log.txt')?.toString()).toContain('01-f8-bc-12-00-00-01')
    const [, network] = /Address {5}(240\.\d+\.\d+)\.143/.exec(text) ?? []
    const other = files.get('machines/f8-bc-12-00-00-02.txt')?.toString() ?? ''
    expect(other).toContain(`Address     ${String(network)}.7`)
    const capture = files.get('captures/f8-bc-12-00-00-01.pcapng')
    expect(capture?.includes(Buffer.from('f8bc12000001', 'hex'))).toBe(true)
    expect(capture?.includes(bytesOf(`${String(network)}.143`))).toBe(true)
  })
})
