import type { MachineFacts } from '../boot/contract'
import type { ClientArch, Rule, RuleMatch } from '../types'
import { compileGlob } from './glob'
import { uuidReadings } from './uuid'

/** One condition of a rule, ready to be asked for each DISCOVER. */
type Condition = (machine: LowerFacts) => boolean

/** What a machine told, in lower case: once for all rules. */
type LowerFacts = MachineFacts

interface CompiledRule {
  readonly rule: Rule
  readonly conditions: readonly Condition[]
}

/** Of a list of rules that is never changed, only replaced. */
const COMPILED = new WeakMap<readonly Rule[], readonly CompiledRule[]>()

/**
 * The first rule whose every given field fits `machine`; undefined where none does. A rule that gives nothing fits every machine.
 * What is not known of a machine yet (its model before its first script) fits no field that asks for it, and neither does a
 * field that cannot be read: a slip of the pen must not make a rule for one machine a rule for all.
 */
export function ruleFor(rules: readonly Rule[], machine: MachineFacts): Rule | undefined {
  if (rules.length === 0) return undefined
  let compiled = COMPILED.get(rules)
  if (compiled === undefined) {
    compiled = rules.map((rule) => ({ rule, conditions: conditionsOf(rule.match) }))
    COMPILED.set(rules, compiled)
  }
  const facts = lowered(machine)
  return compiled.find(({ conditions }) => conditions.every((fits) => fits(facts)))?.rule
}

function lowered({ mac, uuid, arch, vendorClass, userClasses, model }: MachineFacts): LowerFacts {
  return {
    mac: mac.toLowerCase(),
    uuid: uuid?.toLowerCase(),
    arch,
    vendorClass: vendorClass?.toLowerCase(),
    userClasses: userClasses.map((one) => one.toLowerCase()),
    model: model?.toLowerCase(),
  }
}

/** The digits of a MAC, or of the beginning of one: `52-54-00`, `5254.00` and `52:54:00` are the same. */
function macDigits(text: string): string {
  return text.trim().toLowerCase().replace(/[-:.]/g, '')
}

function conditionsOf(match: RuleMatch): Condition[] {
  const conditions: Condition[] = []
  const { mac, uuid, arch, vendor, model, userClass } = match
  if (mac !== undefined) conditions.push(macFits(mac))
  if (uuid !== undefined) conditions.push(uuidFits(uuid))
  if (arch !== undefined) conditions.push(archFits(arch))
  if (vendor !== undefined) conditions.push(vendorFits(vendor))
  if (model !== undefined) conditions.push(modelFits(model))
  if (userClass !== undefined) {
    const wanted = userClass.toLowerCase()
    conditions.push(({ userClasses }) => userClasses.includes(wanted))
  }
  return conditions
}

function macFits(wanted: string): Condition {
  const digits = macDigits(wanted)
  if (!/^[0-9a-f]{1,12}$/.test(digits)) return () => false
  // Lower case with colons, as Mac has it, cut where the digits end.
  const prefix = (digits.match(/..?/g) ?? []).join(':')
  return ({ mac }) => mac.startsWith(prefix)
}

function uuidFits(wanted: string): Condition {
  let readings: readonly string[]
  try {
    readings = uuidReadings(wanted)
  } catch {
    return () => false
  }
  return ({ uuid }) => uuid !== undefined && readings.includes(uuid)
}

/**
 * The same PC is `uefi-x64` by PXE and `http-x64` by UEFI HTTP Boot, as its user picks from the firmware's menu. Who writes
 * `uefi-x64` means the PC; who writes `http-x64` means that way to boot.
 */
const ALSO: Partial<Record<ClientArch, ClientArch>> = {
  'uefi-ia32': 'http-ia32',
  'uefi-x64': 'http-x64',
  'uefi-arm32': 'http-arm32',
  'uefi-arm64': 'http-arm64',
}

function archFits(wanted: readonly ClientArch[]): Condition {
  const all = new Set(wanted.flatMap((arch) => [arch, ALSO[arch] ?? arch]))
  return ({ arch }) => all.has(arch)
}

/**
 * Option 60 as a whole or up to one of its colons (`PXEClient` of `PXEClient:Arch:00007:UNDI:003016`), or the first words of
 * the model, which begins with the maker (`Dell Inc.` of `Dell Inc. OptiPlex 7090`).
 */
function vendorFits(wanted: string): Condition {
  const whole = compileGlob(wanted)
  const toColon = compileGlob(`${wanted}:*`)
  const toSpace = compileGlob(`${wanted} *`)
  return ({ vendorClass, model }) =>
    (vendorClass !== undefined && (whole(vendorClass) || toColon(vendorClass))) ||
    (model !== undefined && (whole(model) || toSpace(model)))
}

/** Maker and product, or the product alone: where the maker's name ends is not known, so any last words count as the product. */
function modelFits(wanted: string): Condition {
  const whole = compileGlob(wanted)
  const fromSpace = compileGlob(`* ${wanted}`)
  return ({ model }) => model !== undefined && (whole(model) || fromSpace(model))
}
