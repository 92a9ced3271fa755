/**
 * `bootdrop serve` with the window's way to low ports: what the window's main process does, without a window. Run by an ordinary
 * user in test/lan/permission.test.ts.
 */
import { createServer } from 'node:net'
import { parseCommand } from '../../../main/cli/args'
import { createOutput } from '../../../main/cli/output'
import { serve } from '../../../main/cli/serve'
import { BootdropError, EXIT, messageOf } from '../../../main/engine/errors'
import { createHost } from '../../../main/host'
import { createPermission } from '../../../main/permission/permission'

const permission = createPermission()
if (permission === undefined) throw new Error('Linux only')
const { engine, fixes } = createHost(() => undefined, permission)
if (fixes === undefined) throw new Error('nothing to ask with')
const output = createOutput(true)
output.event('process', { pid: process.pid, uid: process.getuid?.() })
const command = parseCommand(process.argv.slice(2))
if (command.name !== 'serve') throw new Error('serve only')
engine.onState(({ waitingFor }) => {
  if (waitingFor !== undefined) output.event('waiting', { for: waitingFor })
})
try {
  if (process.env['TEST_OPEN_FIREWALL'] !== undefined) {
    await fixes['open-firewall'](command.config.nic)
    output.event('firewall', {})
    // Somebody takes the port between the opening and the start.
    const taken = process.env['TEST_TAKE_PORT']
    if (taken !== undefined) {
      const other = createServer().unref()
      await new Promise<void>((resolve) => other.listen(Number(taken), '0.0.0.0', resolve))
    }
  }
  process.exitCode = await serve(engine, command, output)
} catch (error) {
  const known = error instanceof BootdropError
  const facts = known ? error.details : {}
  output.event('notice', { level: 'error', code: known ? error.code : 'unexpected', text: messageOf(error), ...facts })
  process.exitCode = known ? error.exitCode : EXIT.unexpected
}
await fixes.close()
