/**
 * A program of the ordinary user that has the firewall opened and then ends, but tries to leave it open: run in
 * test/lan/permission.test.ts. Its arguments: how, then the card and its address.
 */
import { spawn, type StdioOptions } from 'node:child_process'
import { setTimeout as wait } from 'node:timers/promises'
import { openPair, receiveText, sendText } from '../../../main/permission/channel'
import { findOnPath, helperArguments, surroundings } from '../../../main/permission/command'
import { encode } from '../../../main/permission/messages'
import type { Holding } from './world'

const [how, card = '', address = ''] = process.argv.slice(2) as [Holding, string, string]
const [ours, theirs] = openPair()
sendText(ours, encode({ verb: 'open-firewall', id: 'bootdrop-00000000deadbeef', card, address, http: 8067 }))
// A second message carries our own end into the helper's queue.
if (how === 'in-the-queue') sendText(ours, 'more', [ours])
// Somebody else has a copy of our end, and lives on.
if (how === 'given-away')
  spawn('/usr/bin/sleep', ['30'], { stdio: ['ignore', 'ignore', 'ignore', ours], detached: true })
const stdio: Record<Holding, StdioOptions> = {
  'as-its-stderr': [theirs, 'ignore', ours],
  'as-its-stdout': [theirs, ours, 'ignore'],
  'in-the-queue': [theirs, 'ignore', 'ignore'],
  'given-away': [theirs, 'ignore', 'ignore'],
}
// Limits that would end it, and a core file if they did. Soft ones: a test machine may not let root raise the hard ones.
const line = 'ulimit -S -t 30; ulimit -c unlimited; umask 0777; exec "$0" "$@"'
spawn('/bin/sh', ['-c', line, findOnPath('pkexec') ?? '', ...helperArguments(surroundings())], {
  stdio: stdio[how],
  detached: true,
})
for (let tries = 0; tries < 200; tries++) {
  const text = receiveText(ours)?.text
  if (text !== undefined) {
    console.log(text)
    break
  }
  await wait(50)
}
// Long enough for a look at the helper.
await wait(1500)
process.exit()
