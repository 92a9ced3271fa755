import type { Clock } from '../engine/clock'
import type { UdpPeer, UdpSocket } from '../engine/net/udp'
import type { Ipv4, Mac, Rung } from '../engine/types'
import type { DhcpAnswer, DhcpLink, DhcpPersona } from './dhcp'
import { ARCH_NUMBER, BUILD_ARCH, formatUuid, type VirtualArch } from './persona'
import { VirtualHttp, type Download } from './http'
import { runScript } from './script'
import { fetchFile, probeSize } from './tftp'

/**
 * A virtual PXE client: it boots as a machine does, from the first DISCOVER to the last byte of the initrd, and keeps what it
 * saw. It runs no code that it fetches. `selftest`, `demo` and the tests use it.
 */
export interface MachineOptions {
  readonly arch: VirtualArch
  readonly mac: Mac
  /** 16 bytes. */
  readonly uuid: Uint8Array
  /** The address that this machine speaks from; with `leases` until it has a lease. */
  readonly address: Ipv4
  /**
   * Whether the server leases addresses. `take`: it has to; the machine takes one and speaks from it, and its `link` hears
   * broadcasts. `may`: what it offers is left alone, for the machine speaks from this computer's own address. `never`, the
   * default: a proxy must not.
   */
  readonly leases?: 'take' | 'may' | 'never'
  readonly link: DhcpLink
  /** A socket of the machine's own, at the address that it has now. */
  readonly openUdp: (address: Ipv4) => Promise<UdpSocket>
  /** Ports of the server where they are not the well-known ones (demo). */
  readonly tftpPort: number
  readonly pxePort: number
  readonly clock: Clock
  readonly random: () => number
  /** Called at each step, in words. */
  readonly onStep: (text: string) => void
  /** Called whenever it has got to a rung of the ladder. */
  readonly onRung?: (rung: Rung, facts: RungFacts) => void
  /** Takes answers of this boot server alone; without it of whoever answers first. */
  readonly server?: Ipv4
  /** Breaks off what it loads over HTTP. */
  readonly signal?: AbortSignal
  /** The boot counts as done when the machine has its own script, before it loads a kernel. */
  readonly untilScript?: boolean
  /** Pause between iPXE's steps, ms: lets a person follow the demo. */
  readonly paceMs?: number
}

/** `server`, `file`, `bytes`, `address`, `port` … of a rung. */
export type RungFacts = Readonly<Record<string, string | number>>

/** What a boot failed on; `facts` are what the words of it are filled with. */
export type FailureCode =
  /** Nobody answered the DISCOVER of the firmware, or of iPXE. */
  | 'no-answer'
  | 'no-answer-ipxe'
  /** 4011 is silent. */
  | 'pxe-silent'
  /** An answer that no firmware takes. */
  | 'bad-answer'
  | 'lease-refused'
  | 'tftp-silent'
  | 'tftp-broken-off'
  | 'tftp-refused'
  | 'size-differs'
  | 'http-refused'
  | 'http-silent'
  | 'http-failed'
  /** iPXE was sent the loader once more. */
  | 'loader-again'
  | 'script-ended'

/** One file that came to the machine. */
export interface FetchedFile {
  readonly name: string
  readonly protocol: 'tftp' | 'http'
  readonly purpose: 'loader' | 'script' | 'kernel' | 'initrd' | 'chain' | 'module'
  readonly bytes: number
  readonly sha256: string
}

export interface BootResult {
  readonly booted: boolean
  /** Why it did not boot, for people; undefined when it did. */
  readonly failure: string | undefined
  /** The same as a code; undefined when it did. */
  readonly failed: { readonly code: FailureCode; readonly facts: RungFacts } | undefined
  readonly files: readonly FetchedFile[]
  readonly kernelArgs: string
  /** True when the answer came by port 4011 (strategy B). */
  readonly usedBootServer: boolean
}

const OFFER_TIMEOUT_MS = 8_000
const BOOT_SERVER_TIMEOUT_MS = 10_000
const ACK_TIMEOUT_MS = 8_000
const NO_ADDRESS = '0.0.0.0'
/** EDK2's usual block size: 1480 - 8 (UDP) - 4 (TFTP). */
const EDK2_BLKSIZE = 1468
const EDK2_WINDOWSIZE = 4

class BootFailure extends Error {
  constructor(
    message: string,
    readonly code: FailureCode,
    readonly facts: RungFacts = {},
  ) {
    super(message)
  }
}

/** Boots once. Never rejects: what went wrong is in `failure`. */
export async function bootMachine(options: MachineOptions): Promise<BootResult> {
  const machine = new Machine(options)
  try {
    await machine.boot()
    return machine.result(undefined)
  } catch (error) {
    if (!(error instanceof BootFailure)) throw error
    return machine.result(error)
  } finally {
    machine.close()
  }
}

class Machine {
  #http: VirtualHttp
  #address: Ipv4
  readonly #files: FetchedFile[] = []
  #kernelArgs = ''
  #usedBootServer = false

  constructor(private readonly options: MachineOptions) {
    this.#address = options.address
    this.#http = new VirtualHttp(options.address)
    options.signal?.addEventListener('abort', () => this.close(), { once: true })
  }

  result(failure: BootFailure | undefined): BootResult {
    return {
      booted: failure === undefined,
      failure: failure?.message,
      failed: failure && { code: failure.code, facts: failure.facts },
      files: this.#files,
      kernelArgs: this.#kernelArgs,
      usedBootServer: this.#usedBootServer,
    }
  }

  close(): void {
    this.#http.close()
  }

  async boot(): Promise<void> {
    const firmware = await this.#askForLoader()
    await this.#fetchLoader(firmware)
    await this.#pace()
    const script = await this.#askForScript()
    await this.#runScript(script.bootFile)
  }

  async #askForLoader(): Promise<DhcpAnswer> {
    const { link, onStep, arch } = this.options
    const persona = this.#persona(false)
    const xid = this.#xid()
    onStep(`DISCOVER as ${arch} firmware`)
    this.#rung('seen')
    const offer = await link.discover(
      persona,
      xid,
      (answer) => answer.vendorClass === persona.vendor && this.#isOurs(answer),
      OFFER_TIMEOUT_MS,
    )
    if (offer === undefined)
      throw new BootFailure(`no boot server answered the DISCOVER within ${OFFER_TIMEOUT_MS / 1000} s`, 'no-answer')
    this.#checkAnswer(offer)
    this.#rung('offered', { server: offer.siaddr, file: offer.bootFile })
    await this.#takeAddress(persona, xid, offer)
    this.#rung('addressed', { address: this.#address })
    if (arch === 'http-x64' || offer.vendorOptions !== undefined) {
      onStep(`OFFER from ${offer.siaddr}: ${offer.bootFile}`)
      return offer
    }
    // PXEClient without option 43 is BINL to EDK2: ask the boot server's port 4011 (PxeBcDhcp4.c).
    onStep(`OFFER from ${offer.siaddr} without option 43: asking its port ${this.options.pxePort}`)
    const bootServer = { address: offer.siaddr, port: this.options.pxePort }
    const asker = { ...persona, address: this.#address }
    const ack = await link.askBootServer(asker, this.#xid(), bootServer, BOOT_SERVER_TIMEOUT_MS)
    if (ack === undefined)
      throw new BootFailure(`the boot server did not answer on port ${bootServer.port}`, 'pxe-silent', {
        port: bootServer.port,
      })
    if (ack.yiaddr !== NO_ADDRESS)
      throw new BootFailure(`a boot server must not give an address, it gave ${ack.yiaddr}`, 'bad-answer')
    this.#checkBootAnswer(ack)
    this.#usedBootServer = true
    onStep(`ACK from ${ack.siaddr}: ${ack.bootFile}`)
    return ack
  }

  async #fetchLoader(answer: DhcpAnswer): Promise<void> {
    const { clock, onStep } = this.options
    if (/^https?:/.test(answer.bootFile)) {
      this.#keep(answer.bootFile, 'http', 'loader', await this.#http.download(answer.bootFile))
      return
    }
    const server: UdpPeer = { address: answer.siaddr, port: this.options.tftpPort }
    const request = { server, file: answer.bootFile, blksize: EDK2_BLKSIZE, windowsize: EDK2_WINDOWSIZE }
    const probed = await this.#withSocket((socket) => probeSize(socket, clock, request))
    const facts = { file: answer.bootFile, port: server.port }
    if (probed === undefined) throw new BootFailure(`TFTP gave no size for ${answer.bootFile}`, 'tftp-silent', facts)
    onStep(`size of ${answer.bootFile}: ${probed} bytes`)
    const loader = await this.#withSocket((socket) => fetchFile(socket, clock, request))
    this.#keep(answer.bootFile, 'tftp', 'loader', loader)
    if (loader.bytes !== probed) {
      const text = `${answer.bootFile} has ${loader.bytes} bytes, the probe said ${probed}`
      throw new BootFailure(text, 'size-differs', { ...facts, bytes: loader.bytes, size: probed })
    }
  }

  async #askForScript(): Promise<DhcpAnswer> {
    const { link, onStep } = this.options
    const persona = this.#persona(true)
    const xid = this.#xid()
    onStep('DISCOVER as iPXE')
    // Stock iPXE takes a proxy offer as complete only with siaddr and a file name (src/net/udp/dhcp.c, dhcp_has_pxeopts).
    const complete = (answer: DhcpAnswer): boolean =>
      answer.bootFile !== '' && answer.siaddr !== '0.0.0.0' && this.#isOurs(answer)
    const offer = await link.discover(persona, xid, complete, OFFER_TIMEOUT_MS)
    if (offer === undefined) throw new BootFailure('iPXE got no answer with a boot script', 'no-answer-ipxe')
    this.#checkAnswer(offer)
    await this.#takeAddress(persona, xid, offer)
    if (!/^https?:\/\//.test(offer.bootFile)) {
      const text = `iPXE was given "${offer.bootFile}" again instead of a script: that would loop`
      throw new BootFailure(text, 'loader-again', { file: offer.bootFile })
    }
    this.#rung('ipxe')
    onStep(`script: ${offer.bootFile}`)
    return offer
  }

  async #runScript(url: string): Promise<void> {
    const { mac, onStep, arch } = this.options
    const settings = new Map([
      ['mac', mac],
      ['ip', this.#address],
      ['uuid', formatUuid(this.options.uuid)],
      ['platform', arch === 'bios' ? 'pcbios' : 'efi'],
      ['buildarch', BUILD_ARCH[arch]],
      ['memsize', '4096'],
      ['version', '1.21.1 (virtual)'],
    ])
    const text = await this.#script(url)
    if (!text.startsWith('#!ipxe')) {
      const screen = 'it does not start with #!ipxe'
      throw new BootFailure(`what came as the boot script is none: ${screen}`, 'script-ended', { screen, url })
    }
    this.#rung('script', { bytes: text.length })
    const { untilScript = false } = this.options
    let lastWords = ''
    let broken: Download | undefined
    const result = await runScript(text, settings, {
      echo: (line) => {
        lastWords = line
        onStep(`screen: ${line}`)
      },
      fetch: async ({ command, url: file }) => {
        if (untilScript && command !== 'chain') return { ok: true }
        await this.#pace()
        onStep(`${command} ${file}`)
        const download = await this.#http.download(file)
        if (!download.ok) {
          onStep(download.error ?? 'failed')
          broken = download
          return { ok: false }
        }
        if (command !== 'chain') this.#rung('loading', { file, bytes: download.bytes })
        const body = download.body?.toString('utf8')
        const isScript = command === 'chain' && body?.startsWith('#!ipxe') === true
        this.#keep(file, 'http', isScript ? 'script' : command, download)
        return isScript ? { ok: true, script: body } : { ok: true }
      },
    })
    if (result.outcome !== 'booted') {
      const screen = lastWords === '' ? result.reason : lastWords
      const code = broken === undefined ? 'script-ended' : httpFailure(broken)
      throw new BootFailure(`the boot script did not boot: ${screen}`, code, { screen, url })
    }
    this.#kernelArgs = result.kernelArgs
    this.#rung('handed-over')
    onStep(`starts the kernel${result.kernelArgs === '' ? '' : ` with: ${result.kernelArgs}`}`)
  }

  async #script(url: string): Promise<string> {
    const download = await this.#http.download(url)
    this.#keep(url, 'http', 'script', download)
    return download.body?.toString('utf8') ?? ''
  }

  #keep(name: string, protocol: 'tftp' | 'http', purpose: FetchedFile['purpose'], download: Download): void {
    if (!download.ok) {
      const code = protocol === 'http' ? httpFailure(download) : tftpFailure(download)
      const facts = { file: name, bytes: download.bytes, message: download.error ?? '' }
      throw new BootFailure(download.error ?? `${name} did not come`, code, facts)
    }
    this.#files.push({ name, protocol, purpose, bytes: download.bytes, sha256: download.sha256 })
    if (purpose === 'loader') this.#rung('loader', { file: name, bytes: download.bytes })
  }

  /** Beside another server: tells the wire of the address that this machine has from there. Else: takes the one that was offered. */
  async #takeAddress(persona: DhcpPersona, xid: number, offer: DhcpAnswer): Promise<void> {
    const { link, leases = 'never', onStep } = this.options
    if (leases !== 'take') {
      link.announceLease(persona, xid)
      return
    }
    const ack = await link.takeLease(persona, xid, offer, ACK_TIMEOUT_MS)
    if (ack === 'nak') throw new BootFailure(`the server offered ${offer.yiaddr} and then refused it`, 'lease-refused')
    if (ack === undefined) throw new BootFailure(`the server did not acknowledge ${offer.yiaddr}`, 'lease-refused')
    this.#checkAnswer(ack)
    if (ack.yiaddr !== offer.yiaddr)
      throw new BootFailure(`the server offered ${offer.yiaddr} and acknowledged ${ack.yiaddr}`, 'bad-answer')
    // EDK2 reads the boot file out of the ACK (PxeBcDhcp4.c).
    if (ack.bootFile !== offer.bootFile)
      throw new BootFailure(`the ACK says "${ack.bootFile}", the offer said "${offer.bootFile}"`, 'bad-answer')
    onStep(`ACK: ${ack.yiaddr} for ${ack.leaseSeconds} s`)
    if (ack.yiaddr === this.#address) return
    this.#address = ack.yiaddr
    this.#http.close()
    this.#http = new VirtualHttp(ack.yiaddr)
  }

  #checkAnswer(answer: DhcpAnswer): void {
    const { leases = 'never' } = this.options
    if (leases === 'never' && answer.yiaddr !== NO_ADDRESS)
      throw new BootFailure(`a proxyDHCP answer must not give an address, it gave ${answer.yiaddr}`, 'bad-answer')
    const isComplete = answer.yiaddr !== NO_ADDRESS && answer.leaseSeconds !== undefined && answer.netmask !== undefined
    if (leases === 'take' && !isComplete)
      throw new BootFailure('the answer has no address, no netmask or no lease time', 'bad-answer')
    this.#checkBootAnswer(answer)
  }

  #checkBootAnswer(answer: DhcpAnswer): void {
    if (!answer.uuidEchoed)
      throw new BootFailure('the answer does not echo option 97 (PXE 2.1 section 2.2.3)', 'bad-answer')
    if (answer.bytes < 300)
      throw new BootFailure(`the answer has ${answer.bytes} bytes; relays drop less than 300`, 'bad-answer')
  }

  #persona(ipxe: boolean): DhcpPersona {
    const { mac, uuid, arch, leases } = this.options
    const address = leases === 'take' ? NO_ADDRESS : this.#address
    // iPXE calls itself PXEClient also when HTTP Boot started it.
    const http = arch === 'http-x64' && !ipxe
    const archNumber = arch === 'http-x64' && ipxe ? ARCH_NUMBER['uefi-x64'] : ARCH_NUMBER[arch]
    return { mac, uuid, archNumber, vendor: http ? 'HTTPClient' : 'PXEClient', ipxe, address }
  }

  #isOurs({ siaddr }: DhcpAnswer): boolean {
    return this.options.server === undefined || siaddr === this.options.server
  }

  #rung(rung: Rung, facts: RungFacts = {}): void {
    this.options.onRung?.(rung, facts)
  }

  #xid(): number {
    return Math.floor(this.options.random() * 0xffffffff) >>> 0
  }

  async #withSocket<T>(use: (socket: UdpSocket) => Promise<T>): Promise<T> {
    const socket = await this.options.openUdp(this.#address)
    try {
      return await use(socket)
    } finally {
      socket.close()
    }
  }

  async #pace(): Promise<void> {
    const { paceMs } = this.options
    if (paceMs !== undefined && paceMs > 0) await new Promise((resolve) => setTimeout(resolve, paceMs))
  }
}

function httpFailure({ refused, silent }: Download): FailureCode {
  return refused === true ? 'http-refused' : silent === true ? 'http-silent' : 'http-failed'
}

function tftpFailure({ refused, bytes }: Download): FailureCode {
  if (refused === true) return 'tftp-refused'
  return bytes > 0 ? 'tftp-broken-off' : 'tftp-silent'
}
