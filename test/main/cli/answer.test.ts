import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answer } from '../../../main/cli/answer'
import { parseCommand, type Command } from '../../../main/cli/args'
import { createAssets } from '../../../main/engine/assets'

const ASSETS = fileURLToPath(new URL('../../../assets', import.meta.url))

const RECIPE = `
id: mine
title: My installer
family: mine
match: [{ exists: [/linux, /mine], score: 99, why: It is mine. }]
boot: [{ firmware: any, kernel: /linux }]
answer:
  title: Preseed file
  format: preseed
  name: preseed.cfg
  beside: { meta-data: 'local-hostname: {{hostname}}' }
`

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'answer-'))
  for (const name of ['medium', 'recipes']) await mkdir(join(folder, name))
  await writeFile(join(folder, 'recipes', 'mine.yaml'), RECIPE)
  await writeFile(join(folder, 'medium', 'linux'), Buffer.alloc(1024))
  await writeFile(join(folder, 'medium', 'mine'), '')
  await writeFile(join(folder, 'my.cfg'), 'd-i\tnetcfg/hostname string {{hostname}}\r\n# {{hostnme}}\r\n')
})
afterAll(() => rm(folder, { recursive: true }))

function command(...args: string[]): Extract<Command, { name: 'answer' }> {
  const parsed = parseCommand(['answer', ...args])
  if (parsed.name !== 'answer') throw new Error('it is another command')
  return parsed
}

async function run(...args: string[]) {
  const said: string[] = []
  const results: { text: string; object: object }[] = []
  const output = {
    json: false,
    event: () => undefined,
    say: (text: string) => void said.push(text),
    result: (text: string, object: object) => void results.push({ text, object }),
  }
  const assets = createAssets(ASSETS, { recipes: () => join(folder, 'recipes') })
  const code = await answer(command(...args, '--media', join(folder, 'medium')), { assets }, output)
  return { code, said, ...results[0] }
}

describe('bootdrop answer', () => {
  const MAC = ['--mac', '52-54-00-AB-CD-EF']

  it('prints what a machine gets alone; what lies beside it and what is doubtful goes to the other voice', async () => {
    const { code, text, said } = await run(join(folder, 'my.cfg'), ...MAC)
    expect(code).toBe(0)
    expect(text).toBe('d-i\tnetcfg/hostname string pc-abcdef\n# {{hostnme}}')
    expect(said).toEqual([
      expect.stringContaining('Line 2: {{hostnme}} stays as it is'),
      'Served beside it: meta-data, finished.sh. --all prints these as well.',
    ])
  })

  it('prints what lies beside it too when asked for all', async () => {
    const { text, said } = await run(join(folder, 'my.cfg'), ...MAC, '--all')
    expect(text).toContain('\n--- meta-data ---\nlocal-hostname: pc-abcdef')
    expect(said).toHaveLength(1)
  })

  it('says that the machine is an example where none was named', async () => {
    const { said } = await run(join(folder, 'my.cfg'))
    expect(said).toContain('Machine and addresses in it are examples: --mac MAC names a machine.')
  })

  it('has the same for programs', async () => {
    const { object } = await run('example:preseed-whole-disk.cfg')
    expect(object).toMatchObject({ recipe: 'mine', name: 'preseed.cfg', warnings: [] })
  })

  it('says which example or file is not there', async () => {
    const none = run('example:none.cfg')
    await expect(none).rejects.toMatchObject({ code: 'answer-missing' })
    await expect(none).rejects.toThrow(/called "none.cfg"\. There are: .*preseed-whole-disk\.cfg/)
    await expect(none).rejects.not.toThrow(/ENOENT/)
    await expect(run(join(folder, 'none.cfg'))).rejects.toThrow(
      'The answer file none.cfg cannot be used: it is not there.',
    )
    await expect(run(folder)).rejects.toThrow('it is a folder')
  })

  it.each([
    [['a.cfg'], 'answer takes one answer file and a medium'],
    [['--media', 'm'], 'answer takes one answer file and a medium'],
    [['a', 'b', '--media', 'm'], 'answer takes one answer file and a medium'],
    [['a', '--media', 'm', '--mac', '52:54'], '--mac: "52:54" is not a MAC address'],
    [['a', '--media', 'm', '--mac', '52:54:00:00:00:01,52:54:00:00:00:02'], '--mac takes one MAC address'],
  ])('refuses %j', (args, words) => {
    expect(() => command(...args)).toThrow(words)
  })
})
