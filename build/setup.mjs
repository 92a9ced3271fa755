import { runMain, say } from './lib/say.mjs'
import { setUp } from './lib/setup.mjs'

await runMain(async () => {
  const electron = await setUp()
  say(`Set up: Electron ${electron.version} (${electron.source}), boot loaders, app`)
})
