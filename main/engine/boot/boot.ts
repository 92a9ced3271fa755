/**
 * The boot side of a serving engine: one medium, one recipe, every kind of machine. See contract.ts for the way that a machine
 * takes through it.
 */
import { BootdropError } from '../errors'
import { TARGETS } from '../recipes/inspect'
import { planBoot } from '../recipes/plan'
import { Survey } from '../recipes/survey'
import type { BootPlan, PlanRefusal, PlanTarget } from '../recipes/types'
import { checkAppend } from './append'
import type { Boot, BootFile, BootFileRequest, BootOptions } from './contract'
import { machineOf, targetOf } from './machine'
import type { Machine } from './machine'
import type { FileRequest } from './resolve'
import { bootScript, firstScript, refusalScript } from './script'
import type { MediumUrls } from './script'
import { createVirtualRoot } from './virtual-root'

/** Recipes know their need roughly: a machine that misses it by so little is let through without a question. */
const MEMORY_SLACK_MIB = 64

/**
 * Plans the boot of every kind of machine once, so that each request is answered at once and without reading the medium.
 * @throws BootdropError `no-recipe` when no machine could boot this, `recipe-unknown` for an entry that is not there, `usage`
 * for kernel arguments that cannot be passed on
 */
export async function createBoot(options: BootOptions): Promise<Boot> {
  const append = checkAppend(options.append)
  const { medium, match, urlBase, loaders } = options
  const survey = new Survey(medium)
  const plans = new Map<string, BootPlan | PlanRefusal>()
  for (const target of TARGETS) {
    const entry = options.entry === undefined ? {} : { entry: options.entry }
    plans.set(keyOf(target), await planBoot(survey, match, { ...target, ...entry }))
  }
  const usable = [...plans.values()].filter((plan) => plan.kind === 'plan')
  if (usable.length === 0) {
    const why = [...plans.values()].map((plan) => (plan.kind === 'refusal' ? plan.text : ''))[0] ?? ''
    throw new BootdropError('no-recipe', why, { recipe: match.recipe.id, path: medium.identity.path })
  }
  const urls = urlsOf(urlBase, medium.identity.id, medium.identity.fileName)
  const first = firstScript(urlBase)

  const scriptFor = (request: FileRequest): string => {
    if (!request.query.has('mac')) return first
    const machine = machineOf(request.query)
    const plan = plans.get(keyOf(targetOf(machine.arch)))
    if (plan?.kind !== 'plan') {
      const reason = plan?.text ?? `${match.recipe.title} has nothing for this kind of machine.`
      refuse(options, machine, reason)
      return refusalScript(reason, machine.mac)
    }
    const files = plan.files.map((path) => `/iso/${medium.identity.id}${path}`)
    const { mac, uuid, arch } = machine
    options.observe?.({ kind: 'script', ip: request.ip, mac, uuid, arch, files })
    const warning = memoryWarning(plan, machine)
    if (warning !== undefined) {
      options.notify?.({
        level: 'warning',
        code: 'too-little-ram',
        text: warning,
        ...(mac === undefined ? {} : { mac }),
      })
    }
    return bootScript({ plan, urls, append, mac, ...(warning === undefined ? {} : { warning }) })
  }

  return {
    title: usable[0]?.title ?? match.recipe.title,
    bootFile: (request) => bootFile(options, request),
    resolve: createVirtualRoot({
      media: [medium, ...(options.otherMedia ?? [])],
      loaders,
      scriptFor,
      bootFiles: new Set(usable.flatMap((plan) => plan.files)),
    }),
  }
}

function bootFile({ loaders, urlBase }: BootOptions, request: BootFileRequest): BootFile {
  if (request.stage === 'ipxe' && request.ipxeHasHttp !== false) {
    return { kind: 'file', file: `${urlBase}/boot.ipxe` }
  }
  const loader = loaders.loaderFor(request.arch, request.attempt)
  if ('why' in loader) return { kind: 'none', why: loader.why }
  // HTTPClient takes nothing but a URL (FIELD.md 3.2); PXE firmware asks siaddr for a bare name.
  const overHttp = request.arch.startsWith('http-')
  return { kind: 'file', file: overHttp ? `${urlBase}/boot/${loader.name}` : loader.name }
}

function urlsOf(urlBase: string, id: string, fileName: string): MediumUrls {
  const name = fileName.toLowerCase().endsWith('.iso') ? fileName : `${fileName}.iso`
  return { base: `${urlBase}/iso/${id}`, iso: `${urlBase}/raw/${id}/${name}` }
}

function memoryWarning(plan: BootPlan, { memoryMiB }: Machine): string | undefined {
  if (memoryMiB === undefined || memoryMiB + MEMORY_SLACK_MIB >= plan.minRamMiB) return undefined
  return `${plan.title} needs about ${plan.minRamMiB} MiB of memory; this machine has ${memoryMiB} MiB.`
}

function refuse({ observe, notify }: BootOptions, { mac, arch }: Machine, text: string): void {
  if (mac === undefined) return
  observe?.({ kind: 'refused', mac, arch: arch ?? 'unknown', why: 'recipe-not-for-arch' })
  notify?.({ level: 'warning', code: 'recipe-not-for-arch', text, mac })
}

function keyOf({ firmware, cpu }: PlanTarget): string {
  return `${firmware}-${cpu}`
}
