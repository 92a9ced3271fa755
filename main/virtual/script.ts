/**
 * Runs the iPXE scripts that Bootdrop generates, as far as a virtual machine needs them: settings, conditions, labels and the
 * commands that fetch images. The semantics are those of iPXE's command line (https://ipxe.org/scripting): a line whose last
 * command fails ends the script, `||` and `&&` bind from left to right, `${a}` expands to nothing when it is not set.
 */

/** What an image-fetching command asks for. `args` is the kernel command line or the initrd's name. */
export interface FetchCommand {
  readonly command: 'kernel' | 'initrd' | 'chain' | 'module'
  readonly url: string
  readonly args: string
}

export interface ScriptHost {
  /** True when the image came whole. For `chain` of a script the host returns its text, which runs next. */
  fetch(request: FetchCommand): Promise<{ ok: boolean; script?: string }>
  echo(text: string): void
}

export type ScriptResult =
  /** `boot` was reached with these images. */
  | { readonly outcome: 'booted'; readonly kernelArgs: string }
  /** The script ended without booting. */
  | { readonly outcome: 'ended'; readonly reason: string }

/** A generated script has some tens of lines; a loop (retry labels) must not keep the virtual client forever. */
const MAX_STEPS = 500

type Step = { next: 'ok' | 'fail' } | { goto: string } | { run: string } | { end: ScriptResult }

/** Settings are changed by the script's `set` commands. */
export async function runScript(text: string, settings: Map<string, string>, host: ScriptHost): Promise<ScriptResult> {
  let lines = text.split(/\r?\n/)
  if (!lines[0]?.startsWith('#!ipxe')) return { outcome: 'ended', reason: 'the script does not start with #!ipxe' }
  const machine = new ScriptMachine(settings, host)
  let at = 1
  for (let steps = 0; steps < MAX_STEPS; steps += 1) {
    const line = lines[at]?.trim()
    if (line === undefined) return { outcome: 'ended', reason: 'the script came to its end without boot' }
    at += 1
    if (line === '' || line.startsWith('#') || line.startsWith(':')) continue
    const step = await machine.line(line)
    if ('end' in step) return step.end
    if ('run' in step) {
      lines = step.run.split(/\r?\n/)
      at = 1
    } else if ('goto' in step) {
      at = lines.findIndex((candidate) => candidate.trim() === `:${step.goto}`)
      if (at < 0) return { outcome: 'ended', reason: `there is no label :${step.goto}` }
    } else if (step.next === 'fail') {
      return { outcome: 'ended', reason: `this line failed: ${line}` }
    }
  }
  return { outcome: 'ended', reason: `the script ran ${MAX_STEPS} lines without boot` }
}

class ScriptMachine {
  #kernelArgs: string | undefined
  /** Labels of the menu that was begun last. */
  readonly #items: string[] = []

  constructor(
    private readonly settings: Map<string, string>,
    private readonly host: ScriptHost,
  ) {}

  async line(line: string): Promise<Step> {
    let ok = true
    for (const [operator, words] of splitCommands(line.split(/\s+/))) {
      if ((operator === '||' && ok) || (operator === '&&' && !ok)) continue
      const step = await this.#command(words.map((word) => this.#expand(word)).filter((word) => word !== ''))
      if (!('next' in step)) return step
      ok = step.next === 'ok'
    }
    return { next: ok ? 'ok' : 'fail' }
  }

  async #command(words: readonly string[]): Promise<Step> {
    const [name, ...args] = words
    const plain = withoutOptions(args)
    switch (name) {
      case 'set':
        this.settings.set(settingName(plain[0] ?? ''), plain.slice(1).join(' '))
        return { next: 'ok' }
      case 'clear':
        this.settings.delete(settingName(plain[0] ?? ''))
        return { next: 'ok' }
      case 'isset':
        return answer(plain.length > 0)
      case 'iseq':
        return answer(plain.length === 2 && plain[0] === plain[1])
      case 'cpuid':
        return answer(this.settings.get('cpu-64bit') !== 'no')
      case 'goto':
        return { goto: plain[0] ?? '' }
      case 'echo':
        this.host.echo(args.join(' '))
        return { next: 'ok' }
      case 'choose':
        return this.#choose(args)
      case 'sanboot':
        return { end: { outcome: 'ended', reason: 'the machine starts its own disk' } }
      case 'menu':
        this.#items.length = 0
        return { next: 'ok' }
      case 'item':
        if (!args.includes('--gap') && plain[0] !== undefined) this.#items.push(plain[0])
        return { next: 'ok' }
      case 'imgfree':
      case 'prompt':
      case 'sleep':
      case 'ifopen':
      case 'dhcp':
      case 'ifconf':
        return { next: 'ok' }
      case 'shim':
        return { next: 'fail' }
      case 'kernel':
      case 'initrd':
      case 'module':
        return this.#image(name, plain)
      case 'chain':
        return this.#chain(plain)
      case 'boot':
        return this.#kernelArgs === undefined
          ? { next: 'fail' }
          : { end: { outcome: 'booted', kernelArgs: this.#kernelArgs } }
      case 'exit':
      case 'shell':
      case 'reboot':
        return { end: { outcome: 'ended', reason: `the script came to "${name}"` } }
      case undefined:
        return { next: 'ok' }
      default:
        return { end: { outcome: 'ended', reason: `iPXE has no command "${name}"` } }
    }
  }

  /** Nobody sits at a virtual machine: the default is taken when the menu's time is over, of which it waits for none. */
  #choose(args: readonly string[]): Step {
    const at = args.indexOf('--default')
    const chosen = at < 0 ? this.#items[0] : args[at + 1]
    const setting = args.at(-1)
    if (chosen === undefined || setting === undefined || !this.#items.includes(chosen)) return { next: 'fail' }
    if (!args.includes('--timeout')) {
      return { end: { outcome: 'ended', reason: 'the menu waits for a key, and nobody is here to press one' } }
    }
    this.settings.set(settingName(setting), chosen)
    return { next: 'ok' }
  }

  async #image(command: 'kernel' | 'initrd' | 'module', words: readonly string[]): Promise<Step> {
    const [url, ...args] = words
    if (url === undefined) return { next: 'fail' }
    const { ok } = await this.host.fetch({ command, url, args: args.join(' ') })
    if (ok && command === 'kernel') this.#kernelArgs = args.join(' ')
    return answer(ok)
  }

  async #chain(words: readonly string[]): Promise<Step> {
    const [url, ...args] = words
    if (url === undefined) return { next: 'fail' }
    const { ok, script } = await this.host.fetch({ command: 'chain', url, args: args.join(' ') })
    if (!ok) return { next: 'fail' }
    if (script !== undefined) return { run: script }
    return { end: { outcome: 'booted', kernelArgs: args.join(' ') } }
  }

  /** `${net0/mac:hexhyp}`: the type after the colon changes the spelling only. Works from the inside out. */
  #expand(word: string): string {
    let expanded = word
    for (let round = 0; round < 8 && expanded.includes('${'); round += 1) {
      expanded = expanded.replace(/\$\{([^${}]*)\}/g, (_match, inner: string) => {
        const [name = '', type] = inner.split(':')
        const value = this.settings.get(settingName(name)) ?? ''
        return type === 'hexhyp' ? value.replaceAll(':', '-') : value
      })
    }
    return expanded
  }
}

function answer(ok: boolean): Step {
  return { next: ok ? 'ok' : 'fail' }
}

/** Options that take a value (iPXE src/hci/commands/image_cmd.c). */
const VALUED_OPTIONS = ['--name', '-n', '--timeout', '-t', '--key', '-k', '--default', '-d', '--drive']

function withoutOptions(args: readonly string[]): string[] {
  return args.filter(
    (arg, at) => !/^--[^-]/.test(arg) && !VALUED_OPTIONS.includes(arg) && !VALUED_OPTIONS.includes(args[at - 1] ?? ''),
  )
}

/** `netX/mac`, `net0/mac` and `mac` are one and the same for a machine with one card. */
function settingName(name: string): string {
  return name.replace(/^net[X0-9]+\//, '').replace(/:.*$/, '')
}

function* splitCommands(words: readonly string[]): Generator<['' | '||' | '&&', string[]]> {
  let operator: '' | '||' | '&&' = ''
  let current: string[] = []
  for (const word of words) {
    if (word === '||' || word === '&&') {
      yield [operator, current]
      operator = word
      current = []
    } else {
      current.push(word)
    }
  }
  yield [operator, current]
}
