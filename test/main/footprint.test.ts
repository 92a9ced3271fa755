import { describe, expect, it } from 'vitest'
import { saveMemory } from '../../main/footprint'

function saved(platform: NodeJS.Platform, env: NodeJS.ProcessEnv) {
  const switches = new Map<string, string | undefined>()
  const flags: string[] = []
  let ready: () => void = () => undefined
  const whenReady = new Promise<void>((resolve) => (ready = resolve))
  const commandLine = { appendSwitch: (name: string, value?: string) => void switches.set(name, value) }
  saveMemory({ commandLine, whenReady: () => whenReady }, { platform, env }, (flag) => flags.push(flag))
  return { switches, flags, ready: () => (ready(), whenReady) }
}

describe('saveMemory', () => {
  it.each(['linux', 'win32', 'darwin'] as const)(
    '%s: keeps the young generation small, in the page and here',
    (platform) => {
      const { switches, flags } = saved(platform, {})
      expect(switches.get('js-flags')).toContain('--max-semi-space-size=2')
      expect(flags).toContain('--semi-space-growth-factor=1')
    },
  )

  it('keeps the graphics driver out of GTK until the app is ready, and no longer', async () => {
    const env: NodeJS.ProcessEnv = {}
    const { ready } = saved('linux', env)
    expect(env).toEqual({ GDK_GL: 'disable' })
    await ready()
    expect(env).toEqual({})
  })

  it('leaves what the user said of GTK alone', async () => {
    const env: NodeJS.ProcessEnv = { GDK_GL: 'always' }
    await saved('linux', env).ready()
    expect(env).toEqual({ GDK_GL: 'always' })
  })

  it.each(['win32', 'darwin'] as const)('%s: leaves the network service where its sandbox is', (platform) => {
    const env: NodeJS.ProcessEnv = {}
    expect([...saved(platform, env).switches.keys()]).toEqual(['js-flags'])
    expect(env).toEqual({})
  })
})
