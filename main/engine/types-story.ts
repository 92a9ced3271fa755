/**
 * What was said with one machine, packet by packet. As types.ts: plain data, no code, survives structured cloning.
 */

/** What one packet is, in the field's own terms. `tftp-data` stands for a whole run of blocks. */
export type StoryCode =
  | 'dhcp-discover'
  | 'dhcp-offer'
  | 'dhcp-request'
  | 'dhcp-ack'
  | 'dhcp-nak'
  | 'dhcp-inform'
  | 'dhcp-other'
  | 'pxe-request'
  | 'pxe-ack'
  | 'tftp-rrq'
  | 'tftp-oack'
  | 'tftp-data'
  | 'tftp-ack'
  | 'tftp-error'
  | 'tftp-other'
  | 'other'

/** One line of a machine's story. */
export interface StoryLine {
  /** ms since the epoch. */
  readonly at: number
  /** Seen from this computer. */
  readonly direction: 'in' | 'out'
  readonly code: StoryCode
  /** What the words are filled with: `file`, `address`, `arch`, `blocks`, `bytes`, `options`, `message` … */
  readonly facts: Readonly<Record<string, string | number>>
}
