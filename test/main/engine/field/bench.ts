import http, { type IncomingHttpHeaders } from 'node:http'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { createBoot } from '../../../../main/engine/boot/boot'
import type { Boot, BootOptions } from '../../../../main/engine/boot/contract'
import type { Resolve } from '../../../../main/engine/boot/resolve'
import type { UserLoaders } from '../../../../main/engine/boot/user-loaders'
import type { Observation } from '../../../../main/engine/clients/observation'
import type { DhcpPacket } from '../../../../main/engine/dhcp/packet'
import { startDhcp, type DhcpServer } from '../../../../main/engine/dhcp/server'
import { startHttp, type HttpService } from '../../../../main/engine/http/server'
import { openBenchLeases } from '../../../../main/engine/leases'
import { Machines } from '../../../../main/engine/machines/machines'
import { openMedium } from '../../../../main/engine/media/open'
import type { Medium } from '../../../../main/engine/media/medium'
import type { CardBinding, UdpPeer } from '../../../../main/engine/net/udp'
import { StateStore } from '../../../../main/engine/state'
import { NO_STORAGE } from '../../../../main/engine/storage'
import { startTftp, type TftpServer } from '../../../../main/engine/tftp/server'
import type { Client, LoaderChoice, Mac, ServeMode } from '../../../../main/engine/types'
import { FakeClock } from '../../../support/fake-clock'
import { LossyLink } from '../../../support/lossy'
import { LossyClient, type FetchOptions } from '../../../support/lossy-client'
import { settle } from '../../../support/lossy-tftp'
import { debianNetbootTree } from '../../../support/trees'
import { matchOf } from '../boot/boots'
import { testLoaders } from '../boot/parts'
import { MemoryBinding } from '../dhcp/memory-binding'
import { bytesOf, message, packetOf, ROUTER, SERVER, type MessageOptions } from '../dhcp/messages'
import { listenOnLoopback } from '../http/support'
import { newCapture } from './capture'

/** As the scripts and DHCP answers name it; the server itself is on loopback. */
export const URL_BASE = `http://${SERVER}:8067`
export const NOBODY: UdpPeer = { address: '0.0.0.0', port: 68 }
/** What the router leases in these tests. */
export const LEASED = '192.168.77.100'

/** Every loader that Bootdrop brings, and those of kinds that only a user's folder can have. */
export const ALL_LOADERS = ['undionly.kpxe', 'ipxe.pxe', 'snponly.efi', 'ipxe.efi'].concat(
  ...['arm64', 'ia32', 'arm32'].map((cpu) => [`snponly-${cpu}.efi`, `ipxe-${cpu}.efi`]),
)

export interface BenchOptions {
  readonly mode?: ServeMode
  readonly media: readonly Medium[]
  readonly loader?: LoaderChoice
  readonly loaders?: readonly string[]
  readonly user?: Partial<UserLoaders>
  readonly mtu?: number
  readonly more?: Partial<BootOptions>
  readonly deny?: readonly Mac[]
}

/** One message that the server sent. */
export interface Reply {
  readonly packet: DhcpPacket
  readonly bytes: Uint8Array
  readonly fromPort: number
  readonly to: UdpPeer
}

export interface Fetched {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

/** All servers of one session as session.ts wires them, on a card in memory and under a clock that stands still. */
export class FieldBench {
  readonly clock = new FakeClock()
  readonly link = new LossyLink(this.clock)
  readonly observed: Observation[] = []
  readonly notices: { readonly code: string; readonly mac: Mac | undefined }[] = []
  readonly machines: Machines
  readonly #binding = new MemoryBinding(SERVER)
  readonly #note = newCapture()
  readonly #store = new StateStore(this.clock)
  #boot: Boot | undefined
  #reading = 0
  #dhcp: DhcpServer | undefined
  #tftp: TftpServer | undefined
  #http: HttpService | undefined

  private constructor(private readonly options: BenchOptions) {
    this.machines = new Machines({
      ...{ clock: this.clock, storage: NO_STORAGE, store: this.#store },
      notify: this.#notify,
      emit: () => undefined,
    })
    this.link.filter = (data, from, to) => {
      this.#note(from, to, data)
      return true
    }
  }

  static async open(options: BenchOptions): Promise<FieldBench> {
    const bench = new FieldBench(options)
    await bench.#start()
    open.add(bench)
    return bench
  }

  /** What the server answers to a message, before anything else happens. `port` is where it comes in. */
  say(what: MessageOptions | Uint8Array, from: UdpPeer = NOBODY, port: 67 | 4011 = 67): Reply[] {
    const bytes = what instanceof Uint8Array ? what : bytesOf(message(what))
    const { sent } = this.#binding
    sent.length = 0
    this.#note(from, { address: port === 67 ? '255.255.255.255' : SERVER, port }, bytes)
    this.#binding.receive(port, bytes, from)
    return sent.map(({ data, fromPort, to }) => {
      this.#note({ address: SERVER, port: fromPort }, to, data)
      return { packet: packetOf(data), bytes: data, fromPort, to }
    })
  }

  /** The one answer. @throws Error where there is none, or more than one */
  answer(what: MessageOptions | Uint8Array, from: UdpPeer = NOBODY, port: 67 | 4011 = 67): Reply {
    const [reply, ...more] = this.say(what, from, port)
    if (reply === undefined || more.length > 0) throw new Error(reply === undefined ? 'no answer' : 'several answers')
    return reply
  }

  /** The machine takes an address of the router, as its REQUEST that passes by tells. */
  takes(address = LEASED, options: MessageOptions = {}): Reply[] {
    const more = [[50, ip(address)] as const, [54, ip(ROUTER)] as const, ...(options.more ?? [])]
    return this.say({ ...options, type: 3, more })
  }

  /** Asks on 4011, as UEFI does unless told otherwise. */
  ask4011(options: MessageOptions = {}, from: UdpPeer = { address: LEASED, port: 4011 }): Reply {
    return this.answer({ type: 3, ...options, header: { ciaddr: from.address, ...options.header } }, from, 4011)
  }

  /** A machine that fetches a file by TFTP. */
  async fetch(file: string, how?: FetchOptions, at: UdpPeer = { address: LEASED, port: 0 }): Promise<LossyClient> {
    const socket = await this.link.card(at.address).openUdp({ port: at.port, broadcast: false })
    return new LossyClient(socket, { address: SERVER, port: 69 }, this.clock, file, how)
  }

  /** A file that comes whole, or the ERROR that comes instead. */
  async load(file: string, how?: FetchOptions, at?: UdpPeer): Promise<LossyClient> {
    const client = await this.fetch(file, how, at)
    await this.drive(() => client.done)
    client.stop()
    await settle()
    return client
  }

  /** Lets the clock run until `until` holds. */
  async drive(until: () => boolean, limitMs = 120_000): Promise<void> {
    for (const end = this.clock.now() + limitMs; ; this.clock.advance(20)) {
      // Files of a folder come from a disk that knows no fake clock: it stands still meanwhile.
      for (let turn = 0; (turn < 20 || this.#reading > 0) && !until(); turn += 1) await settle()
      if (until()) return
      if (this.clock.now() >= end) throw new Error(`nothing happened within ${limitMs} ms of the clock`)
    }
  }

  /** One request over real HTTP. `target` is a URL of URL_BASE or a path as it stands. */
  get(target: string, { method = 'GET', headers = {} }: { method?: string; headers?: Record<string, string> } = {}) {
    const path = target.startsWith(URL_BASE) ? target.slice(URL_BASE.length) : target
    const port = this.#http?.port
    return new Promise<Fetched>((resolve, reject) => {
      const request = http.request({ host: '127.0.0.1', port, path, method, headers, agent: false }, (response) => {
        const parts: Buffer[] = []
        response.on('data', (part: Buffer) => parts.push(part))
        response.on('end', () => {
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts) })
        })
      })
      request.on('error', reject).end()
    })
  }

  /** The ladder's view of a machine. */
  client(mac: Mac): Client | undefined {
    return this.machines.clients().find((client) => client.mac === mac)
  }

  /** Lines of the live log from `warning` on. */
  warnings(): string[] {
    return this.#store.log.flatMap(({ level, text }) => (level === 'warning' || level === 'error' ? [text] : []))
  }

  async close(): Promise<void> {
    open.delete(this)
    this.#dhcp?.close()
    await Promise.all([this.#http?.close(), this.#tftp?.close()])
    this.machines.close()
  }

  async #start(): Promise<void> {
    const { clock, options } = this
    const { mode = 'proxy', mtu = 1500, deny = [] } = options
    const observe = (observation: Observation): void => {
      this.observed.push(observation)
      this.#dhcp?.hear(observation)
      this.machines.observe(observation)
    }
    const boot = await createBoot(
      {
        media: await Promise.all(options.media.map(async (medium) => ({ medium, match: await matchOf(medium) }))),
        ...{
          matchOf,
          append: '',
          loader: options.loader ?? 'auto',
          rules: [],
          menu: 'several',
          menuTimeoutS: 10,
          urlBase: URL_BASE,
        },
        loaders: testLoaders([...(options.loaders ?? ALL_LOADERS)], options.user),
        identify: (address) => this.#dhcp?.identify(address),
        installed: () => undefined,
        answerOf: (chosen) => Promise.reject(new Error(`there is no ${chosen}`)),
        observe,
        notify: ({ level, code, text, mac }) => this.#notify(level, code, text, mac),
        ...options.more,
      },
      clock,
    )
    this.#boot = boot
    this.#dhcp = await startDhcp({
      binding: this.#binding,
      bootFile: boot.bootFile,
      memory: this.machines.memory,
      ...{ allow: [], deny, observe, onNotice: this.#notify, clock },
    })
    this.#dhcp.serve(mode === 'proxy' ? { mode } : { mode, leasing: await this.#leases() })
    const binding: CardBinding = this.link.card(SERVER, mtu)
    this.#tftp = await startTftp({ binding, port: 69, resolve: this.#resolve, observe, clock, log: this.#log })
    this.#http = await startHttp({ listen: listenOnLoopback, port: 0, resolve: this.#resolve, observe, clock })
  }

  readonly #resolve: Resolve = async (request) => {
    const found = await this.#read(this.boot.resolve(request))
    if (found.kind === 'not-found') return found
    const { file } = found
    return { ...found, file: { ...file, read: (target, at) => this.#read(file.read(target, at)) } }
  }

  async #read<T>(work: Promise<T>): Promise<T> {
    this.#reading += 1
    return work.finally(() => void (this.#reading -= 1))
  }

  async #leases() {
    const leases = openBenchLeases({
      ...{ clock: this.clock, storage: NO_STORAGE, cards: [], gateways: [ROUTER] },
      address: { address: SERVER, netmask: '255.255.255.0' },
      look: () => Promise.resolve(new Map()),
    })
    await leases.scan()
    return leases
  }

  get boot(): Boot {
    if (this.#boot === undefined) throw new Error('not started')
    return this.#boot
  }

  readonly #notify = (_level: string, code: string, _text: string, mac?: Mac): void =>
    void this.notices.push({ code, mac })

  readonly #log = (level: 'debug' | 'info' | 'warning' | 'error', text: string): void => this.#store.line(level, text)
}

const open = new Set<FieldBench>()
afterAll(async () => {
  for (const bench of open) await bench.close()
})

/** Debian's netboot tree in a folder, with more files; for all tests of a file. */
export function debianTree(more: Readonly<Record<string, Uint8Array | string>> = {}): () => Medium {
  let folder = ''
  let medium: Medium | undefined
  beforeAll(async () => {
    folder = await debianNetbootTree(await mkdtemp(join(tmpdir(), 'bootdrop-field-')))
    for (const [path, content] of Object.entries(more)) {
      await mkdir(dirname(join(folder, path)), { recursive: true })
      await writeFile(join(folder, path), content)
    }
    medium = await openMedium(folder)
  })
  afterAll(async () => {
    await medium?.close()
    await rm(folder, { recursive: true })
  })
  return () => {
    if (medium === undefined) throw new Error('asked for before the tests')
    return medium
  }
}

export function ip(address: string): Uint8Array {
  return Uint8Array.from(address.split('.').map(Number))
}
