import { networkInterfaces } from 'node:os'
import type { Engine, EngineEvent } from '../engine/engine'
import { BootdropError, EXIT } from '../engine/errors'
import { loadRules } from '../engine/rules/load'
import { withMediaOf } from '../engine/rules/media'
import type { ServeConfig } from '../engine/types'
import { clientEvent, transferEvent } from '../engine/clients/events'
import type { Command } from './args'
import { prepareCaptures, saveCaptures } from './captures'
import { inWordsOfTheLine } from './complaints'
import { wholeAnswer, wholePath } from './media-choices'
import type { Output } from './output'
import { readyEvent, readyInWords, type Audience } from './ready'
import { signedWarning } from './signed'
import { clientInWords, transferInWords } from './words'

type ServeCommand = Extract<Command, { name: 'serve' }>
type ServingEngine = Pick<Engine, 'start' | 'stop' | 'onState' | 'onEvent' | 'state' | 'capture'>

/**
 * Serves until SIGINT or SIGTERM, then frees every port.
 * @returns the exit code
 * @throws BootdropError when the rules are broken, captures cannot be written or it cannot start
 */
export async function serve(engine: ServingEngine, command: ServeCommand, output: Output): Promise<number> {
  try {
    return await serveUntilStopped(engine, command, output)
  } catch (error) {
    throw inWordsOfTheLine(error, command)
  }
}

async function serveUntilStopped(engine: ServingEngine, command: ServeCommand, output: Output): Promise<number> {
  const config = await configOf(command)
  if (command.pcap !== undefined) await prepareCaptures(command.pcap)
  const stopped = new Promise<'stopped'>((settle) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => settle('stopped'))
  })
  engine.onEvent(createTeller(output))
  const endProgress = tellProgress(engine, config, output)
  const starting = engine.start(config)
  // Listening for other servers takes seconds: nobody shall have to wait for its end to stop it.
  if ((await Promise.race([starting, stopped])) === 'stopped') {
    await engine.stop()
    await starting.catch((error: unknown) => {
      if (!(error instanceof BootdropError) || error.code !== 'cancelled') throw error
    })
    return EXIT.fine
  }
  endProgress()
  await stopped
  await engine.stop()
  if (command.pcap !== undefined) await saveCaptures(engine, command.pcap, output)
  return EXIT.fine
}

/** The configuration with the rules read from their file. Rules and media name a medium alike: by its whole path. */
async function configOf({ config, rules: file }: ServeCommand): Promise<ServeConfig> {
  const media = config.media.map(({ answer, ...choice }) => ({
    ...choice,
    path: wholePath(choice.path),
    ...(answer === undefined ? {} : { answer: wholeAnswer(answer) }),
  }))
  // A medium with two ways to boot it is one medium to a rule that names it.
  const each = [...new Set(media.map(({ path }) => path))].map((path) => ({ path }))
  return {
    ...config,
    media,
    rules: file === undefined ? config.rules : withMediaOf(await loadRules(file), each, file),
  }
}

/** Says why nothing happens yet: with the DHCP port open, what is left of a start is to listen who else is on the wire. */
function tellProgress(engine: Pick<Engine, 'onState'>, { mode, nic }: ServeConfig, output: Output): () => void {
  // Nobody but this computer is on its loopback card: the engine does not listen there.
  const isLoopback = networkInterfaces()[nic]?.some(({ internal }) => internal) ?? false
  if (mode === 'proxy' || isLoopback) return () => undefined
  let told = false
  return engine.onState(({ status, ports }) => {
    if (status !== 'starting' || ports.dhcp.state !== 'open' || told) return
    told = true
    const text = 'Listening for other DHCP servers on this wire. This takes a few seconds.'
    output.event('notice', { level: 'info', code: 'listening', text })
    output.say(text)
  })
}

/**
 * Tells engine events in both voices. Programs get every one; a person is not told the same sentence twice in a row.
 * @param audience `own-machines` where only virtual machines of this program's own are served
 */
export function createTeller(output: Output, audience: Audience = 'everyone'): (event: EngineEvent) => void {
  const lastStep = new Map<string, string>()
  return (event) => {
    switch (event.type) {
      case 'ready': {
        output.event('ready', readyEvent(event))
        output.say(readyInWords(event, audience))
        const warning = signedWarning(event.state.served, event.mode)
        if (warning === undefined) return
        output.event('notice', { level: 'warning', code: 'signed-not-for-all', text: warning })
        output.say(`warning: ${warning}`)
        return
      }
      case 'client': {
        output.event('client', clientEvent(event.client))
        const { id, phase, doing, boots } = event.client
        const step = JSON.stringify([phase, doing, boots])
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
