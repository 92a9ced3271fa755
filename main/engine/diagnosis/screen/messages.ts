import { LOADERS } from './loaders'
import type { ScreenMessage } from './message'
import { PXE } from './pxe'
import { SYSTEMS } from './systems'

/** Everything that a machine's screen may show and we know something about, by id. */
export type MessageId = keyof typeof PXE | keyof typeof LOADERS | keyof typeof SYSTEMS
export const MESSAGES: Readonly<Record<MessageId, ScreenMessage>> = { ...PXE, ...LOADERS, ...SYSTEMS }

export const MESSAGE_IDS = Object.keys(MESSAGES) as MessageId[]

/** What is seen where no text is shown: worded in the window's language, not as on a screen. */
export const DESCRIBED = ['no-uefi-network', 'black-screen'] as const satisfies readonly MessageId[]
export type DescribedId = (typeof DESCRIBED)[number]

export function isDescribed(id: MessageId): id is DescribedId {
  return DESCRIBED.some((one) => one === id)
}

/** Who shows it: the firmware, a boot loader, or a system; in the order of a boot. */
export const GROUPS = ['pxe', 'loader', 'system'] as const
export type Group = (typeof GROUPS)[number]

export function groupOf(id: MessageId): Group {
  if (id in PXE) return 'pxe'
  return id in LOADERS ? 'loader' : 'system'
}
