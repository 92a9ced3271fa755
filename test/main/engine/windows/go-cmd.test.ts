import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { plain, quotable, shown } from '../../../../main/engine/windows/batch'
import { goCmd } from '../../../../main/engine/windows/go-cmd'
import { VARIANTS, goOf } from './go'

/** What runs: without the rest of a quoted or escaped text. */
const linesOf = (script: string): string[] => script.split('\r\n')

describe.each(Object.keys(VARIANTS))('go.cmd: %s', (name) => {
  const facts = VARIANTS[name]
  if (facts === undefined) throw new Error(name)
  const script = goCmd(facts)
  const lines = linesOf(script)

  test('is as it was looked at', async () => {
    await expect(script).toMatchFileSnapshot(`golden/${name}.cmd`)
  })

  test('is ASCII with CR and LF at every end, and no line is longer than cmd takes', () => {
    expect(script).toMatch(/^[\x20-\x7e\r\n]*$/)
    expect(script.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(2000)
  })

  test('goes only to labels that are there, and each of them once', () => {
    const labels = lines.filter((line) => line.startsWith(':')).map((line) => line.slice(1).toLowerCase())
    expect(new Set(labels).size).toBe(labels.length)
    const targets = [...script.matchAll(/\b(?:goto |call :)([\w]+)/g)].map(([, label = '']) => label.toLowerCase())
    expect(targets.filter((label) => !labels.includes(label))).toEqual([])
    expect(labels.filter((label) => !targets.includes(label))).toEqual([])
  })

  test('has no quote open at the end of a line, but for the one that takes quotes out of an answer', () => {
    const open = lines.filter((line) => (line.match(/"/g) ?? []).length % 2 === 1)
    expect(open.filter((line) => !/^set "(\w+)=%\1:"=%"$/.test(line))).toEqual([])
  })

  test('uses no variable that it did not set, or that Windows has not', () => {
    const used = [...script.replaceAll('%%', '').matchAll(/%(\w+)(?::[^%]*)?%/g)].map(([, variable = '']) => variable)
    const set = [...script.matchAll(/\bset (?:\/[ap] )?"?(\w+)=/g)].map(([, variable = '']) => variable)
    const known = new Set([...set, 'SystemRoot', 'SystemDrive', 'ERRORLEVEL'])
    expect(used.filter((variable) => !known.has(variable))).toEqual([])
  })

  test('erases only behind the question, or where the disk was chosen before', () => {
    const clean = lines.findIndex((line) => line.endsWith('echo clean'))
    if (facts.share !== undefined || facts.noCurl !== undefined) {
      expect([clean, script.includes('diskpart')]).toEqual([-1, false])
      return
    }
    const asked = lines.findIndex((line) => line === 'if /i "%SURE%"=="ERASE %DISK%" goto partition')
    expect(asked >= 0).toBe(facts.erase === undefined)
    expect(lines.filter((line) => line.startsWith('diskpart')).at(-1)).toBe('diskpart /s "%WORK%\\disk.txt"')
    expect(clean).toBeGreaterThan(asked)
    const between = facts.erase === undefined ? lines.slice(asked + 1, lines.indexOf(':partition')) : []
    // Whoever did not type it goes back.
    if (facts.erase === undefined) expect(between.at(-1)).toBe('goto disk')
  })
})

describe('text in batch files', () => {
  test('is shown as it is, and runs nothing', () => {
    expect(shown('100% A & B | C < D > (E) ^F')).toBe('100%% A ^& B ^| C ^< D ^> ^(E^) ^^F')
  })

  test('loses its accents, and what a console of Windows PE has not', () => {
    expect(plain('  Édition \u201cProfessionnel\u201d "N" 日本\n')).toBe("Edition ?Professionnel? 'N' ???")
  })

  test.each(['a"b', 'a\nb', 'a\0b', 'ü'])('between quotes does not take %j', (text) => {
    expect(() => quotable(text)).toThrow(RangeError)
  })

  test('of any edition name makes a script that keeps to its rules', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300, unit: 'binary' }), (name) => {
        const script = goOf({
          title: name,
          editions: [
            { index: 1, name },
            { index: 2, name: 'x' },
          ],
        })
        expect(script).toMatch(/^[\x20-\x7e\r\n]*$/)
        const [line = ''] = linesOf(script).filter((candidate) => candidate.startsWith('if "%EDITION%"=="1"'))
        expect(line).toMatch(/^if "%EDITION%"=="1" set "NAME=[^"&|<>^%]*"$/)
        const [echoed = ''] = linesOf(script).filter((candidate) => candidate.startsWith('echo     1  '))
        expect(echoed.slice(4).replace(/\^./g, '').replaceAll('%%', '')).not.toMatch(/[&|<>()^%"]/)
      }),
      { numRuns: 40 },
    )
  })
})
