import type { SelfTestStep } from '../../preload/contract'
import type { CheckId } from '../../main/engine/types'
import { checkWords, type CheckWords } from './check-words'
import { formatSize } from './format'
import { words } from './lang/lang.svelte'
import { problemWords } from './words-problem'

/** A fact by its name; empty where it is not known. */
export type TellFact = (name: string) => string

/** What a shut door is called, and what to do. */
export interface DoorWords {
  readonly title: string
  readonly happened: (t: TellFact) => string
  readonly todo: readonly string[]
  /** The line of the checks that tells more. */
  readonly check?: CheckId
  /** Nothing is known to be shut. */
  readonly doubt?: boolean
}

export interface TestProblem {
  readonly title: string
  readonly happened: string
  readonly todo: readonly string[]
  readonly check?: CheckId
  readonly doubt?: boolean
}

/** Lines of the checks about what keeps a server from starting. */
const CHECK_OF: Readonly<Record<string, CheckId>> = {
  'port-forbidden': 'permission',
  'card-down': 'card',
  'card-without-address': 'card',
  'loader-missing': 'loaders',
}

/** Why a step failed, in words. */
export function doorWords({ code, text, facts }: Pick<SelfTestStep, 'code' | 'text' | 'facts'>): TestProblem {
  const { doors } = words().selftest
  const door = Object.hasOwn(doors, code) ? doors[code] : undefined
  if (door === undefined) {
    const { title, happened, todo } = problemWords(code, text, facts)
    const check = code === 'port-taken' ? portCheck(facts['port']) : CHECK_OF[code]
    return { title, happened, todo, ...(check === undefined ? {} : { check }) }
  }
  const { todo, happened, ...rest } = door
  const rules = rulesWords(facts)
  const says = happened((name) => (name === 'rules' ? rules.what : String(facts[name] ?? '')))
  return { ...rest, happened: says, todo: [rules.todo, ...todo].filter((step) => step !== '') }
}

/** What pre-flight says of the firewall's rules; empty where they were not asked. */
function rulesWords(facts: SelfTestStep['facts']): Pick<CheckWords, 'what' | 'todo'> {
  const { check } = facts
  if (typeof check !== 'string') return { what: '', todo: '' }
  return checkWords({ id: 'firewall', state: 'unknown', code: check, text: '', facts })
}

function portCheck(port: string | number | undefined): CheckId {
  if (port === 69) return 'port-tftp'
  return port === 4011 ? 'port-pxe' : 'port-dhcp'
}

/** What is to be told beside a step: `snponly.efi, 278 kB`; empty where there is nothing. */
export function factWords({ rung, state, code, facts }: SelfTestStep): string {
  const { facts: say, notForIt } = words().selftest
  if (code === 'not-for-firmware') return notForIt
  if (rung === 'firewall') return rulesWords(facts).what
  if (state === 'failed') return ''
  const text = (name: string): string => String(facts[name] ?? '')
  const size = formatSize(Number(facts['bytes'] ?? 0))
  const count = Number(facts['files'] ?? 0)
  switch (rung) {
    case 'offered':
      return state === 'passed' ? say.from(text('server'), text('file')) : ''
    case 'addressed':
      return state === 'passed' ? say.own(text('address')) : ''
    case 'loader':
      return state === 'passed' ? say.file(text('file'), size) : ''
    case 'script':
      return state === 'passed' ? say.bytes(size) : ''
    case 'loading':
      return count > 0 ? say.files(count, size) : ''
    case 'files':
      return state === 'passed' ? say.same(Number(facts['same'] ?? 0), count) : ''
    default:
      return ''
  }
}
