import type { StoryCode } from '../../../../main/engine/types-story'

/** What the sentence of one packet is made of; story.ts takes it from the packet's facts. */
export interface Told {
  /** Base name of the file it is about. */
  readonly file: string | undefined
  readonly address: string | undefined
  /** `62.0 MB` and `1.5 s` of a whole run of blocks. */
  readonly size: string
  readonly time: string
  readonly message: string | undefined
  /** `UEFI x64` */
  readonly arch: string | undefined
  /** The loader speaks, no longer the firmware. */
  readonly ipxe: boolean
  /** Only the size was wanted. */
  readonly probe: boolean
  readonly complete: boolean
  /** Blocks that were sent again. */
  readonly repeats: number
  readonly fromMachine: boolean
}
type Tell = (told: Told) => string

const a = (file: string | undefined): string => file ?? 'a file'

/** What each packet says, as one would tell it at the bench. */
const codes: Readonly<Record<StoryCode, Tell>> = {
  'dhcp-discover': ({ ipxe, arch }) =>
    ipxe
      ? 'The loader asks once more for an address and a boot file'
      : `It asks who can boot it${arch === undefined ? '' : ` (${arch})`}`,
  'dhcp-offer': ({ address, file }) =>
    `Bootdrop offers ${[address && `the address ${address}`, file && `${file} to boot`].filter(Boolean).join(' and ') || 'to help'}`,
  'dhcp-request': ({ address }) => `It takes ${address === undefined ? 'an offer' : `the address ${address}`}`,
  'dhcp-ack': ({ address, file }) =>
    `Bootdrop confirms${address === undefined ? '' : ` the address ${address}`}${file === undefined ? '' : `, boot file ${file}`}`,
  'dhcp-nak': () => 'Bootdrop refuses that address: it belongs to another network',
  'dhcp-inform': () => 'It has an address already and asks for the rest',
  'dhcp-other': ({ fromMachine }) =>
    fromMachine ? 'It says something else over DHCP' : 'Bootdrop says something else',
  'pxe-request': () => 'It asks the boot server itself for its boot file',
  'pxe-ack': ({ file }) => `The boot server names ${file ?? 'the boot file'}`,
  'tftp-rrq': ({ file }) => `It asks for ${a(file)}`,
  'tftp-oack': ({ file }) => `Bootdrop tells how it will send ${a(file)}`,
  'tftp-data': ({ file, size, time, complete, repeats }) =>
    `Bootdrop sends ${a(file)}: ${size} in ${time}${complete ? ', all confirmed' : ', not yet all confirmed'}${
      repeats === 0 ? '' : `, ${String(repeats)} ${repeats === 1 ? 'block' : 'blocks'} twice`
    }`,
  'tftp-ack': ({ file }) => `It confirms a piece of ${a(file)}`,
  'tftp-error': ({ fromMachine, probe, message }) => {
    if (probe) return 'It knows the size now and breaks off, as it should'
    const who = fromMachine ? 'It breaks off' : 'Bootdrop refuses'
    return message === undefined ? who : `${who}: ${message}`
  },
  'tftp-other': () => 'It says something over TFTP that cannot be read',
  other: () => 'A packet of another kind',
}

/** The packets of one machine, in words. */
export const machinesStory = {
  codes,
  label: 'Packets, oldest first',
  in: 'from the machine',
  out: 'from Bootdrop',
  reading: 'Looking at what was said…',
  empty: 'Nothing that was said with this machine is kept.',
  emptyHint: 'DHCP and TFTP are kept; what came over HTTP stands under “Boot”.',
  earlier: (count: number) => `Show ${String(count)} earlier`,
}
