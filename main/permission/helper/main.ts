/**
 * The helper with more rights: started through pkexec, it does one of three things (messages.ts) and ends. It changes no
 * setting of the system and no file of it, reads no file that the user can write, and starts no shell.
 *
 * Everything that reaches it is checked: it runs as root for a user whom polkit let through, and for nobody else.
 */
import { messageOf } from '../../engine/errors'
import { receiveText, sendText, userBehind } from '../channel'
import { encode, MAX_TEXT_BYTES, parseRequest, type HelperReply, type HelperRequest } from '../messages'
import { createBell } from './bell'
import { openFirewall, sweep } from './firewall/firewall'
import { shedInherited, silence } from './inherited'
import { cardFault, openPorts } from './ports'

/** The connection to the app. */
const APP = 0

shedInherited()

const ring = createBell(process.stdout)

/** The texts of programs that we call may be long. */
const MAX_SAID = MAX_TEXT_BYTES / 4

function tell(reply: HelperReply, fds: readonly number[] = []): void {
  const shortened = 'text' in reply ? { ...reply, text: reply.text.slice(0, MAX_SAID) } : reply
  sendText(APP, encode(shortened), fds)
  ring()
}

const refuse = (text: string): void => tell({ kind: 'failed', code: 'refused', text })

/** The request, when it comes from the very user who was asked. */
function request(): HelperRequest | { readonly refused: string } {
  if (process.getuid?.() !== 0) return { refused: 'not started with more rights' }
  const asked = process.env['PKEXEC_UID']
  if (asked === undefined || !/^\d{1,10}$/.test(asked)) return { refused: 'not started by pkexec' }
  if (userBehind(APP) !== Number(asked)) return { refused: 'asked for one user, started by another' }
  const received = receiveText(APP)
  if (received === undefined || received.fds.length > 0) return { refused: 'no request' }
  return parseRequest(received.text)
}

async function obey(order: HelperRequest): Promise<void> {
  if (order.verb === 'sweep') {
    await sweep()
    return tell({ kind: 'done', text: 'swept' })
  }
  // What cannot be taken back now is tried again by the next helper; it is no reason not to do what is asked.
  await sweep().catch(() => undefined)
  if (order.verb === 'open-ports') {
    const opened = await openPorts(order)
    if ('kind' in opened) return tell(opened)
    const ports = opened.map(({ port }) => port)
    return tell(
      { kind: 'ports', ports },
      opened.map(({ fd }) => fd),
    )
  }
  const fault = cardFault(order)
  if (fault !== undefined) return tell(fault)
  await openFirewall(order, APP, (reply) => {
    tell(reply)
    // The last that is said. From here on nothing of the app's may be held: its end is what we wait for.
    silence(1)
  })
}

try {
  const order = request()
  if ('refused' in order) refuse(order.refused)
  else await obey(order)
} catch (error) {
  try {
    tell({ kind: 'failed', code: 'unexpected', text: messageOf(error) })
  } catch {
    // The app is gone: nobody is there to be told.
  }
}
process.exit()
