import { LOADERS } from './loaders'
import type { ScreenMessage } from './message'
import { PXE } from './pxe'
import { SYSTEMS } from './systems'

/** Everything that a machine's screen may show and we know something about, by id. */
export type MessageId = keyof typeof PXE | keyof typeof LOADERS | keyof typeof SYSTEMS
export const MESSAGES: Readonly<Record<MessageId, ScreenMessage>> = { ...PXE, ...LOADERS, ...SYSTEMS }

export const MESSAGE_IDS = Object.keys(MESSAGES) as MessageId[]

/** Who shows it: the firmware, a boot loader, or a system; in the order of a boot. */
export const GROUPS = ['pxe', 'loader', 'system'] as const
export type Group = (typeof GROUPS)[number]

export function groupOf(id: MessageId): Group {
  if (id in PXE) return 'pxe'
  return id in LOADERS ? 'loader' : 'system'
}
