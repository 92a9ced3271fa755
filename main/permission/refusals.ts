/**
 * What came of asking, as errors with words. The window has its own words for each `why` (renderer lang area `permission`);
 * the sentences here are for the log and the terminal.
 */
import { BootdropError } from '../engine/errors'

/** Why there is no permission: `details.why` of the `permission-…` errors. */
export type PermissionWhy =
  /** The dialog was closed. */
  | 'dismissed'
  /** The rules of this computer, or a wrong password. */
  | 'not-authorised'
  | 'no-pkexec'
  /** polkit is not installed whole, or does not run. */
  | 'no-polkit'
  /** No desktop that shows the dialog. */
  | 'no-agent'
  | 'flatpak'
  | 'snap'
  /** The helper did not do it. */
  | 'helper'
  /** Nothing that keeps machines out was found in the firewall. */
  | 'nothing-bars'

/** Lets every program open ports from 67 up, until the computer restarts. Works wherever the rest does not. */
export const BY_HAND = 'sudo sysctl -w net.ipv4.ip_unprivileged_port_start=67'

const SENTENCES: Readonly<Record<Exclude<PermissionWhy, 'helper' | 'nothing-bars'>, string>> = {
  dismissed: 'The dialog was closed, so nothing was opened. Start again and enter the password.',
  'not-authorised':
    'This computer did not give its permission: the password was wrong, or its rules do not let this user do that. Ask its administrator, or run:',
  'no-pkexec':
    'The program that asks for permission (pkexec) is not installed. Install it (Debian: apt install pkexec), or run:',
  'no-polkit': 'The service that asks for permission (polkit) does not run. Install or start it, or run:',
  'no-agent': 'No password dialog can be shown here: this desktop runs no polkit agent. Run instead:',
  flatpak: 'Bootdrop runs as a Flatpak, which cannot ask for permission. Run this outside of it:',
  snap: 'Bootdrop runs as a Snap, which cannot ask for permission. Run this in a terminal:',
}

const CODES = {
  dismissed: 'permission-refused',
  'not-authorised': 'permission-refused',
  'no-pkexec': 'permission-unavailable',
  'no-polkit': 'permission-unavailable',
  'no-agent': 'permission-unavailable',
  flatpak: 'permission-unavailable',
  snap: 'permission-unavailable',
} as const

export function refusal(why: keyof typeof SENTENCES): BootdropError {
  const sentence = SENTENCES[why]
  return new BootdropError(CODES[why], sentence.endsWith(':') ? `${sentence} ${BY_HAND}` : sentence, { why })
}

export function helperFailed(said: string): BootdropError {
  const fact = said === '' ? '' : ` It said: ${said}`
  const text = `The permission was given, but the helper that opens the ports did not do its work.${fact} Try again, or run: ${BY_HAND}`
  return new BootdropError('permission-failed', text, { why: 'helper', ...(said === '' ? {} : { said }) })
}

/** How pkexec or its program ended, when nothing was handed over. pkexec(1): 126 when the dialog was closed, else 127. */
export function endedWithout(exit: number | string, stderr: string): BootdropError {
  const said = stderr.trim().split('\n').slice(-3).join(' ').slice(0, 300)
  if (exit === 126) return refusal('dismissed')
  if (exit !== 127) return helperFailed(said)
  if (/authentication agent/i.test(stderr)) return refusal('no-agent')
  if (/not authorized/i.test(stderr)) return refusal('not-authorised')
  // "Error getting authority: …", "pkexec must be setuid root", no system bus.
  if (/authority|setuid|GDBus|D-Bus|polkit/i.test(stderr)) return refusal('no-polkit')
  return helperFailed(said)
}
