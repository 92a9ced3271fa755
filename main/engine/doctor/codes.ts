import type { CheckId } from '../types'

const PORT = [
  'free',
  'ours',
  'held',
  'taken',
  'bootdrop',
  'another-user',
  'elsewhere',
  'at-start',
  'gone',
  'cannot-tell',
] as const

/**
 * What each line of pre-flight can find. Stable: scripts read them from `bootdrop doctor --json`, and the window has words for each in
 * every language (the type checker sees to that). docs/preflight.md tells what they mean.
 */
export const CHECK_CODES = {
  permission: [
    'root',
    'capability',
    'low-ports-free',
    'not-needed',
    'held',
    'asks',
    'flatpak',
    'snap',
    'no-polkit',
    'barred',
    'cannot-tell',
  ],
  'port-dhcp': PORT,
  'port-pxe': PORT,
  'port-tftp': PORT,
  'port-http': PORT,
  firewall: [
    'none',
    'none-found',
    'open',
    'opened',
    'blocks',
    'may-block',
    'probably-blocks',
    'blocks-all',
    'asks',
    'not-readable',
    'no-answer',
    'no-card',
    'cannot-tell',
  ],
  card: [
    'ready',
    'none-chosen',
    'none-usable',
    'gone',
    'down',
    'no-link',
    'no-address',
    'loopback',
    'vpn',
    'wifi',
    'virtual',
    'link-local',
    'mtu',
    'slow',
    'cannot-tell',
  ],
  'dhcp-servers': ['not-listened', 'one', 'several', 'none', 'only-us', 'no-card', 'cannot-listen', 'cannot-tell'],
  'pxe-servers': ['not-listened', 'none', 'other', 'claims', 'no-card', 'cannot-listen', 'cannot-tell'],
  sleep: ['kept-awake', 'will-be-kept-awake', 'not-kept-awake', 'lid', 'battery', 'cannot-tell'],
  loaders: ['all', 'some-missing', 'missing', 'changed', 'folder', 'cannot-tell'],
  disk: ['enough', 'low', 'full', 'cannot-tell'],
  memory: ['enough', 'low', 'cannot-tell'],
} as const satisfies Readonly<Record<CheckId, readonly string[]>>

export type CodeOf<I extends CheckId> = (typeof CHECK_CODES)[I][number]
