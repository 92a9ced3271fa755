import type { Check } from '../../types'
import { line } from '../line'
import type { System } from '../system'

const TOOL = '/usr/libexec/ApplicationFirewall/socketfilterfw'

/** macOS judges by program, not by port. */
export async function macFirewall(system: System): Promise<Check> {
  const [state, blockAll, own] = await Promise.all([
    system.run(TOOL, ['--getglobalstate']),
    system.run(TOOL, ['--getblockall']),
    system.run(TOOL, ['--getappblocked', system.program]),
  ])
  const facts = { firewall: 'macOS' }
  const command = 'open "x-apple.systempreferences:com.apple.Network-Settings.extension?Firewall"'
  const on = isOn(state.stdout)
  if (on === undefined) {
    const text = 'The firewall of macOS did not tell whether it is on.'
    return line('firewall', 'unknown', 'not-readable', text, { facts, command: `${TOOL} --getglobalstate` })
  }
  if (!on) return line('firewall', 'ok', 'none', 'The firewall of macOS is off.')
  if (/\bblock all\b.*\b(enabled|on)\b|State = 2/i.test(blockAll.stdout) && !/disabled/i.test(blockAll.stdout)) {
    const text =
      'The firewall of macOS blocks all incoming connections. Switch that off in its options, in System Settings.'
    return line('firewall', 'failed', 'blocks-all', text, { facts, command })
  }
  if (/blocked|block incoming/i.test(own.stdout) && !/not blocked|permitted|not part of/i.test(own.stdout)) {
    const text =
      'The firewall of macOS blocks Bootdrop: machines get no answer. Allow it in the options of the firewall, in System Settings.'
    return line('firewall', 'failed', 'blocks', text, { facts: { ...facts, card: '', ports: 'Bootdrop' }, command })
  }
  if (/permitted|not blocked/i.test(own.stdout)) {
    return line('firewall', 'ok', 'open', 'The firewall of macOS lets Bootdrop’s packets in.', { facts })
  }
  const text = 'The firewall of macOS is on and asks at the first start: answer with "Allow".'
  return line('firewall', 'warning', 'asks', text, { facts })
}

/** `Firewall is enabled. (State = 1)` */
export function isOn(output: string): boolean | undefined {
  const state = /State = (\d)/.exec(output)?.[1]
  if (state !== undefined) return state !== '0'
  return /enabled/i.test(output) ? true : /disabled/i.test(output) ? false : undefined
}
