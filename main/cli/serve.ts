import type { Engine, EngineEvent } from '../engine/engine'
import { EXIT } from '../engine/errors'
import type { PortName, ServeConfig } from '../engine/types'
import { clientEvent, transferEvent } from '../engine/clients/events'
import type { Output } from './output'
import { clientInWords, transferInWords } from './words'

/**
 * Serves until SIGINT or SIGTERM, then frees every port.
 * @returns the exit code
 * @throws BootdropError when it cannot start
 */
export async function serve(engine: Engine, config: ServeConfig, output: Output): Promise<number> {
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })
  engine.onEvent(createTeller(output))
  await engine.start(config)
  await stopped
  await engine.stop()
  return EXIT.fine
}

/** Tells engine events in both voices. Programs get every one; a person is not told the same sentence twice in a row. */
export function createTeller(output: Output): (event: EngineEvent) => void {
  const lastSaid = new Map<string, string>()
  return (event) => {
    switch (event.type) {
      case 'ready': {
        const { card, address, ports } = event.state
        const numbers = Object.fromEntries((Object.keys(ports) as PortName[]).map((name) => [name, ports[name].port]))
        output.event('ready', { nic: card?.name, address, mode: event.mode, ...numbers })
        output.say(`Serving on ${card?.title} (${address}), beside the DHCP server of this network. Ctrl+C stops.`)
        return
      }
      case 'client': {
        output.event('client', clientEvent(event.client))
        const sentence = clientInWords(event.client)
        if (lastSaid.get(event.client.id) !== sentence) output.say(sentence)
        lastSaid.set(event.client.id, sentence)
        return
      }
      case 'transfer':
        output.event('transfer', transferEvent(event.client, event.transfer))
        if (event.transfer.done && event.transfer.role !== 'probe') output.say(`  ${transferInWords(event.transfer)}`)
        return
      case 'notice': {
        const { level, code, text, mac } = event.notice
        output.event('notice', { level, code, text, ...(mac === undefined ? {} : { mac }) })
        output.say(`${level === 'info' ? '' : `${level}: `}${text}`)
        return
      }
      case 'stopped':
        output.event('stopped', {})
        output.say('Stopped: every port is free again.')
        return
    }
  }
}
