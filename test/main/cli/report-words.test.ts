import { describe, expect, it } from 'vitest'
import { reportInWords } from '../../../main/cli/report-words'
import type { MediumReport, RecipeOffer } from '../../../main/engine/types'
import { OFFER } from '../../renderer/fixtures'

const recipe: RecipeOffer = {
  ...OFFER,
  id: 'x',
  title: 'X installer',
  firmware: ['uefi'],
  secureBoot: 'no',
  minRamMiB: 512,
  why: 'It is X.',
  score: 85,
  entries: [],
}

const report: MediumReport = {
  path: '/x.iso',
  label: 'X',
  family: 'x',
  name: 'X',
  version: '',
  arch: ['x64'],
  filesystem: 'iso9660',
  size: 1000,
  recipes: [recipe],
  brokenRecipes: [],
  notices: [],
  ms: 1,
}

describe('a medium in words', () => {
  it('says of each recipe whether Secure Boot takes it', () => {
    expect(reportInWords(report)).toContain('UEFI, at least 512 MiB of memory, Secure Boot: no')
    const recipes = report.recipes.map((recipe) => ({ ...recipe, minRamMiB: 0 }))
    const bare = reportInWords({ ...report, filesystem: 'iso9660', label: '', recipes })
    expect(bare).toContain('UEFI, Secure Boot: no')
    expect(bare).not.toMatch(/0 MiB of memory|label/)
  })

  it('says why a recipe fits, and how sure that is', () => {
    expect(reportInWords(report)).toContain('It is X. (85 of 100)')
  })

  it('says plainly when nothing boots', () => {
    const notices = [{ level: 'warning', code: 'no-recipe', text: 'Nothing here.' }] as const
    const words = reportInWords({ ...report, recipes: [], arch: [], notices })
    expect(words).toContain('No way to boot this medium over the network is known.')
    expect(words).toContain('warning: Nothing here.')
  })

  it('lists entries with their machines, and their memory where it is another', () => {
    const entries = [
      { id: 'text', title: 'Text', minRamMiB: 512, machines: ['bios-x64', 'uefi-x64'] },
      { id: 'toram', title: 'To RAM', minRamMiB: 4096, machines: [] },
    ] as const
    const words = reportInWords({ ...report, recipes: [{ ...recipe, entries }] })
    expect(words).toContain('entry text: Text (bios-x64 uefi-x64)')
    expect(words).toContain('entry toram: To RAM (4096 MiB, no machine)')
  })

  it('writes options as they are given on the line', () => {
    const options = [
      { id: 'toram', title: 'Into memory', kind: 'switch', choices: [], example: '', pattern: '' },
      {
        id: 'console',
        title: 'Console',
        kind: 'choice',
        choices: [
          { id: 'vga', title: 'Screen' },
          { id: 'serial', title: 'Serial' },
        ],
        example: '',
        pattern: '',
      },
      { id: 'locale', title: 'Language', kind: 'text', choices: [], example: 'de', pattern: '[a-z]+' },
      { id: 'name', title: 'Name', kind: 'text', choices: [], example: '', pattern: '.+' },
    ] as const
    const words = reportInWords({ ...report, recipes: [{ ...recipe, options }] })
    for (const line of [
      'option toram: Into memory',
      'option console=vga|serial: Console',
      'option locale=de: Language',
      'option name=TEXT: Name',
    ]) {
      expect(words).toContain(line)
    }
  })

  it('names the answer file, whether it is needed, and the examples', () => {
    const answer = {
      title: 'Preseed file',
      format: 'preseed',
      required: true,
      examples: [{ id: 'a.cfg', title: 'Erases all' }],
    }
    const words = reportInWords({ ...report, recipes: [{ ...recipe, answer }] })
    expect(words).toContain('answer file: Preseed file (preseed), which it needs')
    expect(words).toContain('answer example:a.cfg: Erases all')
  })

  it('tells needs, what was not tried, notes, that it installs, and whose it is', () => {
    const told = { needs: ['A mirror.'], untested: 'On arm64.', notes: 'Slow.', installs: true, own: true }
    const words = reportInWords({ ...report, recipes: [{ ...recipe, ...told }] })
    expect(words).toContain('x: X installer (your own recipe)')
    expect(words).toContain('needs: A mirror.')
    expect(words).toContain('not tried yet: On arm64.')
    expect(words).toContain('Slow.')
    expect(words).toContain("Installs a system on the machine's disk.")
  })

  it('says which recipes of the user are broken, and where', () => {
    const brokenRecipes = [
      { file: 'mine.yaml', line: 7, reason: 'match.0.score: must be a number' },
      { file: 'other.yaml', line: 0, reason: 'cannot be read' },
    ]
    const words = reportInWords({ ...report, brokenRecipes })
    expect(words).toContain('left out: mine.yaml:7: match.0.score: must be a number')
    expect(words).toContain('left out: other.yaml: cannot be read')
  })

  it('gives an address neither a size nor an architecture', () => {
    const words = reportInWords({ ...report, filesystem: 'url', path: 'http://192.168.1.5/x', label: '192.168.1.5' })
    expect(words).toContain('another server, 192.168.1.5')
    expect(words).not.toContain('kB')
  })
})
