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
  engine.onEvent((event) => tell(event, output))
  await engine.start(config)
  await stopped
  await engine.stop()
  return EXIT.fine
}

/** One engine event in both voices. */
export function tell(event: EngineEvent, output: Output): void {
  switch (event.type) {
    case 'ready': {
      const { card, address, ports } = event.state
      const numbers = Object.fromEntries((Object.keys(ports) as PortName[]).map((name) => [name, ports[name].port]))
      output.event('ready', { nic: card?.name, address, mode: event.mode, ...numbers })
      output.say(`Serving on ${card?.title} (${address}), beside the DHCP server of this network. Ctrl+C stops.`)
      return
    }
    case 'client':
      output.event('client', clientEvent(event.client))
      output.say(clientInWords(event.client))
      return
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
