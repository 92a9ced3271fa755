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
  const lastStep = new Map<string, string>()
  return (event) => {
    switch (event.type) {
      case 'ready': {
        const { card, address, ports, served } = event.state
        const numbers = Object.fromEntries((Object.keys(ports) as PortName[]).map((name) => [name, ports[name].port]))
        output.event('ready', { nic: card?.name, address, mode: event.mode, ...numbers })
        output.say(
          `Serving ${served?.title} on ${card?.title} (${address}). The DHCP server of this network gives the addresses.\n` +
            `UDP ${ports.dhcp.port}, ${ports.pxe.port}, ${ports.tftp.port}, HTTP ${ports.http.port}. Turn a machine on and choose network boot. Ctrl+C stops.`,
        )
        return
      }
      case 'client': {
        output.event('client', clientEvent(event.client))
        const { id, phase, boots } = event.client
        const step = JSON.stringify([phase, boots])
        if (lastStep.get(id) !== step) output.say(clientInWords(event.client))
        lastStep.delete(id)
        lastStep.set(id, step)
        forgetOldest(lastStep)
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

/** As many machines as the registry keeps; an invented MAC costs nothing to send. */
const MAX_REMEMBERED = 1_000

/** A map keeps the order in which its keys were set. */
function forgetOldest(steps: Map<string, string>): void {
  const [oldest] = steps.keys()
  if (steps.size > MAX_REMEMBERED && oldest !== undefined) steps.delete(oldest)
}
