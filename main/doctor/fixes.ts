import type { CheckId, FixId } from '../engine/types'

/**
 * What Bootdrop does when the button of a line is pressed, on that card. Whoever can do one of them brings it along (FeatureContext);
 * lines offer only what is there.
 */
export type Fixes = Readonly<Record<FixId, (nic: string) => Promise<void>>>

/** Which fix belongs to which line. */
export const FIX_OF: Readonly<Partial<Record<CheckId, FixId>>> = {
  permission: 'ask-permission',
  firewall: 'open-firewall',
  'dhcp-servers': 'listen',
  'pxe-servers': 'listen',
}
