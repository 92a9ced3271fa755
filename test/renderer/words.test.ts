import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { words as texts } from '../../renderer/src/lang/lang.svelte'
import { commandIn, noticeWords, problemWords, remarkWords } from '../../renderer/src/words-problem'
import { why as WHY } from '../../renderer/src/lang/en/trouble-why'

/** The members of a union of string literals, read from the source: the type itself is gone at run time. */
function members(file: string, name: string): string[] {
  const source = readFileSync(file, 'utf8')
  const union = new RegExp(`export type ${name} =([^]*?)\\n\\n`).exec(source)?.[1] ?? ''
  return [...union.replaceAll(/\/\*\*.*?\*\//g, '').matchAll(/'([^']+)'/g)].flatMap((match) => match[1] ?? [])
}

describe('words', () => {
  const whys = members('main/engine/types.ts', 'WhyCode')
  const errors = members('main/engine/errors.ts', 'ErrorCode')

  it('finds the codes to check', () => {
    expect(whys).toContain('medium-gone')
    expect(errors).toContain('port-taken')
  })

  it.each(whys)('says what happened and what to do when a machine stops because of %s', (code) => {
    const words = Object.entries(WHY).find(([known]) => known === code)?.[1]
    expect(words?.title).toMatch(/^[A-Z]/)
    expect(words?.happened).toMatch(/\.$/)
    expect(words?.todo.length).toBeGreaterThan(0)
  })

  it.each([...errors, 'unexpected'])('says what happened and what to do for %s', (code) => {
    const words = Object.entries(texts().errors).find(([known]) => known === code)?.[1]
    expect(words?.title).toMatch(/^[A-Z]/)
    expect(words?.happened).toMatch(/\.$/)
    expect(words?.todo.length).toBeGreaterThan(0)
  })

  it('never speaks of an unknown error and shows no bare code', () => {
    const all = JSON.stringify([WHY, texts().errors]).toLowerCase()
    expect(all).not.toContain('unknown error')
    for (const words of [...Object.values(WHY), ...Object.values(texts().errors)]) {
      expect([words.title, words.happened, ...words.todo].join(' ')).not.toMatch(/\b[a-z]+-[a-z]+-[a-z]+\b/)
    }
  })

  it('lets the engine’s own sentence take the place of the general one', () => {
    expect(problemWords('port-taken', 'UDP 67 is taken by dnsmasq (pid 812).')).toMatchObject({
      title: 'Another program has the port',
      happened: 'UDP 67 is taken by dnsmasq (pid 812).',
    })
    expect(problemWords('port-taken', '').happened).toBe(texts().errors['port-taken'].happened)
  })

  it.each([
    [
      'medium-not-recognised',
      'a.7z is not a boot image; it looks like a 7z archive. Unpack it, and drop what is inside.',
    ],
    ['medium-truncated', 'a.iso is incomplete. Download it again.'],
    ['usage', 'The extra kernel arguments cannot hold "&&".'],
  ])('does not tell twice what to do (%s)', (code, message) => {
    expect(problemWords(code, message)).toMatchObject({ happened: message, todo: [] })
  })

  it('offers a command for permission on Linux, and never to run the window as root', () => {
    const message = 'Linux keeps UDP port 67 for root. Either run Bootdrop with sudo, or: sudo sysctl -w x=67'
    const words = problemWords('port-forbidden', message, {}, 'X11; Linux x86_64')
    expect(words.command).toBe('sudo sysctl -w net.ipv4.ip_unprivileged_port_start=67')
    expect([words.happened, ...words.todo].join(' ')).not.toContain('sudo')
    const elsewhere = problemWords('port-forbidden', 'The system does not let Bootdrop open it.', {}, 'Windows NT 10.0')
    expect(elsewhere).toEqual({ title: words.title, happened: 'The system does not let Bootdrop open it.', todo: [] })
  })

  it('names the file that a remark is about', () => {
    const gone = remarkWords({ kind: 'gone', path: '/media/usb/debian.iso' })
    expect(gone.title).toBe('The medium of last time is gone: debian.iso')
    expect(gone.happened).toContain('/media/usb/debian.iso')
    const refused = remarkWords({ kind: 'refused', path: '/a/cat.jpg', code: 'no-recipe', message: '', serving: true })
    expect(refused.happened).toContain('cat.jpg')
    expect(refused.happened).toMatch(/ What is served stays as it was\.$/)
    const beside = remarkWords({ kind: 'refused', path: '/a/cat.jpg', code: 'x', message: 'No.', serving: false })
    expect(beside.happened).toMatch(/ The other media stay as they were\.$/)
  })

  it('shows the sentence of a notice that has no words of its own', () => {
    expect(problemWords('something-new', 'The cat unplugged it.').title).toBe('The cat unplugged it.')
  })

  it.each(['other-dhcp', 'same-address', 'foreign-pxe', 'other-pxe'])('tells what to do about %s', (code) => {
    const words = noticeWords(code, 'As the engine says.')
    expect(words).toMatchObject({ happened: 'As the engine says.' })
    expect(words.title).not.toBe('As the engine says.')
    expect(words.todo.length).toBeGreaterThan(0)
  })

  it('names a notice where the same code means a little less than as an error', () => {
    expect(noticeWords('card-down', 'The card is down.')).toMatchObject({
      title: 'The network card lost its link',
      happened: 'The card is down.',
    })
    expect(noticeWords('toString', 'Odd.').title).toBe('Odd.')
  })

  it.each([
    ['Find it with: sudo ss -lunp sport = :67, stop it, then start again.', 'sudo ss -lunp sport = :67'],
    ['run Bootdrop with sudo, or: sudo sysctl -w net.ipv4.x=67', 'sudo sysctl -w net.ipv4.x=67'],
    ['or: sudo sysctl -w net.ipv4.x=67.', 'sudo sysctl -w net.ipv4.x=67'],
    ['Stop that program.', undefined],
  ])('finds the command in “%s”', (text, command) => {
    expect(commandIn(text)).toBe(command)
  })
})
