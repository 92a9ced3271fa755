/**
 * iptables, and with it ufw, which is a set of iptables chains. `ufw insert` would write to ufw's own files and so outlive a
 * restart; rules at the top of INPUT do the same and do not.
 */
import { findProgram, runProgram } from './programs'
import { UDP_PORTS, type Firewall, type Opening } from './opening'

export const iptables: Firewall = {
  name: 'iptables',
  async open(opening) {
    const program = findProgram('iptables')
    if (program === undefined || !(await bars(program))) return false
    for (const rule of rulesOf(opening)) await runProgram(program, ['-w', '-I', 'INPUT', '1', ...rule])
    return true
  },
  async close(opening) {
    const program = findProgram('iptables')
    if (program === undefined) return
    const failures: unknown[] = []
    for (const rule of rulesOf(opening)) {
      await runProgram(program, ['-w', '-D', 'INPUT', ...rule]).catch((error: unknown) => failures.push(error))
    }
    // One that is gone already is none; one that iptables was too busy to take away must not be forgotten.
    if (failures.length === 0 || !(await runProgram(program, ['-w', '-S', 'INPUT'])).includes(opening.id)) return
    throw failures[0]
  },
}

/** Whether anything in it could stop a packet. A kernel without iptables says an error, which means no. */
async function bars(program: string): Promise<boolean> {
  const listed = await runProgram(program, ['-w', '-S', 'INPUT']).catch(() => '')
  return listed.split('\n').some((line) => line !== '' && line !== '-P INPUT ACCEPT')
}

export function rulesOf({ id, card, http }: Opening): readonly (readonly string[])[] {
  const tail = ['-m', 'comment', '--comment', id, '-j', 'ACCEPT']
  return [
    ['-i', card, '-p', 'udp', '-m', 'multiport', '--dports', UDP_PORTS.join(','), ...tail],
    ['-i', card, '-p', 'udp', '-m', 'conntrack', '--ctstate', 'ESTABLISHED', ...tail],
    ['-i', card, '-p', 'tcp', '-m', 'tcp', '--dport', String(http), ...tail],
  ]
}
