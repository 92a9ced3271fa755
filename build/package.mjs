import { rm } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { root, runMain, say } from './lib/say.mjs'
import { setUp } from './lib/setup.mjs'

// npm run package [-- TARGET…]: the app in dist/, made with the Electron that this checkout runs. Without a target the unpacked
// app; `npm run package -- AppImage deb` (nsis, dmg) needs electron-builder's own tools, which it downloads.
await runMain(async () => {
  const electron = await setUp()
  const targets = process.argv.slice(2)
  const { build, Platform } = await import('electron-builder')
  const files = await build({
    projectDir: root,
    targets: Platform.current().createTarget(targets.length > 0 ? targets : 'dir'),
    publish: 'never',
    config: {
      extends: join(root, 'electron-builder.yml'),
      electronDist: electron.distPath,
      electronVersion: electron.version,
      // Electron starts app.asar first; the default app would only lie there.
      afterPack: async ({ packager, appOutDir }) => {
        await rm(join(packager.getResourcesDir(appOutDir), 'default_app.asar'), { force: true })
      },
    },
  })
  say(
    files.length > 0 ? `Made: ${files.map((file) => relative(root, file)).join(', ')}` : 'The unpacked app is in dist/',
  )
})
