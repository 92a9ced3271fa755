import { createHash } from 'node:crypto'
import { Agent, get } from 'node:http'
import { messageOf, systemCode } from '../engine/errors'

/** What a download brought. `body` only for small files (scripts). */
export interface Download {
  readonly ok: boolean
  readonly bytes: number
  readonly sha256: string
  readonly body: Buffer | undefined
  readonly error: string | undefined
  /** TFTP: the server said no. HTTP: nobody listens on that port, or a firewall says so in their place. */
  readonly refused?: boolean
  /** Nothing came for a while. */
  readonly silent?: boolean
}

/** Enough for any script or boot configuration; larger files are only counted and hashed. */
const KEEP_BODY_BYTES = 64 * 1024
const SILENCE_LIMIT_MS = 15_000
/** Firewalls refuse in three ways: a TCP reset, and ICMP's "port unreachable" and "host prohibited" (RFC 1812 section 5.2.7.1). */
const REFUSALS: ReadonlySet<string> = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH'])

/** One keep-alive HTTP client of one virtual machine. `localAddress` is the machine's own address. */
export class VirtualHttp {
  readonly #agent: Agent
  readonly #localAddress: string | undefined

  constructor(localAddress: string | undefined) {
    this.#localAddress = localAddress
    this.#agent = new Agent({ keepAlive: true, maxSockets: 2 })
  }

  /** GETs a file, counts and hashes it. Never rejects: a failure is told in `error`. */
  download(url: string): Promise<Download> {
    return new Promise((resolve) => {
      let silent = false
      const failed = (error: string, refused = false): void =>
        resolve({ ok: false, bytes: 0, sha256: '', body: undefined, error: `${url}: ${error}`, refused, silent })
      const options = {
        agent: this.#agent,
        timeout: SILENCE_LIMIT_MS,
        ...(this.#localAddress === undefined ? {} : { localAddress: this.#localAddress }),
      }
      try {
        const request = get(url, options, (response) => {
          const hash = createHash('sha256')
          const kept: Buffer[] = []
          let bytes = 0
          response.on('data', (chunk: Buffer) => {
            bytes += chunk.length
            hash.update(chunk)
            if (bytes <= KEEP_BODY_BYTES) kept.push(chunk)
          })
          response.on('error', (error) => failed(error.message))
          response.on('end', () => {
            if (response.statusCode !== 200) {
              failed(`the server answered ${response.statusCode}`)
              return
            }
            const body = bytes <= KEEP_BODY_BYTES ? Buffer.concat(kept) : undefined
            resolve({ ok: true, bytes, sha256: hash.digest('hex'), body, error: undefined })
          })
        })
        request.on('timeout', () => {
          silent = true
          request.destroy(new Error('the server went silent'))
        })
        request.on('error', (error) => failed(error.message, REFUSALS.has(systemCode(error) ?? '')))
      } catch (error) {
        failed(messageOf(error))
      }
    })
  }

  close(): void {
    this.#agent.destroy()
  }
}
