import { describe, expect, it } from 'vitest'
import { runScript, type FetchCommand, type ScriptResult } from '../../../main/virtual/script'

interface Run {
  readonly result: ScriptResult
  readonly fetched: readonly FetchCommand[]
  readonly screen: readonly string[]
}

/** `answers`: what a URL gives; a string is a script, false is a failure, everything else comes. */
async function run(
  script: string,
  settings: Record<string, string> = {},
  answers: Record<string, string | false> = {},
): Promise<Run> {
  const fetched: FetchCommand[] = []
  const screen: string[] = []
  const result = await runScript(`#!ipxe\n${script}`, new Map(Object.entries(settings)), {
    echo: (text) => void screen.push(text),
    fetch: (request) => {
      fetched.push(request)
      const answer = answers[request.url]
      if (answer === false) return Promise.resolve({ ok: false })
      return Promise.resolve(answer === undefined ? { ok: true } : { ok: true, script: answer })
    },
  })
  return { result, fetched, screen }
}

describe('the script runner of the virtual machine', () => {
  it('boots a kernel with its arguments and initrd', async () => {
    const { result, fetched } = await run(
      'kernel http://h/linux initrd=initrd.magic quiet\ninitrd http://h/initrd\nboot',
    )
    expect(result).toEqual({ outcome: 'booted', kernelArgs: 'initrd=initrd.magic quiet' })
    expect(fetched.map(({ command, url }) => [command, url])).toEqual([
      ['kernel', 'http://h/linux'],
      ['initrd', 'http://h/initrd'],
    ])
  })

  it('expands settings, also inside one another and with a type', async () => {
    const { fetched } = await run('set base http://h\nkernel ${base}/k BOOTIF=01-${net0/mac:hexhyp} x=${nothing}', {
      mac: '52:54:00:12:34:56',
    })
    expect(fetched[0]).toMatchObject({ url: 'http://h/k', args: 'BOOTIF=01-52-54-00-12-34-56 x=' })
  })

  it('does not take the value of an option for the address', async () => {
    const { fetched } = await run('initrd --name initrd0.img http://h/initrd')
    expect(fetched[0]?.url).toBe('http://h/initrd')
  })

  it('goes to the label after || when a file does not come', async () => {
    const { result, screen } = await run(
      'kernel http://h/gone || goto failed\nboot\n:failed\necho no kernel\nexit',
      {},
      {
        'http://h/gone': false,
      },
    )
    expect(screen).toEqual(['no kernel'])
    expect(result).toEqual({ outcome: 'ended', reason: 'the script came to "exit"' })
  })

  it('ends at a line that fails without ||', async () => {
    const { result } = await run('kernel http://h/gone\nboot', {}, { 'http://h/gone': false })
    expect(result).toMatchObject({ outcome: 'ended' })
  })

  it('runs the script that chain brings', async () => {
    const { result } = await run(
      'chain http://h/second',
      {},
      { 'http://h/second': '#!ipxe\nkernel http://h/k a\nboot' },
    )
    expect(result).toEqual({ outcome: 'booted', kernelArgs: 'a' })
  })

  it('does not boot without a kernel', async () => {
    expect((await run('boot')).result.outcome).toBe('ended')
  })

  it('takes the default of a menu, as when nobody presses a key', async () => {
    const menu =
      'menu Bootdrop\nitem --key x leave Go on\nchoose --default leave --timeout 30000 what\ngoto ${what}\n:leave\nexit'
    expect((await run(menu)).result).toEqual({ outcome: 'ended', reason: 'the script came to "exit"' })
  })

  it('gives up on a script that loops', async () => {
    const { result } = await run(':again\ngoto again')
    expect(result).toMatchObject({ outcome: 'ended' })
  })

  it('names a command that iPXE does not have', async () => {
    expect((await run('boots')).result).toEqual({ outcome: 'ended', reason: 'iPXE has no command "boots"' })
  })

  it('refuses a text that is no script', async () => {
    const nobody = { echo: () => undefined, fetch: () => Promise.resolve({ ok: true }) }
    expect((await runScript('<html>', new Map(), nobody)).outcome).toBe('ended')
  })

  const MENU = 'menu Bootdrop\nitem --gap What?\nitem --key 1 medium0 One\nitem --key 2 medium1 Two\n'
  const AFTER =
    ' what || goto escape\ngoto ${what}\n:medium0\nkernel http://h/0\nboot\n:medium1\nkernel http://h/1\nboot\n:escape\nexit'

  it.each([
    ['choose --default medium1 --timeout 10000', 'http://h/1'],
    ['choose --timeout 10000', 'http://h/0'],
    ['choose --default nothing --timeout 10000', undefined],
  ])('takes the default of a menu, else its first item, when its time is over: %s', async (choose, url) => {
    const { fetched } = await run(`${MENU}${choose}${AFTER}`)
    expect(fetched.map((each) => each.url)).toEqual(url === undefined ? [] : [url])
  })

  it('waits for nobody at a menu that waits for a key', async () => {
    const { result } = await run(`${MENU}choose --default medium0${AFTER}`)
    expect(result).toEqual({ outcome: 'ended', reason: 'the menu waits for a key, and nobody is here to press one' })
  })

  it('says so when it is sent to its own disk', async () => {
    const { result } = await run('sanboot --no-describe --drive 0x80 || goto leave\n:leave\nexit')
    expect(result).toEqual({ outcome: 'ended', reason: 'the machine starts its own disk' })
  })
})
