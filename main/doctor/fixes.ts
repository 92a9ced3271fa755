import type { CheckId, FixId } from '../engine/types'

/**
 * What Bootdrop does when the button of a line is pressed, on that card. main/permission/fixes.ts has the first two; lines offer only
 * what is there.
 */
export interface Fixes {
  readonly 'ask-permission'?: (nic: string) => Promise<void>
  readonly 'open-firewall'?: (nic: string) => Promise<void>
  /** Whether a start on that card finds its ports open already. */
  readonly holdsPorts?: (nic: string) => boolean
  /** The card that is let through the firewall now. */
  readonly openCard?: () => string | undefined
}

/** Which fix belongs to which line. */
export const FIX_OF: Readonly<Partial<Record<CheckId, FixId>>> = {
  permission: 'ask-permission',
  firewall: 'open-firewall',
  'dhcp-servers': 'listen',
  'pxe-servers': 'listen',
}
