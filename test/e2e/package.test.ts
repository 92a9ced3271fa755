import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ensureDisplay } from '../../build/lib/display.mjs'
import { resolveElectron, sandboxArgs } from '../../build/lib/electron.mjs'
import { packageApp } from '../../build/lib/package.mjs'
import { homesIn } from './app'

/** The packaged app, as a user gets it: its fuses, that it starts, and that nothing of Node can be smuggled in from outside. */
const folder = mkdtempSync(join(tmpdir(), 'bootdrop-package-'))
const program = join(folder, 'dist/linux-unpacked/bootdrop')
/** As @electron/fuses writes it into the program: the digit 1. */
const ENABLED = '1'.charCodeAt(0)
const isLinux = process.platform === 'linux'

describe.skipIf(!isLinux)('the packaged app', () => {
  beforeAll(async () => {
    await packageApp(await resolveElectron(), ['dir'], join(folder, 'dist'))
  }, 300_000)
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('has its fuses as electron-builder.yml says', async () => {
    const wire = await getCurrentFuseWire(program)
    const on = (fuse: FuseV1Options): boolean => Number(wire[fuse]) === ENABLED
    expect({
      runAsNode: on(FuseV1Options.RunAsNode),
      cookies: on(FuseV1Options.EnableCookieEncryption),
      nodeOptions: on(FuseV1Options.EnableNodeOptionsEnvironmentVariable),
      inspect: on(FuseV1Options.EnableNodeCliInspectArguments),
      integrity: on(FuseV1Options.EnableEmbeddedAsarIntegrityValidation),
      onlyAsar: on(FuseV1Options.OnlyLoadAppFromAsar),
      file: on(FuseV1Options.GrantFileProtocolExtraPrivileges),
    }).toEqual({
      runAsNode: true,
      cookies: true,
      nodeOptions: false,
      inspect: false,
      integrity: true,
      onlyAsar: true,
      file: false,
    })
  })

  it('opens its window, and takes neither NODE_OPTIONS nor --inspect', async () => {
    const smuggled = join(folder, 'smuggled')
    const module = join(folder, 'smuggle.cjs')
    writeFileSync(module, `require('node:fs').writeFileSync(${JSON.stringify(smuggled)}, '')`)
    const display = await ensureDisplay()
    const profile = join(folder, 'profile')
    const app = spawn(
      program,
      [...sandboxArgs(), `--user-data-dir=${profile}`, '--inspect=0', '--remote-debugging-port=0'],
      {
        env: {
          ...(display.env as Record<string, string>),
          ...homesIn(profile),
          NODE_OPTIONS: `--require ${module}`,
        },
      },
    )
    let said = ''
    const address = await new Promise<string>((resolve, reject) => {
      app.on('exit', (code) => reject(new Error(`it ended with ${String(code)}: ${said}`)))
      app.stderr.on('data', (data: Buffer) => {
        said += data.toString()
        const found = /DevTools listening on ws:\/\/([\d.:]+)/.exec(said)?.[1]
        if (found !== undefined) resolve(found)
      })
    })
    await expect.poll(() => titles(address), { timeout: 60_000 }).toContain('app://bootdrop/index.html')
    app.removeAllListeners('exit')
    const gone = once(app, 'exit')
    app.kill('SIGTERM')
    await gone
    display.stop()
    expect(existsSync(smuggled)).toBe(false)
    expect(said).not.toContain('Debugger listening')
  })
})

/** What pages it shows. */
async function titles(address: string): Promise<readonly string[]> {
  const reply = await fetch(`http://${address}/json/list`)
  return ((await reply.json()) as { url: string }[]).map(({ url }) => url)
}
