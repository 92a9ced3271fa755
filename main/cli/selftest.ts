import { systemClock } from '../engine/clock'
import { BootdropError, EXIT } from '../engine/errors'
import type { Medium } from '../engine/media/medium'
import { openMedium } from '../engine/media/open'
import { cacheFolder } from '../storage'
import { DEFAULT_PORTS, DEFAULTS } from '../engine/initial'
import type { Card, CardAddress, ServeConfig } from '../engine/types'
import type { Host } from '../host'
import { checkFiles } from '../virtual/check'
import { realSystem } from '../engine/doctor/real-system'
import { bootAtCard } from '../selftest/boot'
import { lookOutside, outsideStep, type OutsidePlace } from '../selftest/outside'
import { portsOf } from '../selftest/target'
import type { BootResult } from '../virtual/machine'
import { virtualMac, virtualUuid } from '../virtual/persona'
import type { Command } from './args'
import type { Output } from './output'
import { createTeller } from './serve'
import { bytesInWords } from './words'

type SelftestCommand = Extract<Command, { name: 'selftest' }>
type ServingHost = Pick<Host, 'engine' | 'assets' | 'cards'>

/**
 * Boots a virtual machine of each asked architecture through the server that runs on the card, or, with a medium given and no
 * server there, through a temporary one.
 * @returns the exit code: 0 when every machine booted and every byte was right
 */
export async function selftest(command: SelftestCommand, host: ServingHost, output: Output): Promise<number> {
  const { card, address } = await placeOf(command.nic, host)
  const medium = command.media === undefined ? undefined : await openMedium(command.media, { cache: cacheFolder() })
  let server: 'running' | 'temporary' = 'running'
  try {
    if (command.media !== undefined) server = await startTemporary(command, command.media, host, output)
    let passed = true
    for (const [number, arch] of command.arch.entries()) {
      const serial = serialOf(number)
      const result = await bootAtCard({
        ...{ card, address, ports: DEFAULT_PORTS, arch, mac: virtualMac(serial), uuid: virtualUuid(serial) },
        clock: systemClock,
        random: Math.random,
        onStep: (text) => output.say(`  ${text}`),
      })
      passed = (await report(arch, result, host, medium, output)) && passed
    }
    const ports = server === 'temporary' ? portsOf(host.engine) : DEFAULT_PORTS
    passed = (await reportOutside({ card, address, ports }, output)) && passed
    return passed ? EXIT.fine : EXIT.unexpected
  } finally {
    await medium?.close()
    if (server === 'temporary') await host.engine.stop()
  }
}

/** A number for the nth machine that another self-test on the same wire, which has another process id, does not use. */
function serialOf(number: number): number {
  return process.pid * 16 + number
}

/** Says how the boot of one machine went, and whether every byte was right. */
export async function report(
  who: string,
  result: BootResult,
  host: Pick<Host, 'assets'>,
  medium: Medium | undefined,
  output: Output,
): Promise<boolean> {
  const checked = await checkFiles(result.files, await host.assets.loaders(), medium)
  for (const { file, verdict } of checked) {
    const words = { same: 'same as the original', different: 'NOT the same as the original', unknown: 'received' }[
      verdict
    ]
    output.say(`  ${file.purpose} ${file.name}: ${bytesInWords(file.bytes)}, ${words}`)
  }
  const wrong = checked.filter(({ verdict }) => verdict === 'different').map(({ file }) => file.name)
  const failure =
    result.failure ?? (wrong.length > 0 ? `these files came with other bytes: ${wrong.join(', ')}` : undefined)
  const text = failure === undefined ? `${who}: booted, ${checked.length} files right.` : `${who}: ${failure}`
  const code = failure === undefined ? 'selftest-passed' : 'selftest-failed'
  output.event('notice', { level: failure === undefined ? 'info' : 'error', code, text })
  output.say(text)
  return failure === undefined
}

/**
 * Says whether other machines get in, by the firewall's rules: what these machines send stays within this computer. Not known is no
 * failure.
 */
async function reportOutside(place: Omit<OutsidePlace, 'opened'>, output: Output): Promise<boolean> {
  const { check } = await lookOutside(realSystem(), { ...place, opened: false })
  const { state, code, text } = outsideStep(check, systemClock.now())
  const level = state === 'failed' ? 'error' : state === 'passed' ? 'info' : 'warning'
  const command = check.command === undefined ? {} : { command: check.command }
  output.event('notice', { level, code: code === '' ? 'outside-open' : code, text, ...command })
  output.say(`other machines: ${text}`)
  if (check.command !== undefined) output.say(`  ${check.command}`)
  return state !== 'failed'
}

async function placeOf(nic: string, host: ServingHost): Promise<{ card: Card; address: CardAddress }> {
  const card = (await host.cards()).find(({ name }) => name === nic)
  const [address] = card?.addresses ?? []
  if (card === undefined || address === undefined) {
    const text = `There is no network card "${nic}" with an address (bootdrop nics lists them).`
    throw new BootdropError('card-unknown', text)
  }
  return { card, address }
}

async function startTemporary(
  command: SelftestCommand,
  media: string,
  host: ServingHost,
  output: Output,
): Promise<'running' | 'temporary'> {
  const config: ServeConfig = {
    ...DEFAULTS,
    nic: command.nic,
    media: [{ path: media }],
    mode: 'proxy',
    // Only for these seconds, and not for the machine that somebody turns on meanwhile.
    allow: command.arch.map((_, number) => virtualMac(serialOf(number))),
  }
  host.engine.onEvent(createTeller(output, 'own-machines'))
  try {
    await host.engine.start(config)
    return 'temporary'
  } catch (error) {
    if (!(error instanceof BootdropError) || error.code !== 'port-taken') throw error
    output.say('A server runs here already: testing that one.')
    return 'running'
  }
}
