import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createBell } from '../../../main/permission/helper/bell'
import { writeOnce } from '../../../main/permission/helper/firewall/record'
import { cardFault } from '../../../main/permission/helper/ports'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bootdrop-helper-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

it('takes no second record of the same name: the first keeps its rules', () => {
  const path = join(folder, 'bootdrop-0123456789abcdef')
  writeOnce(path, 'first')
  expect(() => writeOnce(path, 'second')).toThrow('EEXIST')
  expect(readFileSync(path, 'utf8')).toBe('first')
  expect(readdirSync(folder)).toHaveLength(1)
})

it.each(['__proto__', 'constructor', 'nosuch0'])('has no card called %s', (card) => {
  expect(cardFault({ card, address: '127.0.0.1' })).toMatchObject({ code: 'EADDRNOTAVAIL' })
})

it('goes on when nobody is there to be woken', async () => {
  const broken = new Writable({
    write: (_chunk, _encoding, done) => done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })),
  })
  const ring = createBell(broken)
  ring()
  await setImmediate()
  expect(broken.errored).toMatchObject({ code: 'EPIPE' })
})
