import { describe, expect, it } from 'vitest'
import { parseCommand } from '../../../main/cli/args'
import { USAGE } from '../../../main/cli/usage'
import { BootdropError, EXIT } from '../../../main/engine/errors'
import { DEFAULTS } from '../../../main/engine/initial'

function refusal(argv: readonly string[]): BootdropError {
  try {
    parseCommand(argv)
  } catch (error) {
    if (error instanceof BootdropError) return error
  }
  throw new Error('the command line was taken')
}

/** The shortest serve line, with `more`. */
function serve(...more: string[]): ReturnType<typeof parseCommand> {
  return parseCommand(['serve', '--nic', 'e', '--media', 'm', ...more])
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

  it('leaves to the defaults what is not said', () => {
    expect(serve()).toEqual({
      name: 'serve',
      json: false,
      config: { ...DEFAULTS, nic: 'e', media: [{ path: 'm' }] },
    })
  })

  it('gives the nth recipe and the nth entry to the nth medium', () => {
    const options = ['--media', 'b', '--media', 'c', '--recipe', 'one', '--recipe', '-', '--recipe', 'three']
    expect(serve(...options, '--entry', '-', '--entry', 'rescue')).toMatchObject({
      config: {
        media: [
          { path: 'm', recipe: 'one' },
          { path: 'b', entry: 'rescue' },
          { path: 'c', recipe: 'three' },
        ],
      },
    })
  })

  it('does not name a recipe for a medium whose place holds "-"', () => {
    const command = serve('--recipe', '-')
    expect(command.name === 'serve' && command.config.media).toEqual([{ path: 'm' }])
  })

  it('reads loader, menu and guard', () => {
    expect(serve('--loader', 'signed', '--menu-timeout', '0', '--no-install-guard')).toMatchObject({
      config: { loader: 'signed', menuTimeoutS: 0, installGuard: false },
    })
  })

  it.each(['several', 'always'])('takes --menu %s', (menu) => {
    expect(serve('--menu', menu)).toMatchObject({ config: { menu } })
  })

  it.each(['auto', 'proxy', 'dhcp'])('takes --mode %s', (mode) => {
    expect(serve('--mode', mode)).toMatchObject({ config: { mode } })
  })

  it('keeps the paths of rules, loaders and captures beside the configuration', () => {
    expect(serve('--rules', 'r.yaml', '--loaders', 'l', '--pcap', 'p')).toEqual({
      ...serve(),
      rules: 'r.yaml',
      loaders: 'l',
      pcap: 'p',
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

  it.each([
    [['--allow', '52:54:00:00:00:01', '52:54:00:00:00:02']],
    [['--allow', '52:54:00:00:00:01,52:54:00:00:00:02']],
    [['--allow', '52:54:00:00:00:01', '--allow', '52:54:00:00:00:02']],
    [['--allow=52:54:00:00:00:01', '52:54:00:00:00:02']],
  ])('takes several machines, however they are listed: %j', (options) => {
    const deny = ['--deny', '52:54:00:00:00:03', '52:54:00:00:00:04']
    expect(serve(...options, ...deny, '--json')).toMatchObject({
      json: true,
      config: {
        allow: ['52:54:00:00:00:01', '52:54:00:00:00:02'],
        deny: ['52:54:00:00:00:03', '52:54:00:00:00:04'],
      },
    })
  })

  it('puts one medium into the menu twice where it boots in two ways', () => {
    expect(serve('--media', 'm', '--recipe', 'one', '--recipe', 'two')).toMatchObject({
      config: { media: [{ recipe: 'one' }, { recipe: 'two' }] },
    })
  })

  it.each(['--- console=ttyS0', '-v'])('takes kernel arguments that begin with a dash: %s', (append) => {
    expect(serve('--append', append)).toMatchObject({ config: { append } })
  })

  it('reads a value after an equals sign, even one that looks like an option', () => {
    expect(serve('--append=--json')).toMatchObject({ json: false, config: { append: '--json' } })
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
    [['serve', '--nic', 'e', '--media', ''], '--media PATH'],
    [['serve', '--nic', 'e', '--media', 'm', '--recipe', 'a', '--recipe', 'b'], '--recipe is given 2 times for 1'],
    [['serve', '--nic', 'e', '--media', 'm', '--entry', 'a', '--entry', 'b'], '--entry is given 2 times for 1'],
    [['serve', '--nic', 'e', '--media', 'm', '--loader', 'tiny'], 'auto, small, full, signed'],
    [
      ['serve', '--nic', 'e', '--media', 'm', '--menu-timeout', '-1'],
      '--menu-timeout is "-1"; it takes a number from 0',
    ],
    [['serve', '--nic', 'e', '--media', 'm', '--menu', 'never'], '--menu is "never"'],
    [['serve', '--nic', 'e', '--media', 'm', '--menu-timeout'], '--menu-timeout needs a value'],
    [['serve', '--media', 'm', '--nic', '--json'], '--nic needs a value'],
    [['serve', '--nic', 'e', '--media', 'm', '--json=yes'], '--json takes no value'],
    [['serve', '--nic', 'e', '--media', 'm', '-n'], 'There is no option -n'],
    [['serve', '--nic', 'e', '--media', 'm', '--nic', 'f'], '--nic is given twice'],
    [['serve', '--nic', 'e', '--media', 'm', '--mode', 'dhcp', '--mode', 'auto'], '--mode is given twice'],
    [['serve', '--nic', 'e', '--media', 'm', '--media', './m'], '--media ./m is given twice'],
    [['serve', '--nic', 'e', '--media', 'm', '--pcap', ''], '--pcap needs a path'],
    [
      ['serve', '--nic', 'e', '--media', 'm', '--allow', '52:54:00:00:00:01', '--deny', '52-54-00-00-00-01'],
      '52:54:00:00:00:01 is in both --allow and --deny',
    ],
    [['serve', '--nic', 'e', '--media', 'm', '--allow', ''], '--allow needs a MAC address'],
    [['serve', '--nic', 'e', '--media', 'm', '--allow', '52:54:00:00:00:01', 'x.iso'], '"x.iso" is not a MAC address'],
    [['nics', 'foo'], '"foo" belongs to no option. nics takes no argument'],
    [['demo', 'foo'], '"foo" belongs to no option. demo takes no argument'],
    [['selftest', '--nic', 'e', 'foo'], 'selftest takes --nic NAME'],
    [['selftest', '--nic', 'e', '--nic', 'f'], '--nic is given twice'],
    [['selftest', '--nic', 'e', '--media', ''], '--media needs a path'],
    [['inspect', ''], 'one path'],
    [['serve', '--nic', 'e', '--media', 'm', '--menu-timeout', '1.5'], '0 to 3600'],
    [['serve', '--nic', 'e', '--media', 'm', '--menu-timeout', '3601'], '0 to 3600'],
    [['serve', '--nic', 'e', '--media', 'm', '--http-port', '0'], '1 to 65535'],
    [['serve', '--nic', 'e', '--media', 'm', '--rules', ''], '--rules needs a path'],
    [['serve', '--nic', 'e', '--media', 'm', '--loaders', ''], '--loaders needs a path'],
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

describe('USAGE', () => {
  it('names every option that serve takes', () => {
    const options = [
      'nic',
      'media',
      'recipe',
      'entry',
      'mode',
      'append',
      'rules',
      'loader',
      'loaders',
      'menu',
      'menu-timeout',
    ]
    for (const option of [...options, 'no-install-guard', 'http-port', 'allow', 'deny', 'pcap', 'json']) {
      expect(USAGE).toContain(`--${option}`)
    }
  })

  it('fits a terminal of 100 columns', () => {
    expect(USAGE.split('\n').filter((line) => line.length > 100)).toEqual([])
  })
})
