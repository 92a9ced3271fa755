import type { UdpPeer, UdpSocket } from '../../../../main/engine/net/udp'

/** What a socket received, as text with the sender's address. */
export class Inbox {
  readonly got: { text: string; from: UdpPeer }[] = []
  #wake: () => void = () => undefined

  constructor(readonly socket: UdpSocket) {
    socket.onMessage((data, from) => {
      this.got.push({ text: Buffer.from(data).toString('latin1'), from: { ...from } })
      this.#wake()
    })
  }

  get texts(): string[] {
    return this.got.map(({ text }) => text)
  }

  /** Resolves once `count` datagrams are there, or after `patienceMs`. */
  async expect(count: number, patienceMs = 2_000): Promise<string[]> {
    const endAt = Date.now() + patienceMs
    while (this.got.length < count && Date.now() < endAt) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, endAt - Date.now())
        this.#wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
    return this.texts
  }
}
