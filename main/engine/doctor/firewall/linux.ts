import type { Check } from '../../types'
import { line } from '../line'
import type { System } from '../system'
import { firewalldCommand, rulesCommand, ufwCommand } from './commands'
import { firewalldRuns, stoppedBy, zoneOf } from './firewalld'
import { readRules, type Judgement } from './linux-rules'
import { ufwState } from './ufw'
import { portsInWords, type Packet } from './packets'

/** Services that load rules at start, by the link that systemd makes when they are enabled. */
const LOADERS: Readonly<Record<string, string>> = {
  'nftables.service': 'nftables',
  'netfilter-persistent.service': 'iptables',
  'iptables.service': 'iptables',
}
const WANTS = ['/etc/systemd/system/sysinit.target.wants', '/etc/systemd/system/multi-user.target.wants']

/** What the firewall of this Linux does with the packets that a boot needs: by its rules, or by what everybody may know of it. */
export async function linuxFirewall(system: System, card: string, packets: readonly Packet[]): Promise<Check> {
  const { judgement, silent } = await readRules(system, packets)
  const check = await byWhatIsKnown(system, card, packets, judgement)
  // Whatever else was found, nothing is green while a program that knows the rules has not told them.
  return check.state === 'ok' && silent.length > 0 ? noAnswer(silent.join(', ')) : check
}

function noAnswer(tool: string): Check {
  const text = `What the firewall lets in could not be found out: ${tool} did not answer in time, or told too much.`
  const command = tool.startsWith('nft') ? 'sudo nft list ruleset' : 'sudo iptables-save'
  return line('firewall', 'unknown', 'no-answer', text, { facts: { tool }, command, fix: 'open-firewall' })
}

async function byWhatIsKnown(
  system: System,
  card: string,
  packets: readonly Packet[],
  rules: Judgement | undefined,
): Promise<Check> {
  const [firewalld, ufw] = await Promise.all([firewalldRuns(system), ufwState(system)])
  const manager = ufw !== undefined ? 'ufw' : firewalld ? 'firewalld' : undefined
  const command = async (stopped: readonly Packet[]): Promise<string | undefined> => {
    if (manager === 'ufw') return ufwCommand(card, stopped)
    if (manager === 'firewalld') return firewalldCommand((await zoneOf(system, card))?.name, stopped)
    return rules && rulesCommand(card, stopped, rules.chains)
  }
  if (rules === undefined) {
    if (manager === 'ufw') return asUfwIsSetUp(ufw?.refuses === true, card, packets)
    return firewalld ? byZone(system, card, packets) : unread(system)
  }
  const firewall = manager ?? rules.chains[0]?.tool.replace('nft', 'nftables') ?? 'nftables'
  const stopped = [...rules.dropped, ...rules.unsure]
  const facts = { firewall, card, ports: portsInWords(stopped) }
  if (rules.dropped.length > 0) return blocks(facts, await command(stopped))
  if (rules.unsure.length > 0) {
    const text = `${firewall} has rules whose effect on ${facts.ports} on ${card} depends on more than can be told beforehand. If machines get no answer, let them in with the command.`
    return line('firewall', 'warning', 'may-block', text, {
      facts,
      command: await command(stopped),
      fix: 'open-firewall',
    })
  }
  if (!rules.active && manager === undefined) return line('firewall', 'ok', 'none', 'No firewall is active.')
  const text = `${firewall} lets in all that a boot needs on ${card}.`
  return line('firewall', 'ok', 'open', text, { facts: { firewall, card } })
}

function blocks(facts: { firewall: string; card: string; ports: string }, command: string | undefined): Check {
  const text = `${facts.firewall} drops ${facts.ports} on ${facts.card}: machines get no answer. Let them in with the command.`
  return line('firewall', 'failed', 'blocks', text, { facts, command, fix: 'open-firewall' })
}

function asUfwIsSetUp(refuses: boolean, card: string, packets: readonly Packet[]): Check {
  const facts = { firewall: 'ufw', card, ports: portsInWords(packets.filter(({ state }) => state === 'new')) }
  if (!refuses) {
    const text = `ufw is on and lets in what no rule forbids; its rules only root may read.`
    return line('firewall', 'ok', 'open', text, { facts: { firewall: 'ufw', card } })
  }
  const text = `ufw is on and refuses what no rule allows; its rules only root may read. Unless ${facts.ports} were allowed before, machines get no answer: allow them with the command.`
  const command = ufwCommand(card, packets)
  return line('firewall', 'warning', 'probably-blocks', text, { facts, command, fix: 'open-firewall' })
}

async function byZone(system: System, card: string, packets: readonly Packet[]): Promise<Check> {
  const zone = await zoneOf(system, card)
  if (zone === undefined) return notReadable('firewalld', 'sudo firewall-cmd --list-all-zones')
  const stopped = stoppedBy(zone, packets)
  const facts = { firewall: 'firewalld', card, zone: zone.name, ports: portsInWords(stopped) }
  if (stopped.length === 0) {
    const text = `firewalld lets in all that a boot needs on ${card} (zone ${zone.name}).`
    return line('firewall', 'ok', 'open', text, { facts: { firewall: 'firewalld', card, zone: zone.name } })
  }
  const command = firewalldCommand(zone.name, stopped)
  if (!zone.hasRichRules) return blocks(facts, command)
  const text = `The zone ${zone.name} of firewalld does not open ${facts.ports} on ${card}, but has rules of its own. If machines get no answer, let them in with the command.`
  return line('firewall', 'warning', 'may-block', text, { facts, command, fix: 'open-firewall' })
}

/** An ordinary user, and none of the usual firewalls runs. */
async function unread(system: System): Promise<Check> {
  const links = (await Promise.all(WANTS.map((folder) => system.list(folder)))).flat()
  const loader = links.find((link) => Object.hasOwn(LOADERS, link))
  if (loader !== undefined) {
    const firewall = LOADERS[loader] ?? 'nftables'
    return notReadable(firewall, firewall === 'nftables' ? 'sudo nft list ruleset' : 'sudo iptables-save')
  }
  const text =
    'None of the usual firewalls (ufw, firewalld, nftables) is set up here. The rules themselves only root may read.'
  return line('firewall', 'ok', 'none-found', text)
}

function notReadable(firewall: string, command: string): Check {
  const text = `${firewall} is active, and what it lets in only root may read: the command shows it. The ports needed are UDP 67, 69, 4011 and TCP 8067.`
  return line('firewall', 'unknown', 'not-readable', text, { facts: { firewall }, command, fix: 'open-firewall' })
}
