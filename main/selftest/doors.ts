import type { Client, StoryLine, WhyCode } from '../engine/types'
import type { BootResult } from '../virtual/machine'

/**
 * Which door was shut. `…-not-heard`: what the machine sent never came to Bootdrop's socket. `…-answer-lost`: Bootdrop answered, and
 * the answer never came to the machine.
 */
export type DoorCode =
  | 'dhcp-not-heard'
  | 'dhcp-not-answered'
  | 'dhcp-answer-lost'
  | 'pxe-not-heard'
  | 'pxe-not-answered'
  | 'pxe-answer-lost'
  | 'tftp-not-heard'
  | 'tftp-not-answered'
  | 'tftp-answer-lost'
  | 'tftp-data-lost'
  | 'tftp-refused'
  | 'http-refused'
  | 'http-silent'
  | 'http-failed'
  /** The machine was answered, and not by Bootdrop. */
  | 'http-foreign'
  | 'wrong-bytes'
  | 'script-ended'
  | 'bad-answer'
  /** What is served boots no machine of this kind: no door is shut. */
  | 'not-for-firmware'
  /** A firewall keeps this computer from talking to itself, and lets other machines in: no door is shut. */
  | 'self-barred'

export interface Door {
  readonly code: DoorCode
  readonly facts: Readonly<Record<string, string | number>>
}

/** What Bootdrop itself saw of the machine. */
export interface ServerSide {
  readonly story: readonly StoryLine[]
  readonly client: Client | undefined
}

/** Why a machine was left out, where that is no fault of this computer. */
const NOT_FOR_IT: readonly WhyCode[] = [
  'recipe-not-for-arch',
  'no-loader-for-arch',
  'needs-http-boot',
  'no-signed-loader',
]

/** Puts together what the machine missed and what the server saw. Pure. */
export function doorOf(failed: NonNullable<BootResult['failed']>, { story, client }: ServerSide): Door {
  const why = client !== undefined && 'why' in client.phase ? client.phase.why : undefined
  const facts = { ...failed.facts, ...(why === undefined ? {} : { why }) }
  const heard = (...codes: StoryLine['code'][]): boolean =>
    story.some(({ code, direction }) => direction === 'in' && codes.includes(code))
  const said = (...codes: StoryLine['code'][]): boolean =>
    story.some(({ code, direction }) => direction === 'out' && codes.includes(code))
  const door = (code: DoorCode): Door => ({ code, facts })
  const either = (door: 'dhcp' | 'pxe' | 'tftp', asked: boolean, answered: boolean): Door => {
    if (answered) return { code: `${door}-answer-lost`, facts }
    return { code: asked ? `${door}-not-answered` : `${door}-not-heard`, facts }
  }

  switch (failed.code) {
    case 'no-answer':
      if (why !== undefined && NOT_FOR_IT.includes(why)) return door('not-for-firmware')
      return either('dhcp', heard('dhcp-discover'), said('dhcp-offer'))
    case 'no-answer-ipxe':
      return either('dhcp', asIpxe(story, 'in'), asIpxe(story, 'out'))
    case 'pxe-silent':
      return either('pxe', heard('pxe-request'), said('pxe-ack'))
    case 'tftp-silent':
      return either('tftp', heard('tftp-rrq'), said('tftp-oack', 'tftp-data'))
    case 'tftp-broken-off':
    case 'size-differs':
      return door('tftp-data-lost')
    case 'tftp-refused':
    case 'http-refused':
    case 'http-silent':
      return door(failed.code)
    case 'http-failed':
      return door(isForeign(client) ? 'http-foreign' : 'http-failed')
    case 'script-ended':
      if (why !== undefined && NOT_FOR_IT.includes(why)) return door('not-for-firmware')
      return door(isForeign(client) ? 'http-foreign' : 'script-ended')
    case 'bad-answer':
    case 'lease-refused':
    case 'loader-again':
      return door('bad-answer')
  }
}

/** A machine that Bootdrop knows was answered over HTTP, though it never asked Bootdrop there. */
function isForeign(client: Client | undefined): boolean {
  return client !== undefined && !client.transfers.some(({ protocol }) => protocol === 'http')
}

/** iPXE asked, or was answered with its script. */
function asIpxe(story: readonly StoryLine[], direction: StoryLine['direction']): boolean {
  return story.some(({ direction: way, code, facts }) => {
    if (way !== direction) return false
    return direction === 'in' ? facts['stage'] === 'ipxe' : code === 'dhcp-offer' && isScript(facts['file'])
  })
}

function isScript(file: string | number | undefined): boolean {
  return typeof file === 'string' && /^https?:/.test(file)
}
