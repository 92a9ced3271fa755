import { join } from 'node:path'
import { root, runMain, say } from './lib/say.mjs'
import { setUp } from './lib/setup.mjs'

// npm run package: the unpacked app in dist/, made with the Electron that this checkout runs.
await runMain(async () => {
  const electron = await setUp()
  const { build, Platform } = await import('electron-builder')
  const folders = await build({
    projectDir: root,
    targets: Platform.current().createTarget('dir'),
    publish: 'never',
    config: {
      extends: join(root, 'electron-builder.yml'),
      electronDist: electron.distPath,
      electronVersion: electron.version,
    },
  })
  say(`The app is in dist/ ${folders.join(' ')}`)
})
