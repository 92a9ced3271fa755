import { describe, expect, it } from 'vitest'
import { endedWithout, refusal } from '../../../main/permission/refusals'

/** What pkexec 122 prints, and how it ends (pkexec(1), RETURN VALUE). */
const CASES = [
  [126, 'Error executing command as another user: Request dismissed', 'permission-refused', 'dismissed'],
  [
    127,
    'Error executing command as another user: Not authorized\n\nThis incident has been reported.',
    'permission-refused',
    'not-authorised',
  ],
  [
    127,
    'Error executing command as another user: No authentication agent found.',
    'permission-unavailable',
    'no-agent',
  ],
  [
    127,
    'Error getting authority: Error initializing authority: Could not connect: No such file or directory',
    'permission-unavailable',
    'no-polkit',
  ],
  [127, 'pkexec must be setuid root', 'permission-unavailable', 'no-polkit'],
  [127, 'env: ‘/opt/gone’: No such file or directory', 'permission-failed', 'helper'],
  [1, 'Error: Cannot find module', 'permission-failed', 'helper'],
  ['SIGKILL', '', 'permission-failed', 'helper'],
] as const

describe('how pkexec ended', () => {
  it.each(CASES)('%s %s', (exit, stderr, code, why) => {
    expect(endedWithout(exit, stderr)).toMatchObject({ code, exitCode: 3, details: { why } })
  })

  it('keeps what the helper said, shortened', () => {
    const { message, details } = endedWithout(1, 'x'.repeat(10_000))
    expect(details['said']).toHaveLength(300)
    expect(message.length).toBeLessThan(700)
  })
})

it.each(['no-pkexec', 'no-polkit', 'no-agent', 'flatpak', 'snap', 'not-authorised'] as const)(
  '%s: the sentence ends with a line for the terminal',
  (why) => expect(refusal(why).message).toMatch(/: sudo sysctl -w net\.ipv4\.ip_unprivileged_port_start=67$/),
)
