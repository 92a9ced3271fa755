import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from './say.mjs'

/**
 * Packages the built app with the Electron that this checkout runs. Returns the installers made; none for `dir`.
 *
 * @param {import('./electron.mjs').Electron} electron
 * @param {readonly string[]} targets of electron-builder: `dir`, `AppImage`, `deb`, `nsis`, `dmg`
 * @param {string} output the folder that it goes to
 */
export async function packageApp(electron, targets, output = join(root, 'dist')) {
  const { build, Platform } = await import('electron-builder')
  return build({
    projectDir: root,
    targets: Platform.current().createTarget([...targets]),
    publish: 'never',
    config: {
      extends: join(root, 'electron-builder.yml'),
      directories: { output },
      electronDist: electron.distPath,
      electronVersion: electron.version,
      // Electron starts app.asar first; the default app would only lie there.
      afterPack: async ({ packager, appOutDir }) => {
        await rm(join(packager.getResourcesDir(appOutDir), 'default_app.asar'), { force: true })
      },
    },
  })
}
