import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAssets } from '../../../main/engine/assets'
import { DEFAULTS } from '../../../main/engine/initial'
import { Offering } from '../../../main/engine/offering'
import type { MediumChoice, Rule } from '../../../main/engine/types'
import { FakeClock } from '../../support/fake-clock'
import { debianNetbootTree } from '../../support/trees'

const assets = createAssets(fileURLToPath(new URL('../../../assets', import.meta.url)))
let folder: string
let medium: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bootdrop-erasing-'))
  medium = await debianNetbootTree(join(folder, 'medium'))
  await writeFile(join(folder, 'mine.cfg'), 'd-i partman/confirm boolean true\n')
  await writeFile(join(folder, 'asks.cfg'), 'd-i debian-installer/locale string de_DE\n')
})
afterAll(() => rm(folder, { recursive: true }))

interface Choice {
  readonly choice: Partial<MediumChoice>
  readonly rules?: readonly Rule[]
}

/** What is told, in order; `cleared` where the notice is taken back. */
async function served(...choices: Choice[]): Promise<{ said: string[]; details: unknown[] }> {
  const said: string[] = []
  const details: unknown[] = []
  const offering = new Offering({
    assets,
    cache: undefined,
    clock: new FakeClock(),
    urlBase: 'http://192.168.1.20:8067',
    observe: () => undefined,
    notify: (level, code, text, _mac, facts) => {
      if (code !== 'erases-disks') return
      said.push(`${level}: ${text}`)
      details.push(facts)
    },
    clearNotice: (code) => void (code === 'erases-disks' && said.push('cleared')),
    identify: () => undefined,
    installed: () => undefined,
  })
  for (const { choice, rules = [] } of choices) {
    await offering.choose({ ...DEFAULTS, rules, media: [{ path: medium, ...choice }] })
  }
  await offering.close()
  return { said, details }
}

const told = async (...choices: Choice[]): Promise<string[]> => (await served(...choices)).said

describe('media that empty a disk without a question', () => {
  it('are told with the name of the answer file, until another choice is served', async () => {
    const words =
      'warning: Machines that boot this are installed without a question, and a disk of each is erased (answer file mine.cfg).'
    expect(await told({ choice: { answer: join(folder, 'mine.cfg') } }, { choice: {} })).toEqual([words, 'cleared'])
    expect(await told({ choice: { answer: 'example:preseed-whole-disk.cfg' } })).toEqual([
      expect.stringContaining('(answer file preseed-whole-disk.cfg)'),
    ])
  })

  it('are told with what each cause is, for words in another language', async () => {
    const { details } = await served({ choice: { answer: join(folder, 'mine.cfg') } })
    expect(details).toEqual([{ reason: 'answer', causes: 'answer file mine.cfg', answers: 'mine.cfg' }])
  })

  it('are not told of where the installer asks', async () => {
    expect(await told({ choice: { answer: join(folder, 'asks.cfg') } })).toEqual(['cleared'])
  })

  it('may be those of one machine alone', async () => {
    const rules = [{ match: { mac: '52:54:00:00:00:01' }, action: { answer: join(folder, 'mine.cfg') } }]
    expect(await told({ choice: {}, rules })).toEqual([expect.stringContaining('(answer file mine.cfg)')])
  })
})
