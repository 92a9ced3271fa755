import type { MenuItemConstructorOptions } from 'electron'
import { describe, expect, it } from 'vitest'
import { Quitting } from '../../main/quit'
import { TrayPresence } from '../../main/tray'
import { hasTray } from '../../main/tray-support'
import type { EngineState } from '../../main/engine/types'
import { LANGUAGES } from '../../renderer/src/lang/words'
import type { LanguageId } from '../../preload/contract'
import { client, NOW, serving, stopped } from '../renderer/fixtures'

/** A desktop with a tray, and a program that serves. */
function desktop() {
  const world = {
    supported: true,
    wanted: true,
    state: serving(),
    language: 'en' as LanguageId,
    /** What is in the tray; undefined while nothing is. */
    icon: undefined as { text: string; menu: readonly MenuItemConstructorOptions[] } | undefined,
    updates: 0,
    done: [] as string[],
  }
  const note = (what: string) => (): void => void world.done.push(what)
  const tray = new TrayPresence({
    supported: () => world.supported,
    wanted: () => world.wanted,
    state: () => world.state,
    now: () => NOW,
    words: () => LANGUAGES[world.language].shell,
    make: () => ({
      update: (text, menu) => {
        world.updates++
        world.icon = { text, menu }
      },
      remove: () => (world.icon = undefined),
    }),
    hideWindow: note('hidden'),
    tell: (title) => world.done.push(`told: ${title}`),
    open: note('opened'),
    stop: note('stopped'),
    quit: note('quit'),
  })
  return { world, tray }
}

const labels = (menu: readonly MenuItemConstructorOptions[] = []): (string | undefined)[] =>
  menu.flatMap(({ label }) => label ?? [])

describe('the tray', () => {
  it('has an icon while serving, where the user wants it and the desktop shows it', () => {
    const { world, tray } = desktop()
    tray.update()
    expect(world.icon?.text).toBe('Bootdrop: Serving')
    expect(labels(world.icon?.menu)).toEqual(['Serving', 'Open Bootdrop', 'Stop serving', 'Quit'])
    world.state = stopped()
    tray.update()
    expect(world.icon).toBeUndefined()
    world.state = serving()
    world.wanted = false
    tray.update()
    expect(world.icon).toBeUndefined()
    world.wanted = true
    world.supported = false
    tray.update()
    expect(world.icon).toBeUndefined()
  })

  it('says how many boot, and is drawn anew only when that changes', () => {
    const { world, tray } = desktop()
    world.state = serving({ clients: [client()] })
    tray.update()
    tray.update()
    expect(world.icon?.text).toBe('Bootdrop: Serving, 1 machine booting')
    expect(world.updates).toBe(1)
    world.language = 'de'
    tray.update()
    expect(labels(world.icon?.menu)).toContain('Bootdrop öffnen')
  })

  it('takes the window while serving, and says so once', () => {
    const { world, tray } = desktop()
    expect(tray.hide()).toBe(true)
    tray.left()
    expect(tray.hide()).toBe(true)
    expect(world.done).toEqual(['hidden', 'told: Bootdrop goes on serving', 'hidden'])
  })

  it.each([
    ['nothing is served', { state: stopped() }],
    ['the user does not want it', { wanted: false }],
    ['the desktop shows no icons', { supported: false }],
  ])('leaves the window to close when %s', (_why, patch) => {
    const { world, tray } = desktop()
    Object.assign(world, patch)
    expect(tray.hide()).toBe(false)
    expect(world.done).toEqual([])
  })

  it('keeps its icon as long as the window is in it, also after a stop: there would be no way back', () => {
    const { world, tray } = desktop()
    tray.hide()
    world.state = stopped()
    tray.update()
    expect(world.icon?.text).toBe('Bootdrop: Not serving')
    expect(world.icon?.menu.find(({ label }) => label === 'Stop serving')?.enabled).toBe(false)
    tray.left()
    expect(world.icon).toBeUndefined()
  })
})

describe('whether a desktop shows tray icons', () => {
  it('is so on Windows and macOS, without a question', async () => {
    const ask = (): Promise<string> => Promise.reject(new Error('asked'))
    await expect(hasTray('win32', ask)).resolves.toBe(true)
    await expect(hasTray('darwin', ask)).resolves.toBe(true)
  })

  it.each([
    ['busctl', 'b true\n', true],
    ['gdbus', '(true,)\n', true],
    ['dbus-send', '   boolean true\n', true],
    ['gdbus', '(false,)\n', false],
  ])('is asked of the session’s bus by %s, which says %j', async (program, says, expected) => {
    await expect(hasTray('linux', (asked) => Promise.resolve(asked === program ? says : undefined))).resolves.toBe(
      expected,
    )
  })

  it('is not so where nobody can be asked', async () => {
    await expect(hasTray('linux', () => Promise.resolve(undefined))).resolves.toBe(false)
  })
})

describe('the end', () => {
  function program(state: EngineState, { hides = false, may = true } = {}) {
    const done: string[] = []
    const deps = {
      state: () => world.state,
      stop: () => {
        done.push('stopped')
        world.state = stopped()
        return Promise.resolve()
      },
      now: () => NOW,
      mayBreakOff: (count: number) => {
        done.push(`asked about ${String(count)}`)
        return Promise.resolve(may)
      },
      hide: () => hides,
      quit: () => void done.push('quit'),
    }
    const world = { state, done, quitting: new Quitting(deps) }
    return world
  }
  const event = (): { prevented: boolean; preventDefault: () => void } => {
    const made = { prevented: false, preventDefault: () => (made.prevented = true) }
    return made
  }
  const booting = serving({ clients: [client()] })

  it('comes at once where nothing is served', () => {
    const { quitting, done } = program(stopped())
    const quit = event()
    quitting.beforeQuit(quit)
    expect([quit.prevented, done]).toEqual([false, []])
  })

  it('frees the ports first', async () => {
    const { quitting, done } = program(serving())
    const quit = event()
    quitting.beforeQuit(quit)
    expect(quit.prevented).toBe(true)
    await Promise.resolve()
    await Promise.resolve()
    expect(done).toEqual(['stopped', 'quit'])
    const again = event()
    quitting.beforeQuit(again)
    expect(again.prevented).toBe(false)
  })

  it('is asked about while machines boot, once, and does not come against the answer', async () => {
    const { quitting, done } = program(booting, { may: false })
    const first = event()
    const second = event()
    quitting.closing(first)
    quitting.beforeQuit(second)
    await Promise.resolve()
    expect([first.prevented, second.prevented, done]).toEqual([true, true, ['asked about 1']])
  })

  it('does not come by closing the window where the tray takes it', () => {
    const { quitting, done } = program(booting, { hides: true })
    const close = event()
    quitting.closing(close)
    expect([close.prevented, done]).toEqual([true, []])
  })

  it('comes in spite of the tray once it is meant', async () => {
    const { quitting } = program(serving(), { hides: true })
    quitting.beforeQuit(event())
    await Promise.resolve()
    const close = event()
    quitting.closing(close)
    expect(close.prevented).toBe(false)
  })

  it('comes without a question when the system goes down', () => {
    const { quitting, done } = program(booting)
    quitting.agree()
    const close = event()
    quitting.closing(close)
    expect([close.prevented, done]).toEqual([false, []])
  })
})
