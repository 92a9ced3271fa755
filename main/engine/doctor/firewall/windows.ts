import type { Check } from '../../types'
import { line } from '../line'
import type { System } from '../system'

/** PowerShell takes a second to start, and its firewall commands another one. */
const PATIENCE_MS = 15_000

/**
 * The profile of the card's network, whether its firewall is on, what it does with what no rule names, and whether rules of this
 * program are enabled in it. Words as text: numbers of enumerations differ between versions.
 */
export function windowsScript(card: string, program: string): string {
  const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`
  return `$ErrorActionPreference='SilentlyContinue'
$c=[string](Get-NetConnectionProfile -InterfaceAlias ${quoted(card)}).NetworkCategory
if(-not $c){$c='Public'}
$n=@{Public='Public';Private='Private';DomainAuthenticated='Domain'}[$c]
$p=Get-NetFirewallProfile -Name $n -PolicyStore ActiveStore
$r=@(Get-NetFirewallApplicationFilter -Program ${quoted(program)} -PolicyStore ActiveStore|Get-NetFirewallRule|?{$_.Enabled -eq 'True' -and $_.Direction -eq 'Inbound'}|%{@{action=[string]$_.Action;profile=[string]$_.Profile}})
@{profile=$n;enabled=[string]$p.Enabled;inbound=[string]$p.DefaultInboundAction;allowsRules=[string]$p.AllowInboundRules;rules=$r}|ConvertTo-Json -Compress -Depth 3`
}

interface Answer {
  readonly profile: string
  readonly enabled: string
  readonly inbound: string
  readonly allowsRules: string
  readonly rules: readonly { readonly action: string; readonly profile: string }[]
}

export async function windowsFirewall(system: System, card: string): Promise<Check> {
  const args = ['-NoProfile', '-NonInteractive', '-Command', windowsScript(card, system.program)]
  const { stdout } = await system.run('powershell.exe', args, PATIENCE_MS)
  const answer = parseAnswer(stdout)
  return answer === undefined ? unread(card) : fromAnswer(answer, card)
}

export function parseAnswer(output: string): Answer | undefined {
  try {
    const value: unknown = JSON.parse(output)
    if (typeof value !== 'object' || value === null) return undefined
    const { profile, enabled, inbound, allowsRules, rules } = value as Readonly<Record<string, unknown>>
    if (typeof profile !== 'string' || typeof enabled !== 'string' || enabled === '') return undefined
    const list = (Array.isArray(rules) ? rules : []) as readonly Readonly<Record<string, unknown>>[]
    return {
      ...{ profile, enabled, inbound: String(inbound), allowsRules: String(allowsRules) },
      rules: list.map((rule) => ({ action: String(rule['action']), profile: String(rule['profile']) })),
    }
  } catch {
    return undefined
  }
}

function fromAnswer({ profile, enabled, inbound, allowsRules, rules }: Answer, card: string): Check {
  const facts = { firewall: 'Windows', card, profile }
  if (enabled === 'False') return line('firewall', 'ok', 'none', `The Windows firewall is off for ${profile} networks.`)
  if (allowsRules === 'False') {
    const text = `The Windows firewall blocks everything on ${profile} networks, whatever the rules allow. Allow apps through it again in its settings.`
    return line('firewall', 'failed', 'blocks-all', text, { facts, command: 'control firewall.cpl' })
  }
  const here = rules.filter((rule) => /Any/.test(rule.profile) || rule.profile.includes(profile))
  if (here.some(({ action }) => action === 'Block')) {
    const text = `A rule of the Windows firewall blocks Bootdrop on ${profile} networks: machines get no answer. Allow Bootdrop in the firewall's settings.`
    const command = 'wf.msc'
    return line('firewall', 'failed', 'blocks', text, { facts: { ...facts, ports: 'Bootdrop' }, command })
  }
  if (inbound === 'Allow' || here.some(({ action }) => action === 'Allow')) {
    const text = `The Windows firewall lets Bootdrop's packets in on ${profile} networks.`
    return line('firewall', 'ok', 'open', text, { facts })
  }
  const text = `The Windows firewall has no rule for Bootdrop on ${profile} networks yet: it asks at the first start. Answer with "Allow".`
  return line('firewall', 'warning', 'asks', text, { facts })
}

function unread(card: string): Check {
  const text = 'The Windows firewall did not tell what it lets in. The command shows it.'
  const command = 'netsh advfirewall show currentprofile'
  return line('firewall', 'unknown', 'not-readable', text, { facts: { firewall: 'Windows', card }, command })
}
