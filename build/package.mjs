import { relative } from 'node:path'
import { packageApp } from './lib/package.mjs'
import { root, runMain, say } from './lib/say.mjs'
import { setUp } from './lib/setup.mjs'

// npm run package [-- TARGET…]: the app in dist/, made with the Electron that this checkout runs. Without a target the unpacked
// app; `npm run package -- AppImage deb` (nsis, dmg) needs electron-builder's own tools, which it downloads.
await runMain(async () => {
  const electron = await setUp()
  const targets = process.argv.slice(2)
  const files = await packageApp(electron, targets.length > 0 ? targets : ['dir'])
  say(
    files.length > 0 ? `Made: ${files.map((file) => relative(root, file)).join(', ')}` : 'The unpacked app is in dist/',
  )
})
