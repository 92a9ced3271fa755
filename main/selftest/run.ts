import type { SelfTestResult, SelfTestStep } from '../../preload/contract'
import type { Assets } from '../engine/assets'
import type { Clock } from '../engine/clock'
import type { Medium } from '../engine/media/medium'
import { openMedium } from '../engine/media/open'
import { checkFiles, type CheckedFile } from '../virtual/check'
import type { FetchedFile } from '../virtual/machine'
import type { VirtualArch } from '../virtual/persona'
import { addressOfMachine, bootAtCard } from './boot'
import { doorOf, type Door } from './doors'
import { outsideStep, type Outside, type OutsidePlace } from './outside'
import { selfTestPersona } from './persona'
import { Steps } from './steps'
import { openTarget, type Target, type TargetOptions } from './target'

/** Who boots, one after the other. */
const MACHINES: readonly VirtualArch[] = ['bios', 'uefi-x64']

export interface SelfTestOptions extends Omit<TargetOptions, 'macs'> {
  /** OpenOptions.cache */
  readonly cache: string | undefined
  readonly clock: Clock
  readonly random: () => number
  readonly onStep: (step: SelfTestStep) => void
  /** What the firewall's rules say (`lookOutside`). Never rejects. */
  readonly outside: (place: Omit<OutsidePlace, 'opened'>) => Promise<Outside>
}

/**
 * Virtual machines boot through the card, from what is served or from a server that is there for the test alone. Nothing of it
 * stays: neither a port nor a line in the list of machines. What they send does not come by the card as another machine's would, so
 * the firewall's rules are asked as well.
 * @throws BootdropError what a server cannot start for, `cancelled`
 */
export async function runSelfTest(options: SelfTestOptions): Promise<SelfTestResult> {
  const { clock, random } = options
  const startedAt = clock.now()
  const personas = MACHINES.map(() => selfTestPersona(random))
  const target = await openTarget({ ...options, macs: personas.map(({ mac }) => mac) })
  const media: Medium[] = []
  const looking = options.outside(target)
  try {
    for (const path of target.media)
      media.push(await openMedium(path, options.cache === undefined ? {} : { cache: options.cache }))
    const steps: SelfTestStep[] = []
    const outcomes: Outcome[] = []
    for (const [number, arch] of MACHINES.entries()) {
      const told = new Steps(arch, () => clock.now(), options.onStep)
      const persona = personas[number]
      if (persona !== undefined)
        outcomes.push(await bootOne(options, { ...target, looking }, { arch, ...persona }, told, media))
      steps.push(...told.list())
      if (outcomes.at(-1) === 'failed') break
    }
    const outside = outsideStep((await looking).check, clock.now())
    options.onStep(outside)
    steps.push(outside)
    const passed = !outcomes.includes('failed') && outcomes.includes('booted') && outside.state !== 'failed'
    return { passed, steps, ms: clock.now() - startedAt }
  } catch (error) {
    // Whatever fails because the server was stopped under it.
    options.signal.throwIfAborted()
    throw error
  } finally {
    for (const medium of media) await medium.close()
    await target.close()
  }
}

type Outcome = 'booted' | 'left-out' | 'failed'

interface Who {
  readonly arch: VirtualArch
  readonly mac: string
  readonly uuid: Uint8Array
}

async function bootOne(
  options: SelfTestOptions,
  { engine, card, address, ports, looking }: Target & { readonly looking: Promise<Outside> },
  who: Who,
  steps: Steps,
  media: readonly Medium[],
): Promise<Outcome> {
  const { clock, random, signal, assets } = options
  const ip = addressOfMachine(card, address)
  const aside = engine.aside(who.mac, ip)
  steps.begin('seen')
  try {
    const { failed, failure, files } = await bootAtCard({
      ...{ card, address, ports, ...who, clock, random, signal, server: address.address },
      onStep: () => undefined,
      onRung: (rung, facts) => steps.reached(rung, facts),
    })
    if (failed !== undefined) {
      const story = [...engine.story(who.mac), ...engine.story(`ip:${ip}`)]
      const { code, facts } = throughRules(doorOf(failed, { story, client: aside.client() }), await looking)
      const isLeftOut = code === 'not-for-firmware'
      steps.end(isLeftOut ? 'passed' : 'failed', code, failure ?? '', facts)
      return isLeftOut ? 'left-out' : 'failed'
    }
    return await compare(files, media, assets, steps)
  } finally {
    aside.end()
  }
}

/** A door that the firewall shuts to this computer itself, and to no other machine, is none that is shut. */
function throughRules(door: Door, { check, barsItself }: Outside): Door {
  if (!barsItself(door.code)) return door
  return { code: 'self-barred', facts: { ...door.facts, ...check.facts, check: check.code, door: door.code } }
}

async function compare(
  files: readonly FetchedFile[],
  media: readonly Medium[],
  assets: Assets,
  steps: Steps,
): Promise<Outcome> {
  const checked = await checkAgainst(files, media, assets)
  const wrong = checked.find(({ verdict }) => verdict === 'different')
  const same = checked.filter(({ verdict }) => verdict === 'same').length
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0)
  const facts = { files: files.length, same, bytes }
  if (wrong === undefined) {
    steps.end('passed', '', '', facts)
    return 'booted'
  }
  const text = `${wrong.file.name} came with other bytes than it has.`
  steps.end('failed', 'wrong-bytes', text, { ...facts, file: wrong.file.name })
  return 'failed'
}

/** Of several media each file is of one of them: where one has its original, that counts. */
async function checkAgainst(
  files: readonly FetchedFile[],
  media: readonly Medium[],
  assets: Assets,
): Promise<CheckedFile[]> {
  const loaders = await assets.loaders()
  const [first, ...others] = media.length === 0 ? [undefined] : media
  let checked = await checkFiles(files, loaders, first)
  for (const medium of others) {
    const again = await checkFiles(files, loaders, medium)
    checked = checked.map((one, place) => (one.verdict === 'unknown' ? (again[place] ?? one) : one))
  }
  return checked
}
