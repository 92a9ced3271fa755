import { setFlagsFromString } from 'node:v8'
import type { App } from 'electron'

/**
 * Keeps all processes of the app together below 350 MB while 200 machines boot (test/e2e/crowd.test.ts); before the app is ready.
 *
 * - Young garbage is collected after 2 MB of it instead of 16, and old garbage earlier: a snapshot of 200 machines, ten times a second,
 *   makes much of it, and page and server stay quick enough.
 * - Linux: Chromium's network service needs no process of its own, for the page loads its own files alone (page.ts). Nor does GTK need
 *   OpenGL, for which it would load the graphics driver and its compiler into the main process.
 */
export function saveMemory(
  app: Pick<App, 'whenReady'> & { readonly commandLine: Pick<App['commandLine'], 'appendSwitch'> },
  { platform, env }: Pick<NodeJS.Process, 'platform' | 'env'>,
  setFlags = setFlagsFromString,
): void {
  // The main process runs already: its young generation stays as small as it is.
  setFlags('--semi-space-growth-factor=1')
  setFlags('--optimize-for-size')
  app.commandLine.appendSwitch('js-flags', '--max-semi-space-size=2 --optimize-for-size')
  if (platform !== 'linux') return
  app.commandLine.appendSwitch('enable-features', 'NetworkServiceInProcess2')
  if (env['GDK_GL'] !== undefined) return
  env['GDK_GL'] = 'disable'
  // Not for the programs that the app opens.
  void app.whenReady().then(() => delete env['GDK_GL'])
}
