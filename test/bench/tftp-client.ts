import { createSocket, type RemoteInfo } from 'node:dgram'

/** What the client process shall fetch, as JSON on its command line. */
export interface ClientJob {
  readonly address: string
  readonly port: number
  readonly file: string
  /** Expected bytes of one transfer. */
  readonly sizeBytes: number
  readonly blksize: number
  readonly windowsize: number
  /** Transfers at the same time. */
  readonly clients: number
}

/** What it tells back, as JSON on stdout. */
export interface ClientResult {
  readonly seconds: number
  /** Times that a client had to ask again because nothing came. */
  readonly timeouts: number
}

type LookupCallback = (error: null, address: string, family: number) => void

const TIMEOUT_MS = 300

/**
 * A TFTP client that does as little as it can: it counts the bytes and throws them away, so that the server is what is
 * measured. Runs in a process of its own; the same one for every server.
 *
 * @throws Error when a transfer ends with the wrong size or an ERROR
 */
export async function fetchAll(job: ClientJob): Promise<ClientResult> {
  const started = process.hrtime.bigint()
  const timeouts = await Promise.all(Array.from({ length: job.clients }, () => fetchOne(job)))
  const seconds = Number(process.hrtime.bigint() - started) / 1e9
  return { seconds, timeouts: timeouts.reduce((sum, count) => sum + count, 0) }
}

function fetchOne(job: ClientJob): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = createSocket({
      type: 'udp4',
      recvBufferSize: 1024 * 1024,
      lookup: (host: string, _options: unknown, done: LookupCallback) => done(null, host, 4),
    })
    const ack = Buffer.from([0, 4, 0, 0])
    let server: number | undefined
    let connected = false
    let block = 0
    let sinceAck = 0
    let bytes = 0
    let heard = true
    let timeouts = 0
    // One timer for the whole transfer: it only looks whether anything came since it last looked.
    const timer = setInterval(() => {
      if (!heard) {
        timeouts += 1
        if (timeouts > 20) finish(new Error('the server is silent'))
        else if (server === undefined) request()
        else sendAck()
      }
      heard = false
    }, TIMEOUT_MS)

    function finish(error?: Error): void {
      clearInterval(timer)
      socket.close()
      if (error === undefined) resolve(timeouts)
      else reject(error)
    }

    function request(): void {
      socket.send(encodeRrq(job), job.port, job.address)
    }

    function sendAck(): void {
      sinceAck = 0
      ack[2] = block >> 8
      ack[3] = block & 0xff
      if (connected) socket.send(ack)
      else socket.send(ack, server, job.address)
    }

    socket.on('error', finish)
    socket.on('message', (data: Buffer, from: RemoteInfo) => {
      heard = true
      if (server === undefined) {
        server = from.port
        socket.connect(server, job.address, () => (connected = true))
      }
      const opcode = data[1]
      if (opcode === 6) {
        if (block === 0) sendAck()
      } else if (opcode === 5) {
        finish(new Error(`the server said: ${data.toString('latin1', 4)}`))
      } else if (opcode === 3) {
        if (data.readUInt16BE(2) !== ((block + 1) & 0xffff)) {
          if (sinceAck > 0) sendAck()
          return
        }
        block = (block + 1) & 0xffff
        bytes += data.length - 4
        sinceAck += 1
        const last = data.length - 4 < job.blksize
        if (last || sinceAck === job.windowsize) sendAck()
        if (last) finish(bytes === job.sizeBytes ? undefined : new Error(`${bytes} bytes, not ${job.sizeBytes}`))
      }
    })
    socket.bind(0, job.address, request)
  })
}

function encodeRrq(job: ClientJob): Buffer {
  const words = [job.file, 'octet', 'blksize', String(job.blksize)]
  if (job.windowsize > 1) words.push('windowsize', String(job.windowsize))
  return Buffer.concat([Buffer.from([0, 1]), Buffer.from(words.map((word) => `${word}\0`).join(''))])
}
