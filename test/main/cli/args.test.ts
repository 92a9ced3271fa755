import { DEFAULTS } from '../../../main/engine/initial'
import { describe, expect, it } from 'vitest'
import { parseCommand } from '../../../main/cli/args'
import { BootdropError, EXIT } from '../../../main/engine/errors'

function refusal(argv: readonly string[]): BootdropError {
  try {
    parseCommand(argv)
  } catch (error) {
    if (error instanceof BootdropError) return error
  }
  throw new Error('the command line was taken')
}

describe('parseCommand', () => {
  it('shows help without a command', () => {
    expect(parseCommand([])).toEqual({ name: 'help' })
  })

  it('shows help for a command, too', () => {
    expect(parseCommand(['serve', '--nic', 'e', '--help'])).toEqual({ name: 'help' })
  })

  it('reads a whole serve line', () => {
    const argv = [
      'serve',
      '--nic',
      'eno1',
      '--media',
      'a.iso',
      '--media',
      'b.iso',
      '--recipe',
      'debian-live',
      '--mode',
      'proxy',
    ]
    argv.push('--append', 'console=ttyS0 quiet', '--http-port', '8080', '--json')
    expect(parseCommand(argv)).toEqual({
      name: 'serve',
      json: true,
      config: {
        ...DEFAULTS,
        nic: 'eno1',
        media: [{ path: 'a.iso', recipe: 'debian-live' }, { path: 'b.iso' }],
        mode: 'proxy',
        append: 'console=ttyS0 quiet',
        httpPort: 8080,
      },
    })
  })

  it('takes MAC lists with commas, dashes and capitals', () => {
    const command = parseCommand([
      'serve',
      '--nic',
      'e',
      '--media',
      'm',
      '--deny',
      '52-54-00-AA-BB-CC,52:54:00:00:00:01',
    ])
    expect(command).toMatchObject({ config: { deny: ['52:54:00:aa:bb:cc', '52:54:00:00:00:01'] } })
  })

  it('tests both firmware worlds when no architecture is asked for', () => {
    expect(parseCommand(['selftest', '--nic', 'e'])).toMatchObject({ arch: ['bios', 'uefi-x64'] })
  })

  it.each([
    [['bake'], 'no command "bake"'],
    [['serve', '--media', 'm'], '--nic NAME'],
    [['serve', '--nic', 'e'], '--media PATH'],
    [['serve', '--nic', 'e', '--media', 'm', '--mode', 'lease'], 'auto, proxy, dhcp'],
    [['serve', '--nic', 'e', '--media', 'm', '--http-port', '70000'], '1 to 65535'],
    [['serve', '--nic', 'e', '--media', 'm', '--http-port', '1e3'], '1 to 65535'],
    [['serve', 'debian.iso', '--nic', 'e'], 'A medium is given as --media PATH'],
    [['serve'], '--media PATH --nic NAME'],
    [['serve', '--nic', 'e', '--media', 'm', '--allow', '52:54'], 'not a MAC address'],
    [['serve', '--nic', 'e', '--media', 'm', '--colour'], '--colour'],
    [['inspect'], 'one path'],
    [['inspect', 'a', 'b'], 'one path'],
    [['selftest', '--nic', 'e', '--arch', 'vax'], 'uefi-x64'],
  ])('refuses %j and says why', (argv, words) => {
    const error = refusal(argv)
    expect(error.exitCode).toBe(EXIT.usage)
    expect(error.message).toContain(words)
  })
})
