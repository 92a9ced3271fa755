/**
 * Opens the firewall for as long as the app lives. The helper stays for that: when the app closes its end of the connection, by
 * a stop, or because it was ended in whatever way, the helper takes the rules back and ends. So a stop asks for no second
 * password, and a crash leaves nothing.
 *
 * Should the helper itself be killed, its record stays, and the next helper cleans up, whatever it was started for.
 */
import { setTimeout as wait } from 'node:timers/promises'
import { makerOf, untilClosed } from '../../channel'
import type { HelperReply } from '../../messages'
import { firewalld } from './firewalld'
import { iptables } from './iptables'
import { nftables } from './nft'
import type { Firewall, Opening } from './opening'
import { isRunning, startOf } from './processes'
import { keepRecord, orphans, removeRecord } from './record'

/** How often it is looked whether the app still runs. */
const LOOK_MS = 2000

const FIREWALLS: readonly Firewall[] = [firewalld, iptables, nftables]

/** Returns once the app is gone, and what was opened with it. */
export async function openFirewall(opening: Opening, app: number, tell: (reply: HelperReply) => void): Promise<void> {
  // Before anything is open: an app that is gone already is nobody to open it for.
  const maker = makerOf(app)
  const start = startOf(maker)
  if (start === undefined) throw new Error('who asked is gone')
  keepRecord(opening)
  try {
    const opened: string[] = []
    for (const firewall of FIREWALLS) if (await firewall.open(opening)) opened.push(firewall.name)
    if (opened.length === 0) {
      tell({ kind: 'failed', code: 'nothing-bars', text: 'no firewall was found that keeps anything out' })
      return
    }
    tell({ kind: 'done', text: opened.join(', ') })
    // Whoever asked may have given a copy of its end away; that must not keep anything open after it.
    await Promise.race([untilClosed(app), untilGone(maker, start)])
  } finally {
    await takeBack(opening)
  }
}

async function untilGone(pid: number, start: string): Promise<void> {
  while (isRunning(pid, start)) await wait(LOOK_MS)
}

/** Takes back what helpers that were killed left open. @throws Error when that does not work */
export async function sweep(): Promise<void> {
  for (const opening of orphans()) await takeBack(opening)
}

async function takeBack(opening: Opening): Promise<void> {
  const failures: unknown[] = []
  for (const firewall of FIREWALLS) await firewall.close(opening).catch((error: unknown) => failures.push(error))
  if (failures.length > 0) throw failures[0]
  removeRecord(opening.id)
}
