import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { describe, expect, test } from 'vitest'
import { createAssets } from '../../../../main/engine/assets'
import { looksLike, type AnswerFormat } from '../../../../main/engine/boot/answers/looks'
import { previewAnswer, type AnswerPreview } from '../../../../main/engine/boot/answers/preview'
import { recipe, shippedRecipes } from '../recipes/shelf'
import { describeWith } from '../../../support/tools'

const ASSETS = fileURLToPath(new URL('../../../../assets', import.meta.url))
const assets = createAssets(ASSETS)

const FORMATS: Readonly<Record<string, AnswerFormat>> = {
  'agama-whole-disk.json': 'agama',
  'alpine-answers': 'other',
  'archiso-script.sh': 'script',
  'autoinstall-whole-disk.yaml': 'autoinstall',
  'autoyast-whole-disk.xml': 'autoyast',
  'esxi-first-disk.cfg': 'esxi',
  'ignition-ssh-key.json': 'ignition',
  'kickstart-whole-disk.cfg': 'kickstart',
  'preseed-whole-disk.cfg': 'preseed',
  'proxmox-answer.toml': 'proxmox',
  'unattend-whole-disk.xml': 'unattend',
  'xenserver-first-disk.xml': 'xenserver',
}

/** The installer asks for these, or nothing works without them: the user is told to write one. */
const WITH_PLACEHOLDER = [
  'agama-whole-disk.json',
  'autoyast-whole-disk.xml',
  'esxi-first-disk.cfg',
  'ignition-ssh-key.json',
  'proxmox-answer.toml',
]

function taking(format: AnswerFormat) {
  return recipe(`
id: x
title: X
family: x
match: [{ exists: [/x], score: 1, why: x }]
boot: [{ firmware: any, kernel: /x }]
answer: { title: File, format: ${format}, name: answer }
`)
}

function preview(id: string): Promise<AnswerPreview> {
  return previewAnswer(`example:${id}`, taking(FORMATS[id] ?? 'other'), { assets })
}

describe('the examples', () => {
  test('are those that are listed here', () => {
    expect(readdirSync(join(ASSETS, 'answers')).sort()).toEqual(Object.keys(FORMATS))
  })

  test('that recipes name are there, and of the format that those take', async () => {
    for (const { answer } of await shippedRecipes()) {
      for (const { id } of answer?.examples ?? []) expect([id, FORMATS[id]]).toEqual([id, answer?.format])
    }
  })
})

describe.each(Object.entries(FORMATS))('%s', (id, format) => {
  test('says first what it erases', async () => {
    const lines = (await assets.answerExample(id)).split('\n').slice(0, 3)
    expect(lines.find((line) => !/^(#!|#cloud-config$|<\?xml)/.test(line))).toMatch(/\bERASES (THE |NOTHING)/)
  })

  test('looks like what it is', async () => {
    expect(looksLike(await assets.answerExample(id)) ?? 'other').toBe(format)
  })

  test('leaves no doubt but a placeholder where the installer cannot ask', async () => {
    const { warnings } = await preview(id)
    const expected = WITH_PLACEHOLDER.includes(id) ? [expect.stringContaining('still has CHANGE-ME') as string] : []
    expect(warnings.map((doubt) => doubt.text)).toEqual(expected)
  })

  test('is filled in whole, and says "done" at its end', async () => {
    const { text, files } = await preview(id)
    expect(text).not.toMatch(/\{\{[a-z]/)
    const all = [text, ...files.map((file) => file.text)].join('\n')
    expect(all).toContain('http://192.168.1.20:8067/finished?mac=52:54:00:12:34:56')
    expect(text).toMatch(/\/finished\?mac=|\/finished\.sh/)
  })

  test('has no lines of Windows and no tabs', async () => {
    expect(await assets.answerExample(id)).not.toMatch(/[\r\t]/)
  })
})

test('YAML and JSON examples can be read as such', async () => {
  const autoinstall: unknown = parse((await preview('autoinstall-whole-disk.yaml')).text)
  expect(autoinstall).toMatchObject({
    autoinstall: { version: 1, storage: { layout: { match: { size: 'largest' } } } },
  })
  expect(JSON.parse((await preview('agama-whole-disk.json')).text)).toMatchObject({ product: { id: 'openSUSE_Leap' } })
  expect(JSON.parse((await preview('ignition-ssh-key.json')).text)).toMatchObject({ ignition: { version: '3.3.0' } })
})

/** Runs a program on the preview of an example. @throws Error with what it said when it fails */
async function checked(id: string, program: string, args: readonly string[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'example-'))
  try {
    const path = join(folder, 'answer')
    writeFileSync(path, (await preview(id)).text)
    execFileSync(program, [...args, path], { stdio: 'pipe' })
  } finally {
    rmSync(folder, { recursive: true })
  }
}

describeWith(['debconf-set-selections'], 'debconf', () => {
  test('takes the preseed file', async () => {
    await checked('preseed-whole-disk.cfg', 'debconf-set-selections', ['-c'])
  })
})

describeWith(['bash'], 'a shell', () => {
  test.each(['archiso-script.sh', 'alpine-answers'])('takes %s', async (id) => {
    await checked(id, 'bash', ['-n'])
  })

  test('runs the script that says "done" only where all went well', async () => {
    const { files } = await preview('xenserver-first-disk.xml')
    const folder = mkdtempSync(join(tmpdir(), 'finished-'))
    try {
      const log = join(folder, 'log')
      for (const tool of ['curl', 'wget', 'python3', 'python']) {
        writeFileSync(join(folder, tool), `#!/bin/sh\necho ${tool} "$@" >> ${log}\n`, { mode: 0o755 })
      }
      const script = join(folder, 'finished.sh')
      writeFileSync(script, files.find(({ name }) => name === 'finished.sh')?.text ?? '')
      const env = { PATH: `${folder}:/usr/bin:/bin` }
      execFileSync('sh', [script, '1'], { env })
      writeFileSync(log, '', { flag: 'a' })
      expect(readFileSync(log, 'utf8')).toBe('')
      for (const args of [['0'], [], [folder]]) execFileSync('sh', [script, ...args], { env })
      const line = 'curl -fsS -o /dev/null http://192.168.1.20:8067/finished?mac=52:54:00:12:34:56\n'
      expect(readFileSync(log, 'utf8')).toBe(line.repeat(3))
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

test('the example for Windows says first what it does with a share, and what is left of it over HTTP', async () => {
  const { text } = await preview('unattend-whole-disk.xml')
  const head = text.slice(0, text.indexOf('-->')).replaceAll(/\s+/g, ' ')
  expect(head).toContain('With Setup from a file share it ERASES THE FIRST DISK')
  expect(head).toContain('over HTTP, without a share, Setup does not run')
  expect(head).toContain('the machine asks which disk to erase')
})

describeWith(['python3'], 'Python', () => {
  test.each(['autoyast-whole-disk.xml', 'unattend-whole-disk.xml', 'xenserver-first-disk.xml'])(
    'reads %s as XML',
    async (id) => {
      await checked(id, 'python3', ['-c', 'import sys, xml.dom.minidom as d; d.parse(sys.argv[1])'])
    },
  )

  test('reads the TOML', async () => {
    const program =
      'import sys\ntry:\n  import tomllib\nexcept ImportError:\n  sys.exit(0)\ntomllib.load(open(sys.argv[1], "rb"))'
    await checked('proxmox-answer.toml', 'python3', ['-c', program])
  })
})
