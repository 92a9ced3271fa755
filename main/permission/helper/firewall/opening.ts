import { ASKED_PORTS } from '../../../engine/net/low-ports'
import type { Ipv4 } from '../../../engine/types'
import type { RuleId } from '../../messages'

/** What is let in, and by which card. Every value was checked (messages.ts). */
export interface Opening {
  readonly id: RuleId
  readonly card: string
  readonly address: Ipv4
  readonly http: number
}

/** DHCP, TFTP, PXE boot server, and 68 for the answers of other DHCP servers. TFTP goes on from ports of its own. */
export const UDP_PORTS: readonly number[] = Object.keys(ASKED_PORTS).map(Number)

/** One firewall of the system. */
export interface Firewall {
  readonly name: string
  /** Lets `opening` in until the next restart of firewall or computer. False where this firewall bars nothing here. */
  open(opening: Opening): Promise<boolean>
  /** Takes that back; what is gone already is no error. */
  close(opening: Opening): Promise<void>
}
