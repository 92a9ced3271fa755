import type { CardBinding, UdpPeer, UdpSocket } from '../../../../main/engine/net/udp'

/** One datagram that the server sent. */
export interface Sent {
  readonly fromPort: number
  readonly data: Uint8Array
  readonly to: UdpPeer
}

/** A card in memory: what comes in is given, what goes out is kept. */
export class MemoryBinding implements CardBinding {
  readonly netmask = '255.255.255.0'
  readonly mtu = 1500
  readonly sent: Sent[] = []
  readonly open = new Set<number>()
  readonly #handlers = new Map<number, (data: Uint8Array, from: UdpPeer) => void>()
  #onError: (error: Error) => void = () => undefined

  constructor(
    readonly address: string,
    private readonly taken: ReadonlyMap<number, Error> = new Map(),
  ) {}

  openUdp({ port }: { readonly port: number; readonly broadcast: boolean }): Promise<UdpSocket> {
    const error = this.taken.get(port)
    if (error !== undefined) return Promise.reject(error)
    this.open.add(port)
    return Promise.resolve({
      port,
      send: (data, to) => void this.sent.push({ fromPort: port, data: data.slice(), to }),
      sendSegments: (data, _segmentBytes, to) => void this.sent.push({ fromPort: port, data: data.slice(), to }),
      onMessage: (handler) => void this.#handlers.set(port, handler),
      onError: (handler) => {
        this.#onError = handler
      },
      close: () => void this.open.delete(port),
    })
  }

  receive(port: number, data: Uint8Array, from: UdpPeer): void {
    this.#handlers.get(port)?.(data, from)
  }

  fail(error: Error): void {
    this.#onError(error)
  }
}
